package forebay.exchange;

import forebay.http.NameSet;

/**
 * Fields by which a proxy tells the next server about the client and the request that it got. They count only from
 * proxies that are trusted, and the gateway writes its own.
 */
public final class ForwardingFields {
    private static final String PREFIX = "x-forwarded";
    private static final NameSet NAMES = NameSet.of(
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "fastly-client-ip",
            "x-original-forwarded-for",
            "x-original-host",
            "x-scheme",
            "x-url-scheme",
            "front-end-https");

    /** Those that the gateway writes itself, and X-Forwarded-User where a route tells who is calling. */
    private static final NameSet OWN =
            NameSet.of("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-user");

    private ForwardingFields() {}

    /** Whether the gateway writes the field itself, so that no route can; the others are left to routes. */
    public static boolean areOwn(String name) {
        return OWN.contains(hyphened(name));
    }

    /** Whether the field is one of them. */
    public static boolean contains(String name) {
        if ("fxtcFXTC".indexOf(name.charAt(0)) < 0) {
            return false; // most fields of most requests, without a copy of the name
        }
        String hyphened = hyphened(name);
        return hyphened.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) || NAMES.contains(hyphened);
    }

    /**
     * A field name as an application server may see it: with underscores as hyphens, because CGI and its heirs make the
     * same variable of {@code X_Forwarded_For} and {@code X-Forwarded-For}.
     */
    static String hyphened(String name) {
        return name.replace('_', '-');
    }
}
