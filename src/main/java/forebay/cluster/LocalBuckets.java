package forebay.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Limits of this node alone, one bucket for each key. An attempt is taken before it is known whether it counts, and given
 * back when it does not, so that attempts made at the same time can not pass together. Bounded: what was not seen for
 * longest is forgotten. Thread-safe.
 */
public final class LocalBuckets {
    private static final int MAX_KEYS = 100_000;

    private final InstantSource clock;
    /** When a key has made up for all that it took, in microseconds of the epoch. */
    private final Cache<Object, Long> paidUp;

    /** Buckets that are all full. */
    public LocalBuckets(InstantSource clock) {
        this.clock = clock;
        this.paidUp = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Takes one; where there is none left, says after what time there will be.
     *
     * @param rate always the same for the same key
     */
    public Optional<Duration> take(Object key, Rate rate) {
        long now = micros(clock);
        List<Duration> refused = new ArrayList<>(1);
        paidUp.asMap().compute(key, (same, known) -> {
            long until = known == null ? 0 : known;
            Optional<Duration> wait = rate.wait(until, now);
            wait.ifPresent(refused::add);
            return wait.isPresent() ? until : rate.afterOne(until, now);
        });
        return refused.stream().findFirst();
    }

    /** Gives back what did not count. */
    public void giveBack(Object key, Rate rate) {
        paidUp.asMap().computeIfPresent(key, (same, until) -> until - rate.shareMicros());
    }

    static long micros(InstantSource clock) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
