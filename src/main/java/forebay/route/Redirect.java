package forebay.route;

import forebay.http.CanonicalTarget;
import forebay.http.RequestHead;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the requests of a route are sent instead of to a pool.
 *
 * @param status 301, 302, 303, 307 or 308 (RFC 9110 §15.4)
 * @param scheme empty for the request's own
 * @param host the authority; empty for the request's own, less its port where the scheme is another one
 * @param path begins with a slash, or with a variable that does
 * @param keepQuery whether the query is kept
 */
public record Redirect(int status, Optional<String> scheme, Optional<String> host, Template path, boolean keepQuery) {
    /**
     * The absolute URI that a request is sent to: nothing in it can be taken for another host.
     *
     * @param asked the request; its path is that of {@code target}
     * @param prefix the path of the route
     * @param mountedAt the path that the gateway is mounted at, before all paths of the request's own host
     */
    public String location(RequestHead asked, CanonicalTarget target, String prefix, String mountedAt) {
        String to = scheme.orElse(asked.scheme());
        String authority =
                host.orElseGet(() -> to.equals(asked.scheme()) ? asked.authority() : withoutPort(asked.authority()));
        String mount = host.isPresent() ? "" : mountedAt;
        Function<Variable, String> values =
                variable -> variable == Variable.PATH ? target.encodedPath() : rest(target.encodedPath(), prefix);
        String rendered = path.render(values);
        return to + "://" + authority + mount + (rendered.startsWith("/") ? rendered : "/" + rendered)
                + (keepQuery ? target.query().map(query -> "?" + query).orElse("") : "");
    }

    private static String rest(String path, String prefix) {
        int index = 0;
        for (int i = SegmentTree.segments(prefix).size(); i > 0 && index >= 0; i--) {
            index = path.indexOf('/', index + 1);
        }
        return index < 0 ? "" : path.substring(index);
    }

    /** The host of an authority. */
    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
