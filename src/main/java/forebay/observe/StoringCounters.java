package forebay.observe;

import forebay.cache.CacheEvents;
import forebay.cache.CacheKey;
import forebay.cache.ForwardReason;
import forebay.cache.NotStored;
import forebay.cache.PlainUri;
import forebay.cache.StaleUse;
import forebay.cache.StoredResponse;
import forebay.http.CacheStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts why nothing stored was used, what was used stale, what was not stored, and what was dropped. */
final class StoringCounters implements CacheEvents {
    private final Counter invalidated;
    private final Map<NotStored, Counter> notStored = new EnumMap<>(NotStored.class);
    private final Map<ForwardReason, Counter> forwarded = new EnumMap<>(ForwardReason.class);
    private final Map<StaleUse, Counter> stale = new EnumMap<>(StaleUse.class);

    StoringCounters(MeterRegistry registry) {
        invalidated = Counter.builder("forebay.cache.invalidated")
                .description("URIs that an unsafe method invalidated")
                .register(registry);
        for (ForwardReason reason : ForwardReason.values()) {
            forwarded.put(
                    reason,
                    Counter.builder("forebay.cache.forwarded")
                            .description("Requests that went forward, by the reason why nothing stored was used")
                            .tag("reason", reason.word())
                            .register(registry));
        }
        for (StaleUse use : StaleUse.values()) {
            stale.put(
                    use,
                    Counter.builder("forebay.cache.stale")
                            .description("Stale responses that were used, by what permitted it")
                            .tag("use", use.word())
                            .register(registry));
        }
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
    public void forwarded(CacheKey key, CacheStatus.Forward kind, ForwardReason reason) {
        count(forwarded.get(reason));
    }

    @Override
    public void stale(CacheKey key, StaleUse use) {
        count(stale.get(use));
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void stored(CacheKey key, StoredResponse response) {}

    @Override
    public void notStored(CacheKey key, NotStored reason) {
        count(notStored.get(reason));
    }

    @Override
    public void invalidated(PlainUri uri) {
        invalidated.increment();
    }
}
