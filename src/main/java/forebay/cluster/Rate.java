package forebay.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How many of something may happen in a time: at most {@code count} at once, and from then on one for each share of
 * {@code per}. By the generic cell rate algorithm (ITU-T I.371), whose state is one point in time: when everything that
 * was taken so far is made up for. Pure.
 *
 * @param count at least 1
 * @param per longer than nothing
 */
public record Rate(int count, Duration per) {
    /** Checks both. */
    public Rate {
        if (count < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(count + " per " + per);
        }
    }

    private long perMicros() {
        return TimeUnit.NANOSECONDS.toMicros(per.toNanos());
    }

    /** What one makes up for, in microseconds. */
    long shareMicros() {
        return Math.max(1, perMicros() / count);
    }

    /**
     * How long to wait for one more; empty where one may be taken now.
     *
     * @param paidUp when all that was taken is made up for, in microseconds of the clock of {@code now}; 0 for nothing
     */
    Optional<Duration> wait(long paidUp, long now) {
        long wait = from(paidUp, now) + shareMicros() - now - perMicros();
        return wait > 0 ? Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(wait))) : Optional.empty();
    }

    /**
     * The state after one more, whether there was one left or not. Who goes on beyond the limit waits longer for the
     * next, but not for longer than twice the time.
     */
    long afterOne(long paidUp, long now) {
        return Math.min(from(paidUp, now) + shareMicros(), now + 2 * perMicros());
    }

    /** A clock that was set back must not lock anybody out for as long as it was set back. */
    private long from(long paidUp, long now) {
        return paidUp > now + 2 * perMicros() ? now : Math.max(paidUp, now);
    }
}
