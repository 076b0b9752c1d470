package forebay.route;

import forebay.cache.CachePolicy;
import forebay.http.TargetLeniency;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to the requests of one host and path prefix.
 *
 * @param name the operator's name for it, unique; names metrics and log lines
 * @param host the authority's host in lower case that it is limited to; empty for any
 * @param pathPrefix whole leading segments of the canonical path, beginning with a slash; {@code /} takes all
 * @param pool name of the pool that serves it
 * @param methods the methods that it takes, case-sensitive; any other is 405
 * @param leniency what its targets may contain beyond the strict default
 * @param reportOnly whether a target that would be refused is only counted, where access control still can tell
 *     what it means; never lets in what cannot be read in one way
 * @param keepHost whether the upstream sees the client's authority in Host; else the upstream's own
 * @param authorization whether the client's Authorization goes to the upstream
 * @param tellUser whether the upstream is told the caller's principal in X-Forwarded-User; nothing that an
 *     authenticated caller got on such a route is stored
 * @param cache how the cache treats it
 * @param maxContentBytes largest request content that it takes, in bytes; more is 413
 */
public record Route(
        String name,
        Optional<String> host,
        String pathPrefix,
        String pool,
        Set<String> methods,
        Set<TargetLeniency> leniency,
        boolean reportOnly,
        boolean keepHost,
        boolean authorization,
        boolean tellUser,
        CachePolicy cache,
        long maxContentBytes) {

    /** The methods of a route that does not list its own. */
    public static final Set<String> DEFAULT_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
}
