package forebay.balance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long response heads of a pool took lately, as a percentile that is worked out once a second: counts in classes
 * that grow by a quarter of a power of two, so that the answer is at most 25 % too long; all counts are halved now and
 * then, so that what is long ago fades. Recording is one increment. Thread-safe.
 */
final class LatencyPercentile {
    private static final int PARTS_BITS = 2;
    private static final int CLASSES = 64 << PARTS_BITS;
    private static final int TICKS_TO_HALVE = 10;
    /** Fewer say nothing of a percentile. */
    private static final int LEAST = 100;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);
    private volatile Optional<Duration> known = Optional.empty();
    private int ticks;

    void record(long nanos) {
        counts.getAndIncrement(classOf(Math.max(1, nanos)));
    }

    private static int classOf(long nanos) {
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        long fraction = exponent < PARTS_BITS ? 0 : (nanos >>> (exponent - PARTS_BITS)) & ((1 << PARTS_BITS) - 1);
        return (exponent << PARTS_BITS) + (int) fraction;
    }

    /** The end of a class. */
    private static long upperNanos(int index) {
        int exponent = index >>> PARTS_BITS;
        long parts = (1L << PARTS_BITS) + (index & ((1 << PARTS_BITS) - 1)) + 1;
        return exponent < PARTS_BITS ? 2L << exponent : parts << (exponent - PARTS_BITS);
    }

    /** The percentile as it was at the last tick; empty where too few came to tell. */
    Optional<Duration> known() {
        return known;
    }

    /** A second has passed; for one thread at a time. */
    void tick(int percentile) {
        long all = 0;
        for (int i = 0; i < CLASSES; i++) {
            all += counts.get(i);
        }
        known = all < LEAST ? Optional.empty() : Optional.of(Duration.ofNanos(percentile(percentile, all)));
        ticks = (ticks + 1) % TICKS_TO_HALVE;
        for (int i = 0; ticks == 0 && i < CLASSES; i++) {
            counts.accumulateAndGet(i, 1, (count, places) -> count >> places);
        }
    }

    private long percentile(int percentile, long all) {
        long below = 0;
        int index = 0;
        while (index < CLASSES - 1 && (below + counts.get(index)) * 100 < all * percentile) {
            below += counts.get(index);
            index++;
        }
        return upperNanos(index);
    }
}
