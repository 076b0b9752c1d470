package forebay.observe;

import forebay.cache.CacheEvents;
import forebay.cache.CacheKey;
import forebay.cache.ForwardReason;
import forebay.cache.NotStored;
import forebay.cache.PlainUri;
import forebay.cache.StoredResponse;
import forebay.http.CacheStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts what the cache did not store, and what it dropped. The rest is counted with its exchange. */
final class StoringCounters implements CacheEvents {
    private final Counter invalidated;
    private final Map<NotStored, Counter> notStored = new EnumMap<>(NotStored.class);

    StoringCounters(MeterRegistry registry) {
        invalidated = Counter.builder("forebay.cache.invalidated")
                .description("URIs that an unsafe method invalidated")
                .register(registry);
        for (NotStored reason : NotStored.values()) {
            notStored.put(
                    reason,
                    Counter.builder("forebay.cache.not.stored")
                            .description("Responses that were not stored, by reason")
                            .tag("reason", reason.word())
                            .register(registry));
        }
    }

    @Override
    public void hit(CacheKey key, StoredResponse served) {}

    @Override
    public void forwarded(CacheKey key, CacheStatus.Forward kind, ForwardReason reason) {}

    @Override
    public void stored(CacheKey key, StoredResponse response) {}

    @Override
    public void notStored(CacheKey key, NotStored reason) {
        Counter counter = notStored.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void invalidated(PlainUri uri) {
        invalidated.increment();
    }
}
