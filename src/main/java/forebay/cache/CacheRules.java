package forebay.cache;

/**
 * How the cache treats the requests of one route; made once per route and configuration.
 *
 * @param zone name of the route; stored responses of different zones never mix
 * @param fingerprint of all in the route's configuration that shapes what its upstream is asked or what may be
 *     stored, by {@link #fingerprint}; what was stored under other rules is never reused
 * @param policy what the operator says of the route
 * @param tellUser whether the upstream learns who is asking; then nothing that an authenticated caller got is stored
 * @param maxContentBytes largest content that is stored, in bytes
 */
public record CacheRules(String zone, long fingerprint, CachePolicy policy, boolean tellUser, long maxContentBytes) {

    /** A fingerprint of these values in this order, equal on every node. */
    public static long fingerprint(String... values) {
        return StableHash.of(values);
    }
}
