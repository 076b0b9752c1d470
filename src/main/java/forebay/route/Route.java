package forebay.route;

import forebay.cache.CachePolicy;
import forebay.http.TargetLeniency;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which requests a route takes, and what happens to them.
 *
 * @param name the operator's name for it, unique; names metrics and log lines
 * @param match the requests that it takes
 * @param pools the pools that serve it
 * @param mirror where copies of its requests go
 * @param rewrite the path for the upstream; empty for the client's own
 * @param redirect where its requests are sent instead of to a pool
 * @param fixedAnswer what it answers by itself instead
 * @param toHttps the port of https that requests by http are sent to; empty where they are served
 * @param requestFields changes to the fields that go to the upstream
 * @param responseFields changes to the fields of every answer, at the moment that it is sent
 * @param errorPages pages for the answers that the gateway makes itself
 * @param methods the methods that are served, case-sensitive; any other that the route takes is answered 405
 * @param leniency what its targets may contain beyond the strict default
 * @param reportOnly whether a target that would be refused is only counted, where access control still can tell
 *     what it means; never lets in what cannot be read in one way
 * @param keepHost whether the upstream sees the client's authority in Host; else the upstream's own
 * @param authorization whether the client's Authorization goes to the upstream
 * @param tellUser whether the upstream is told the caller's principal in X-Forwarded-User; nothing that an
 *     authenticated caller got on such a route is stored
 * @param cache how the cache treats it
 * @param maxContentBytes largest request content that it takes, in bytes; more is 413
 * @param webSocket whether a request may change its connection to WebSocket, if the upstream agrees
 * @param interim which clients get the upstream's interim responses
 * @param rate how many requests each of those who ask may make; empty for any number
 */
public record Route(
        String name,
        RouteMatch match,
        PoolSplit pools,
        Optional<Mirror> mirror,
        Optional<PathRewrite> rewrite,
        Optional<Redirect> redirect,
        Optional<FixedAnswer> fixedAnswer,
        OptionalInt toHttps,
        FieldEdits requestFields,
        FieldEdits responseFields,
        ErrorPages errorPages,
        Set<String> methods,
        Set<TargetLeniency> leniency,
        boolean reportOnly,
        boolean keepHost,
        boolean authorization,
        boolean tellUser,
        CachePolicy cache,
        long maxContentBytes,
        boolean webSocket,
        InterimRelay interim,
        Optional<RequestRate> rate) {

    /** The methods of a route that does not list its own. */
    public static final Set<String> DEFAULT_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** The largest request content of a route that does not say: 1 GiB. */
    public static final long DEFAULT_MAX_CONTENT = 1L << 30;

    /** Whether it answers without a pool, and so without the cache. */
    public boolean answersItself() {
        return redirect.isPresent() || fixedAnswer.isPresent();
    }

    /** Makes a route that takes every request to {@code pool}, unless it is told otherwise. */
    public static RouteBuilder builder(String name, String pool) {
        return new RouteBuilder(name, pool);
    }
}
