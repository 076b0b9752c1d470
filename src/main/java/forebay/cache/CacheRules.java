package forebay.cache;

import java.util.Set;

/**
 * How the cache treats the requests of one route; made once per route and configuration.
 *
 * @param zone name of the route; stored responses of different zones never mix
 * @param fingerprint of all in the route's configuration that shapes what its upstream is asked or what may be
 *     stored, by {@link #fingerprint}; what was stored under other rules is never reused
 * @param policy what the operator says of the route
 * @param tellUser whether the upstream learns who is asking; then nothing that an authenticated caller got is stored
 * @param maxContentBytes largest content that is stored, in bytes
 * @param perClient request fields that the route makes for each client or request, in lower case: nothing is selected by
 *     them
 */
public record CacheRules(
        String zone,
        long fingerprint,
        CachePolicy policy,
        boolean tellUser,
        long maxContentBytes,
        Set<String> perClient) {

    /** Copies the set. */
    public CacheRules {
        perClient = Set.copyOf(perClient);
    }

    /** Of a route that makes no fields for each client. */
    public CacheRules(String zone, long fingerprint, CachePolicy policy, boolean tellUser, long maxContentBytes) {
        this(zone, fingerprint, policy, tellUser, maxContentBytes, Set.of());
    }

    /** A fingerprint of these values in this order, equal on every node. */
    public static long fingerprint(String... values) {
        return StableHash.of(values);
    }
}
