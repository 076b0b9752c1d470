package forebay.cache.flow;

/**
 * How this node's heap is used by stored responses, and how well.
 *
 * @param bytes estimated bytes
 * @param keys number of cache keys
 * @param hits look-ups that found something, since the start
 * @param misses look-ups that found nothing
 * @param evictions keys given up for space
 */
public record HeapUse(long bytes, long keys, long hits, long misses, long evictions) {}
