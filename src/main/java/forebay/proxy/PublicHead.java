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
 * A response head in which Location, Content-Location and Refresh name resources as clients know them: the upstream's own
 * authority is left out, and a path that the route has rewritten is turned back. So what is invalidated, stored and sent
 * are public URIs. Cookies are set for paths as clients know them ({@link PublicCookie}). Pure.
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
            if (isConcerned(fields.name(i))) {
                return head.withFields(mapped(fields, exchange, upstream));
            }
        }
        return head;
    }

    private static boolean isConcerned(String name) {
        return switch (name.length()) {
            case 7 -> name.equalsIgnoreCase("Refresh");
            case 8 -> name.equalsIgnoreCase("Location");
            case 10 -> name.equalsIgnoreCase("Set-Cookie");
            case 16 -> name.equalsIgnoreCase("Content-Location");
            default -> false;
        };
    }

    private static Fields mapped(Fields fields, Exchange exchange, URI upstream) {
        Fields.Builder mapped = Fields.builder();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            String value = fields.value(i);
            mapped.add(name, isConcerned(name) ? mapped(name, value, exchange, upstream) : value);
        }
        return mapped.build();
    }

    private static String mapped(String name, String value, Exchange exchange, URI upstream) {
        return switch (name.length()) {
            case 7 -> refresh(value, exchange, upstream);
            case 10 ->
                PublicCookie.of(
                        value,
                        exchange.arrival().route().flatMap(Route::rewrite),
                        exchange.request().authority(),
                        upstream);
            default -> reference(value, exchange, upstream);
        };
    }

    /** What no RFC says and browsers do: seconds, and where to go then, which may stand in quotes. */
    private static String refresh(String value, Exchange exchange, URI upstream) {
        int url = value.toLowerCase(Locale.ROOT).indexOf("url=");
        if (url < 0) {
            return value;
        }
        int from = url + 4;
        int to = value.length();
        if (from < to && "'\"".indexOf(value.charAt(from)) >= 0) {
            int quote = value.indexOf(value.charAt(from), from + 1);
            to = quote < 0 ? to : quote;
            from++;
        }
        return value.substring(0, from)
                + reference(value.substring(from, to), exchange, upstream)
                + value.substring(to);
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
