package forebay.admin;

import java.util.function.LongSupplier;

/** Lets so many calls through in a second, and as many at once after a second without any. Thread-safe. */
final class CallRate {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final LongSupplier nanos;
    private double left;
    private long seen;

    /** A rate that reads the time in nanoseconds from {@code nanos}. */
    CallRate(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.left = perSecond;
        this.seen = nanos.getAsLong();
    }

    /** Whether one more may pass now. */
    synchronized boolean permits() {
        long now = nanos.getAsLong();
        left = Math.min(perSecond, left + (now - seen) / NANOS * perSecond);
        seen = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
