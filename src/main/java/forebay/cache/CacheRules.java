package forebay.cache;

/**
 * How the cache treats the requests of one route; made once per route and configuration.
 *
 * @param zone name of the route; stored responses of different zones never mix
 * @param fingerprint of all in the route's configuration that shapes what its upstream is asked or what may be
 *     stored, by {@link #fingerprint}; what was stored under other rules is never reused
 * @param shareAuthenticated whether what one authenticated caller got may answer others, by the operator's word; never
 *     holds for a request whose Authorization goes to the upstream (RFC 9111 §3.5)
 * @param tellUser whether the upstream learns who is asking; then nothing that an authenticated caller got is stored
 * @param maxContentBytes largest content that is stored, in bytes
 */
public record CacheRules(
        String zone, long fingerprint, boolean shareAuthenticated, boolean tellUser, long maxContentBytes) {

    /** A fingerprint of these values in this order, equal on every node. */
    public static long fingerprint(String... values) {
        return StableHash.of(values);
    }
}
