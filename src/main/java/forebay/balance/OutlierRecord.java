package forebay.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What {@link OutlierDetector} remembers of one upstream; it outlives a reload. Thread-safe. */
final class OutlierRecord {
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicInteger gatewayErrorsInARow = new AtomicInteger();
    private final LongAdder successes = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder heads = new LongAdder();
    private final LongAdder headNanos = new LongAdder();
    /** How often it was ejected, less what was forgotten since; guarded by the detector. */
    private int ejections;

    /**
     * The traffic of one interval.
     *
     * @param requests those that were answered or failed
     * @param successRate of these, 0 to 1
     * @param heads response heads that came
     * @param meanNanos how long they took
     */
    record Interval(long requests, double successRate, long heads, double meanNanos) {}

    int failed() {
        errors.increment();
        return failuresInARow.incrementAndGet();
    }

    int gatewayError() {
        errors.increment();
        clear(failuresInARow);
        return gatewayErrorsInARow.incrementAndGet();
    }

    void answered(boolean success) {
        (success ? successes : errors).increment();
        clear(failuresInARow);
        clear(gatewayErrorsInARow);
    }

    void head(long durationNanos) {
        heads.increment();
        headNanos.add(durationNanos);
    }

    /** What came since it was last asked. */
    Interval next() {
        long succeeded = successes.sumThenReset();
        long all = succeeded + errors.sumThenReset();
        long answered = heads.sumThenReset();
        long nanos = headNanos.sumThenReset();
        return new Interval(
                all, all == 0 ? 1 : (double) succeeded / all, answered, answered == 0 ? 0 : (double) nanos / answered);
    }

    void clear() {
        failuresInARow.set(0);
        gatewayErrorsInARow.set(0);
    }

    /** Reads before it writes: nearly always there is nothing to clear, and the line stays shared. */
    private static void clear(AtomicInteger count) {
        if (count.get() != 0) {
            count.set(0);
        }
    }

    int ejections() {
        return ejections;
    }

    void ejections(int count) {
        ejections = count;
    }
}
