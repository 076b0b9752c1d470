package forebay.proxy;

import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import forebay.route.PathRewrite;
import forebay.route.Route;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A response head in which Location and Content-Location name resources as clients know them: the upstream's own
 * authority is left out, and a path that the route has rewritten is turned back. So what is invalidated, stored and sent
 * are public URIs. Pure.
 */
final class PublicHead {
    private PublicHead() {}

    /**
     * The head for everybody but this gateway.
     *
     * @param upstream the URL of the upstream that answered, its port spelled out
     */
    static ResponseHead of(ResponseHead head, Exchange exchange, URI upstream) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (isLocation(fields.name(i))) {
                return head.withFields(mapped(fields, exchange, upstream));
            }
        }
        return head;
    }

    private static boolean isLocation(String name) {
        return switch (name.length()) {
            case 8 -> name.equalsIgnoreCase("Location");
            case 16 -> name.equalsIgnoreCase("Content-Location");
            default -> false;
        };
    }

    private static Fields mapped(Fields fields, Exchange exchange, URI upstream) {
        Fields.Builder mapped = Fields.builder();
        for (int i = 0; i < fields.size(); i++) {
            String value = fields.value(i);
            mapped.add(fields.name(i), isLocation(fields.name(i)) ? reference(value, exchange, upstream) : value);
        }
        return mapped.build();
    }

    private static String reference(String value, Exchange exchange, URI upstream) {
        Optional<PathRewrite> rewrite = exchange.arrival().route().flatMap(Route::rewrite);
        if (value.startsWith("/") && !value.startsWith("//")) {
            return path(value, rewrite);
        }
        int authority = value.indexOf("//") + 2;
        boolean absolute = authority >= 2
                && (authority == 2
                        || value.regionMatches(true, 0, "http:", 0, authority - 2)
                        || value.regionMatches(true, 0, "https:", 0, authority - 2));
        if (!absolute) {
            return value; // relative to what the client asked for
        }
        int end = authority;
        while (end < value.length() && "/?#".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        String rest = value.startsWith("/", end) ? value.substring(end) : "/" + value.substring(end);
        String scheme = authority == 2 ? upstream.getScheme() : value.substring(0, authority - 3);
        String named = value.substring(authority, end);
        if (withPort(scheme, named).equals(upstream.getAuthority().toLowerCase(Locale.ROOT))) {
            return path(rest, rewrite);
        }
        RequestHead asked = exchange.request();
        return rewrite.isPresent() && withPort(scheme, named).equals(withPort(scheme, asked.authority()))
                ? value.substring(0, end) + path(rest, rewrite)
                : value;
    }

    /** With its query and fragment; one that the client can not reach by this route stays as it is. */
    private static String path(String reference, Optional<PathRewrite> rewrite) {
        return rewrite.flatMap(some -> some.back(reference)).orElse(reference);
    }

    private static String withPort(String scheme, String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return lower.lastIndexOf(':') > lower.lastIndexOf(']')
                ? lower
                : lower + (scheme.equalsIgnoreCase("https") ? ":443" : ":80");
    }
}
