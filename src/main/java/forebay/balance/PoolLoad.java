package forebay.balance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the requests of one pool share beyond its upstreams: places, those who wait for one, the budget of retries. It
 * outlives a reload as long as the pool's name stays. Thread-safe.
 */
public final class PoolLoad {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final WaitingLine line = new WaitingLine();
    private final RetryBudget budget = new RetryBudget();
    private final LatencyPercentile latencies = new LatencyPercentile();
    private final LongAdder hedges = new LongAdder();
    private volatile Optional<HedgeSettings> hedge = Optional.empty();
    private volatile int mostInFlight = LimitSettings.UNLIMITED;

    PoolLoad() {}

    /** Takes up what the configuration says, which may differ from what it said before. */
    void configure(LimitSettings limits, RetrySettings retries) {
        mostInFlight = limits.inFlight();
        line.configure(limits.queue());
        hedge = retries.hedge();
        budget.configure(retries.budgetPercent(), retries.budgetPerSecond());
    }

    /** Takes a place in the pool and one at the upstream; false where either has none. */
    public boolean tryBegin(UpstreamState state) {
        int most = mostInFlight;
        if (most == LimitSettings.UNLIMITED) {
            inFlight.incrementAndGet();
        } else if (!takePlace(most)) {
            return false;
        }
        if (state.tryBegin()) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    private boolean takePlace(int most) {
        int taken = inFlight.get();
        while (taken < most) {
            if (inFlight.compareAndSet(taken, taken + 1)) {
                return true;
            }
            taken = inFlight.get();
        }
        return false;
    }

    /** Takes both places, whether there is room or not. */
    public void begin(UpstreamState state) {
        inFlight.incrementAndGet();
        state.begin();
    }

    /** Gives both back. */
    public void end(UpstreamState state) {
        state.end();
        inFlight.decrementAndGet();
        line.serve();
    }

    /** A second has passed. */
    void tick() {
        budget.tick();
        hedge.ifPresent(settings -> latencies.tick(settings.percentile()));
        // An upstream may have come back without anybody's request ending.
        line.serve();
    }

    /** Those who wait for a place. */
    public WaitingLine line() {
        return line;
    }

    /** How many retries the pool bears. */
    public RetryBudget budget() {
        return budget;
    }

    /** The response head of a request that could have been hedged came after this time. */
    public void hedgeable(long headNanos) {
        latencies.record(headNanos);
    }

    /** How long an attempt may take until another one is made beside it; empty where that is not known yet. */
    public Optional<Duration> hedgeDelay(HedgeSettings settings) {
        return settings.after()
                .or(latencies::known)
                .map(delay -> delay.compareTo(settings.atLeast()) < 0 ? settings.atLeast() : delay);
    }

    /** A second attempt was made beside a slow one. */
    public void hedged() {
        hedges.increment();
    }

    /** How it stands. */
    public PoolStatus status() {
        return new PoolStatus(
                inFlight.get(), line.length(), line.turnedAway(), budget.retries(), budget.exhausted(), hedges.sum());
    }
}
