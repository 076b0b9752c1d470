package forebay.cache;

import forebay.http.CacheStatus;

/** Learns what the cache decides, for metrics and dashboards. Called on request threads; never blocks or throws. */
public interface CacheEvents {
    /** A request was answered from the store without going forward. */
    void hit(CacheKey key, StoredResponse served);

    /** A request went forward. */
    void forwarded(CacheKey key, CacheStatus.Forward kind, ForwardReason reason);

    /** A stale response was used. */
    void stale(CacheKey key, StaleUse use);

    /** A response was stored. */
    void stored(CacheKey key, StoredResponse response);

    /** A response was not stored. */
    void notStored(CacheKey key, NotStored reason);

    /** A URI was invalidated by an unsafe method. */
    void invalidated(PlainUri uri);
}
