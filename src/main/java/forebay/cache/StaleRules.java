package forebay.cache;

import forebay.cache.CachePolicy.Stale;
import forebay.http.RequestDirectives;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a stale response may be used (RFC 9111 §4.2.4, RFC 5861). Pure.
 *
 * <p>A directive that forbids comes first: must-revalidate, proxy-revalidate, no-cache and s-maxage of the response,
 * then what the request does not want. What permits comes next: the response's own stale-while-revalidate and
 * stale-if-error, else the operator's numbers; stale-if-error of the request; and, where no upstream answered, nothing
 * more is needed than that the operator's bound is not passed.
 */
public final class StaleRules {
    /** The statuses that stale-if-error speaks of (RFC 5861 §4). */
    private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

    private StaleRules() {}

    /** Whether stale-if-error speaks of a response with this status (RFC 5861 §4). */
    public static boolean isError(int status) {
        return ERRORS.contains(status);
    }

    /** Whether {@code stored} may be served at once and validated behind (RFC 5861 §3). */
    public static boolean whileRevalidating(CacheRequest request, StoredResponse stored, Instant now) {
        Stale policy = request.rules().policy().stale();
        Optional<Duration> own = stored.directives().staleWhileRevalidate();
        return !forbids(stored, own.isPresent() && policy.withSharedMaxAge())
                && !unwanted(request, stored, now)
                && within(own.orElse(policy.revalidate()), stored, now);
    }

    /** Whether {@code stored} may answer in place of an error response (RFC 5861 §4). */
    public static boolean onError(CacheRequest request, StoredResponse stored, Instant now) {
        Stale policy = request.rules().policy().stale();
        Optional<Duration> own = stored.directives().staleIfError();
        Optional<Duration> asked = request.directives().staleIfError();
        boolean permitted =
                within(own.orElse(policy.grace()), stored, now) || within(asked.orElse(Duration.ZERO), stored, now);
        return permitted
                && !forbids(stored, own.isPresent() && policy.withSharedMaxAge())
                && !unwanted(request, stored, now);
    }

    /**
     * Whether {@code stored} may answer where no upstream did (RFC 9111 §4.2.4); what may stand in for an error response
     * may do so here too, because the answer would be one.
     */
    public static boolean onDisconnect(CacheRequest request, StoredResponse stored, Instant now) {
        boolean reachable = forbids(stored, false)
                || unwanted(request, stored, now)
                || !within(request.rules().policy().stale().unreachable(), stored, now);
        return !reachable || onError(request, stored, now);
    }

    /**
     * Whether {@code stored} is stale and says itself that it must be validated then: where that can not be done, the
     * request is answered 504 (RFC 9111 §5.2.2.2, §5.2.2.8, §5.2.2.10).
     */
    public static boolean needsOrigin(StoredResponse stored, Instant now) {
        boolean demanded = stored.directives().mustRevalidate()
                || stored.directives().proxyRevalidate()
                || stored.directives().sharedMaxAge().isPresent();
        return demanded && !stored.isFresh(now);
    }

    /**
     * Whether a directive of the response forbids to use it once stale (RFC 9111 §4.2.4).
     *
     * @param beside whether s-maxage does not count (the operator's word, beside the letter of §5.2.2.10)
     */
    private static boolean forbids(StoredResponse stored, boolean beside) {
        return stored.directives().mustRevalidate()
                || stored.directives().proxyRevalidate()
                || stored.directives().noCache()
                || (!beside && stored.directives().sharedMaxAge().isPresent());
    }

    /** Whether the request does not want it: no-cache, or older or staler than it accepts (RFC 9111 §5.2.1). */
    private static boolean unwanted(CacheRequest request, StoredResponse stored, Instant now) {
        RequestDirectives directives = request.directives();
        boolean tooOld = directives
                .maxAge()
                .filter(limit -> limit.isZero() || stored.ageSeconds(now) > limit.toSeconds())
                .isPresent();
        boolean tooStale = directives
                .maxStale()
                .filter(limit -> staleSeconds(stored, now) > limit.toSeconds())
                .isPresent();
        return directives.noCache() || directives.minFresh().isPresent() || tooOld || tooStale;
    }

    /** Whether it became stale less than {@code limit} ago, or is fresh. */
    private static boolean within(Duration limit, StoredResponse stored, Instant now) {
        return staleSeconds(stored, now) < limit.toSeconds();
    }

    private static long staleSeconds(StoredResponse stored, Instant now) {
        return -stored.freshness().remainingSeconds(now);
    }
}
