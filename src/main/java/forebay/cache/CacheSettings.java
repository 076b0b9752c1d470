package forebay.cache;

import java.time.Duration;

/**
 * Bounds of the cache.
 *
 * @param heapBytes bytes of stored responses on this node's heap (L1)
 * @param clusterBytes bytes of stored responses that this node holds for the cluster (L2)
 * @param maxObjectBytes largest content that is stored, in bytes
 * @param lookupTimeout how long a look-up in the cluster may take before it counts as a miss
 * @param purging bounds of purges
 */
public record CacheSettings(
        long heapBytes, long clusterBytes, long maxObjectBytes, Duration lookupTimeout, Purging purging) {

    /** With the usual bounds of purges. */
    public CacheSettings(long heapBytes, long clusterBytes, long maxObjectBytes, Duration lookupTimeout) {
        this(heapBytes, clusterBytes, maxObjectBytes, lookupTimeout, Purging.USUAL);
    }

    /**
     * Bounds of purges.
     *
     * @param perSecond how many operators may call in a second on this node
     * @param patience how long a call waits for all nodes before it says which are missing
     */
    public record Purging(int perSecond, Duration patience) {
        /** 50 a second, two seconds. */
        public static final Purging USUAL = new Purging(50, Duration.ofSeconds(2));
    }
}
