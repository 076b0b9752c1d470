package forebay.cache.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import forebay.cache.CacheKey;
import java.time.Duration;

/**
 * What was lately found out about keys, for as long as it may well still hold. Of bounded size; two keys that collide
 * share what is known. Thread-safe.
 */
final class ShortMemory {
    /** How long something is remembered. */
    static final Duration SPAN = Duration.ofSeconds(2);

    private static final int MOST = 4096;

    private final Cache<Long, Boolean> keys;

    ShortMemory(Ticker ticker) {
        keys = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(SPAN)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    void note(CacheKey key) {
        keys.put(shortKey(key), Boolean.TRUE);
    }

    void forget(CacheKey key) {
        keys.invalidate(shortKey(key));
    }

    boolean knows(CacheKey key) {
        return keys.getIfPresent(shortKey(key)) != null;
    }

    private static Long shortKey(CacheKey key) {
        return key.uri().stableHash() ^ ((long) key.hashCode() << 32);
    }
}
