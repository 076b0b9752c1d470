package forebay.proxy;

import forebay.route.PathRewrite;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A Set-Cookie line whose Path and Domain (RFC 6265 §5.2) are those that clients know: a path that the route has rewritten
 * is turned back, and a domain that is the upstream's own is left out, so that the cookie is the host's that the client
 * asked. All else stays byte for byte. Pure.
 */
final class PublicCookie {
    /** Of cookies that must have the path {@code /} and no domain (RFC 6265bis §4.1.3). */
    private static final String HOST_PREFIX = "__Host-";

    private PublicCookie() {}

    /**
     * The line for clients.
     *
     * @param asked the authority that the client asked
     * @param upstream the URL of the upstream that answered
     */
    static String of(String value, Optional<PathRewrite> rewrite, String asked, URI upstream) {
        int at = value.indexOf(';');
        if (at < 0 || value.regionMatches(true, 0, HOST_PREFIX, 0, HOST_PREFIX.length())) {
            return value;
        }
        StringBuilder mapped = new StringBuilder(value.length()).append(value, 0, at);
        while (at < value.length()) {
            int next = value.indexOf(';', at + 1);
            int end = next < 0 ? value.length() : next;
            append(mapped, value.substring(at + 1, end), rewrite, asked, upstream);
            at = end;
        }
        return mapped.toString();
    }

    private static void append(
            StringBuilder mapped, String attribute, Optional<PathRewrite> rewrite, String asked, URI upstream) {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? "" : attribute.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = attribute.substring(equals + 1).strip();
        if (name.equals("domain") && isForeign(value, asked, upstream)) {
            return;
        }
        Optional<String> path =
                name.equals("path") ? rewrite.flatMap(some -> some.cookiePath(value)) : Optional.empty();
        mapped.append(';');
        if (path.isPresent()) {
            mapped.append(attribute, 0, equals + 1).append(path.get());
        } else {
            mapped.append(attribute);
        }
    }

    /** Whether a domain holds the upstream and not the host that the client asked, which would refuse the cookie. */
    private static boolean isForeign(String domain, String asked, URI upstream) {
        String plain = (domain.startsWith(".") ? domain.substring(1) : domain).toLowerCase(Locale.ROOT);
        return !plain.isEmpty() && holds(plain, upstream.getHost()) && !holds(plain, host(asked));
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static boolean holds(String domain, String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.equals(domain) || lower.endsWith("." + domain);
    }
}
