package forebay.exchange;

import java.util.Locale;
import java.util.Set;

/**
 * Fields by which a proxy tells the next server about the client and the request that it got. They count only from
 * proxies that are trusted, and the gateway writes its own.
 */
public final class ForwardingFields {
    private static final Set<String> NAMES = Set.of(
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
        String folded = folded(name);
        return folded.startsWith("x-forwarded") || NAMES.contains(folded);
    }

    /**
     * A field name as an application server may see it: in lower case, and with underscores as hyphens, because CGI
     * and its heirs make the same variable of {@code X_Forwarded_For} and {@code X-Forwarded-For}.
     */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
