package forebay.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How many failed password checks a key (an address, an account) may cause: at most so many at once, and from then on
 * one for each minute's share, by the generic cell rate algorithm (ITU-T I.371), whose state is one point in time for
 * a key. An attempt is taken before it is known to fail and given back when it does not, so that attempts made at the
 * same time can not pass together. Bounded: what was not seen for longest is forgotten. Thread-safe.
 */
final class FailureLimits {
    private static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MAX_KEYS = 100_000;

    private final long shareMillis;
    private final InstantSource clock;
    /** When a key has made up for all its failures, in milliseconds of the epoch. */
    private final Cache<Object, Long> paidUp;

    FailureLimits(int perMinute, InstantSource clock) {
        this.shareMillis = Math.max(1, WINDOW_MILLIS / Math.max(1, perMinute));
        this.clock = clock;
        this.paidUp = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .executor(Runnable::run)
                .build();
    }

    /** Takes one attempt; where there is none left, says after what time there will be. */
    Optional<Duration> take(Object key) {
        long now = clock.millis();
        long[] wait = {0};
        paidUp.asMap().compute(key, (same, until) -> {
            // A clock that was set back must not lock a key out for as long as it was set back.
            long from = until == null || until > now + 2 * WINDOW_MILLIS ? now : Math.max(until, now);
            wait[0] = from + shareMillis - now - WINDOW_MILLIS;
            return wait[0] > 0 ? from : from + shareMillis;
        });
        return wait[0] > 0 ? Optional.of(Duration.ofMillis(wait[0])) : Optional.empty();
    }

    /** Gives back an attempt that did not fail. */
    void giveBack(Object key) {
        paidUp.asMap().computeIfPresent(key, (same, until) -> until - shareMillis);
    }
}
