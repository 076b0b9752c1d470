package forebay.balance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was seen of one upstream. Thread-safe; counters are exact, their relation to one another is not.
 *
 * <p>A failed connection makes an upstream unavailable for {@link #FIRST_PENALTY}, and for twice as long each time
 * that it fails again right afterwards, up to {@link #LONGEST_PENALTY}. Failures of requests that were on their way
 * already say nothing new and change nothing. One connection that succeeds ends it.
 */
public final class UpstreamState {
    static final Duration FIRST_PENALTY = Duration.ofSeconds(10);
    static final Duration LONGEST_PENALTY = Duration.ofSeconds(160);

    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Penalty penalty = Penalty.NONE;

    /**
     * Unavailable until a time.
     *
     * @param nanos how long; 0 for not at all
     * @param untilNanos on the scale of {@link System#nanoTime()}
     */
    private record Penalty(long nanos, long untilNanos) {
        static final Penalty NONE = new Penalty(0, 0);

        boolean over(long nowNanos) {
            return nanos == 0 || nowNanos - untilNanos >= 0;
        }

        Penalty next(long nowNanos) {
            long longer = nanos == 0 ? FIRST_PENALTY.toNanos() : Math.min(2 * nanos, LONGEST_PENALTY.toNanos());
            return new Penalty(longer, nowNanos + longer);
        }
    }

    /** Nothing was seen yet. */
    public UpstreamState() {}

    /** A request is about to be sent. */
    public void begin() {
        requests.increment();
        inFlight.incrementAndGet();
    }

    /** The request that was begun is over, however it ended. */
    public void end() {
        inFlight.decrementAndGet();
    }

    /** A connection carried a request. */
    public void reached() {
        if (penalty.nanos() != 0) {
            synchronized (this) {
                penalty = Penalty.NONE;
            }
        }
    }

    /** No connection could be made, as was found out at {@code nowNanos}. */
    public synchronized void unreachable(long nowNanos) {
        failures.increment();
        if (penalty.over(nowNanos)) {
            penalty = penalty.next(nowNanos);
        }
    }

    /** It was reached and failed nevertheless. */
    public void failed() {
        failures.increment();
    }

    /** Whether it is tried in its turn rather than last. */
    public boolean available(long nowNanos) {
        return penalty.over(nowNanos);
    }

    /** How long it stays unavailable; zero where it is available. */
    public Duration unavailableFor(long nowNanos) {
        Penalty current = penalty;
        return current.over(nowNanos) ? Duration.ZERO : Duration.ofNanos(current.untilNanos() - nowNanos);
    }

    int inFlight() {
        return inFlight.get();
    }

    long requests() {
        return requests.sum();
    }

    long failures() {
        return failures.sum();
    }
}
