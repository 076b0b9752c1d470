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

    private ForwardingFields() {}

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
