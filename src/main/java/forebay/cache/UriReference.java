package forebay.cache;

import forebay.http.Escapes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * A URI reference, as Location and Content-Location have it, resolved against the URI of the request (RFC 3986 §5.2)
 * and brought to the normal form of the cache key. Reads what no URI may have in its query as servers and browsers do;
 * time is linear in the length.
 */
final class UriReference {
    private UriReference() {}

    /** The root of the origin that an absolute URI begins with; empty where it is none, of http or https. */
    static Optional<PlainUri> origin(String text) {
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.empty();
        }
        int end = colon + 3;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(colon + 3, end);
        return isHostAndPort(authority)
                ? Optional.of(PlainUri.of(scheme, authority(scheme, authority), "/", Optional.empty()))
                : Optional.empty();
    }

    /** Whether there is a host (RFC 9110 §4.2.1), no user information, and nothing but digits behind a colon. */
    private static boolean isHostAndPort(String authority) {
        int host = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        int end = host < 0 ? authority.length() : host;
        String port = authority.substring(end);
        return end > 0 && authority.indexOf('@') < 0 && (port.isEmpty() || port.matches(":[0-9]+"));
    }

    /** The URI that {@code reference} names; empty where it is broken, or of another origin than {@code base}. */
    static Optional<PlainUri> resolve(PlainUri base, String reference) {
        int fragment = reference.indexOf('#');
        String text = fragment < 0 ? reference : reference.substring(0, fragment);
        if (!text.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '\\')) {
            return Optional.empty();
        }
        int mark = text.indexOf('?');
        Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(text.substring(mark + 1));
        String rest = mark < 0 ? text : text.substring(0, mark);
        int colon = rest.indexOf(':');
        int slash = rest.indexOf('/');
        boolean absolute = colon >= 0 && (slash < 0 || colon < slash);
        if (absolute) {
            if (!rest.substring(0, colon).toLowerCase(Locale.ROOT).equals(base.scheme())) {
                return Optional.empty();
            }
            rest = rest.substring(colon + 1);
        }
        if (rest.startsWith("//")) {
            int end = rest.indexOf('/', 2);
            String authority = end < 0 ? rest.substring(2) : rest.substring(2, end);
            return authority(base.scheme(), authority).equals(base.authority())
                    ? uri(base, end < 0 ? "/" : rest.substring(end), query)
                    : Optional.empty();
        }
        if (absolute) {
            return Optional.empty();
        }
        if (rest.isEmpty()) {
            return uri(base, base.encodedPath(), query.or(base::query));
        }
        String directory = base.encodedPath().substring(0, base.encodedPath().lastIndexOf('/') + 1);
        return uri(base, rest.startsWith("/") ? rest : directory + rest, query);
    }

    private static Optional<PlainUri> uri(PlainUri base, String path, Optional<String> query) {
        return Escapes.areWellFormed(path)
                ? Optional.of(
                        PlainUri.of(base.scheme(), base.authority(), withoutDots(Escapes.normalized(path)), query))
                : Optional.empty();
    }

    /** RFC 3986 §5.2.4, for a path that begins with a slash. */
    private static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..")) {
                kept.pollLast();
            }
            if (!dots) {
                kept.addLast(segments[i]);
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return '/' + String.join("/", kept);
    }

    private static String authority(String scheme, String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String port = scheme.equals("https") ? ":443" : ":80";
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
