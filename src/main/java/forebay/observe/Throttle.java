package forebay.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets at most one log line through in a period, so that a fault that every request meets fills no disk. Thread-safe. */
final class Throttle {
    private final long periodNanos;
    private final AtomicLong next;

    /** The first call passes. */
    Throttle(Duration period) {
        periodNanos = period.toNanos();
        next = new AtomicLong(System.nanoTime());
    }

    /** Whether the caller may log now. */
    boolean permits() {
        long now = System.nanoTime();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + periodNanos);
    }
}
