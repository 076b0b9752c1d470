package forebay.cache;

import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.http.RequestDirectives;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides whether a stored response answers a request (RFC 9111 §4). Pure. */
public final class ReuseRules {
    private static final Reuse METHOD = new Reuse.Forward(CacheStatus.Forward.METHOD, ForwardReason.METHOD);

    private ReuseRules() {}

    /**
     * Whether the store need not be asked; the decision then is final.
     *
     * @return empty where it depends on what is stored
     */
    public static Optional<Reuse> beforeLookup(CacheRequest request) {
        String method = request.head().method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(METHOD);
        }
        Optional<ForwardReason> bypass = bypass(request);
        return bypass.isPresent()
                ? Optional.of(forward(CacheStatus.Forward.BYPASS, bypass.get(), request.directives()))
                : Optional.empty();
    }

    /** What this cache never answers, whatever is stored. */
    private static Optional<ForwardReason> bypass(CacheRequest request) {
        if (request.content()) {
            return Optional.of(ForwardReason.REQUEST_CONTENT);
        }
        if (request.rules().tellUser() && request.authenticated()) {
            return Optional.of(ForwardReason.TELLS_USER);
        }
        return RequestConditions.forOrigin(request.head().fields())
                ? Optional.of(ForwardReason.REQUEST_CONDITION)
                : Optional.empty();
    }

    /**
     * Decides.
     *
     * @param stored what is stored under the request's key, invalidated ones left out; {@link StoredVariants#NONE}
     *     where there is nothing
     */
    public static Reuse decide(CacheRequest request, StoredVariants stored, Instant now) {
        Optional<Reuse> early = beforeLookup(request);
        if (early.isPresent()) {
            return early.get();
        }
        Fields fields = request.head().fields();
        RequestDirectives directives = request.directives();
        if (stored.isEmpty()) {
            return forward(CacheStatus.Forward.URI_MISS, ForwardReason.NOT_FOUND, directives);
        }
        Optional<StoredResponse> selected = stored.select(fields, now);
        if (selected.isEmpty()) {
            return forward(CacheStatus.Forward.VARY_MISS, ForwardReason.VARIES, directives);
        }
        StoredResponse response = selected.get();
        Optional<Coverage> part = response.partial();
        if (part.isPresent() && !RangeRules.answers(request.head(), response, part.get())) {
            return forward(CacheStatus.Forward.PARTIAL, ForwardReason.PARTIAL, directives);
        }
        Optional<ForwardReason> obstacle = obstacle(response, directives, now);
        if (obstacle.isEmpty()) {
            return new Reuse.Serve(response);
        }
        return obstacle.get() == ForwardReason.STALE && StaleRules.whileRevalidating(request, response, now)
                ? new Reuse.ServeStale(response)
                : validate(response, obstacle.get(), directives);
    }

    /** What stands against reusing it as it is (RFC 9111 §4, fourth and fifth condition). */
    private static Optional<ForwardReason> obstacle(
            StoredResponse response, RequestDirectives directives, Instant now) {
        if (response.directives().noCache()) {
            return Optional.of(ForwardReason.NO_CACHE);
        }
        long remaining = response.freshness().remainingSeconds(now);
        if (remaining <= 0 && !acceptsStale(response, directives, -remaining)) {
            return Optional.of(ForwardReason.STALE);
        }
        boolean unmet = directives.noCache()
                || isOlder(response, directives.maxAge(), now)
                || remaining < seconds(directives.minFresh(), Long.MIN_VALUE);
        return unmet ? Optional.of(ForwardReason.REQUEST_DIRECTIVE) : Optional.empty();
    }

    /** max-stale (§5.2.1.2), where the response does not forbid it (§4.2.4) and had a lifetime to exceed. */
    private static boolean acceptsStale(StoredResponse response, RequestDirectives directives, long staleSeconds) {
        return staleSeconds <= seconds(directives.maxStale(), -1)
                && response.freshness().lifetime().isPresent()
                && !response.forbidsStale();
    }

    /**
     * max-age (§5.2.1.1); zero asks for a validation even in the first second. A browser's reload says zero: what is
     * immutable is not validated for that while it is fresh, no-cache is for who means it (RFC 8246 §2).
     */
    private static boolean isOlder(StoredResponse response, Optional<Duration> limit, Instant now) {
        if (limit.isEmpty()) {
            return false;
        }
        return limit.get().isZero()
                ? !(response.directives().immutable() && response.isFresh(now))
                : response.ageSeconds(now) > limit.get().toSeconds();
    }

    private static long seconds(Optional<Duration> duration, long absent) {
        return duration.isPresent() ? duration.get().toSeconds() : absent;
    }

    private static Reuse validate(StoredResponse response, ForwardReason reason, RequestDirectives directives) {
        CacheStatus.Forward status =
                reason == ForwardReason.REQUEST_DIRECTIVE ? CacheStatus.Forward.REQUEST : CacheStatus.Forward.STALE;
        if (directives.onlyIfCached()) {
            return new Reuse.GatewayTimeout(reason);
        }
        if (directives.noStore()) {
            // a 304 would have to be stored, which §5.2.1.5 forbids
            return new Reuse.Forward(status, ForwardReason.REQUEST_NO_STORE);
        }
        return response.validators().present()
                ? new Reuse.Validate(response, status, reason)
                : new Reuse.Forward(status, reason);
    }

    private static Reuse forward(CacheStatus.Forward status, ForwardReason reason, RequestDirectives directives) {
        return directives.onlyIfCached() ? new Reuse.GatewayTimeout(reason) : new Reuse.Forward(status, reason);
    }
}
