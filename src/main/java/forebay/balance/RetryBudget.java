package forebay.balance;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many retries a pool bears, so that they do not finish off what is failing under its load already: a share of the
 * requests of the last ten seconds, and some in any case. A request costs one increment. Thread-safe.
 *
 * <p>As in Finagle; the window slides with {@link #tick}.
 */
public final class RetryBudget {
    private static final int SECONDS = 10;

    private final LongAdder requests = new LongAdder();
    private final LongAdder exhausted = new LongAdder();
    /** Counts at the beginning of each of the last seconds, in a ring; guarded by this. */
    private final long[] requestsBefore = new long[SECONDS];

    private final long[] retriesBefore = new long[SECONDS];
    private int second;
    private long retries;
    private int percent;
    private int perSecond;

    /** A budget without room until it is configured. */
    RetryBudget() {}

    synchronized void configure(int newPercent, int newPerSecond) {
        percent = newPercent;
        perSecond = newPerSecond;
    }

    /** A request came. */
    public void request() {
        requests.increment();
    }

    /** Takes one retry out of the budget; false where none is left. */
    public synchronized boolean tryRetry() {
        long requested = requests.sum() - requestsBefore[second];
        long retried = retries - retriesBefore[second];
        if (retried * 100 >= requested * percent + 100L * perSecond * SECONDS) {
            exhausted.increment();
            return false;
        }
        retries++;
        return true;
    }

    /** A second has passed. */
    synchronized void tick() {
        requestsBefore[second] = requests.sum();
        retriesBefore[second] = retries;
        second = (second + 1) % SECONDS;
    }

    synchronized long retries() {
        return retries;
    }

    long exhausted() {
        return exhausted.sum();
    }
}
