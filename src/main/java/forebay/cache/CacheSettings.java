package forebay.cache;

import java.time.Duration;

/**
 * Bounds of the cache.
 *
 * @param heapBytes bytes of stored responses on this node's heap (L1)
 * @param clusterBytes bytes of stored responses that this node holds for the cluster (L2)
 * @param maxObjectBytes largest content that is stored, in bytes
 * @param lookupTimeout how long a look-up in the cluster may take before it counts as a miss
 */
public record CacheSettings(long heapBytes, long clusterBytes, long maxObjectBytes, Duration lookupTimeout) {}
