package forebay.balance;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one upstream: how it stands, and what it is doing. It outlives a reload of the configuration as
 * long as pool and address stay. Thread-safe; counters are exact, their relation to one another is not.
 *
 * <p>How it stands follows from inputs that are kept apart: health checks, ejection, failed connections, the operator's
 * word. Times are on the scale of {@link System#nanoTime()}.
 *
 * <p>A failed connection makes an upstream unreachable for {@link #FIRST_PENALTY}, and for twice as long each time
 * that it fails again right afterwards, up to {@link #LONGEST_PENALTY}. Failures of requests that were on their way
 * already say nothing new and change nothing. One answer, or a health check that connects, ends it.
 */
public final class UpstreamState {
    static final Duration FIRST_PENALTY = Duration.ofSeconds(10);
    static final Duration LONGEST_PENALTY = Duration.ofSeconds(160);
    /** The share of its weight that slow start begins with. */
    static final double FIRST_SHARE = 0.1;
    /** Slow start goes up in this many steps, so that nobody has to look more often. */
    private static final int STEPS = 20;

    private static final int NANOS_IN_MICRO = 1000;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final PeakLatency latency = new PeakLatency();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** Changed under this object's lock only, from one immutable value to the next. */
    private volatile UpstreamCondition condition;

    private final OutlierRecord outliers = new OutlierRecord();
    private final LongAdder ejections = new LongAdder();
    private final LongAdder healthChanges = new LongAdder();
    private volatile @Nullable OutlierDetector detector;
    private volatile String reason = "";
    private volatile Duration slowStart = Duration.ZERO;
    private volatile int mostInFlight = Integer.MAX_VALUE;

    /** Learns that an upstream stands differently, or weighs differently, than before. Never blocks. */
    @FunctionalInterface
    public interface Listener {
        /** How it stood, and stands now; the two are the same where only its weight changed. */
        void changed(Standing before, Standing after);
    }

    /** Nothing was seen yet. */
    public UpstreamState() {
        this(UpstreamCondition.NEW);
    }

    private UpstreamState(UpstreamCondition first) {
        condition = first;
    }

    /**
     * Takes up what the configuration says, which may differ from what it said before.
     *
     * @param judge who judges it from now on
     */
    void configure(Duration slowStartFor, int inFlightAtMost, OutlierDetector judge) {
        slowStart = slowStartFor;
        mostInFlight = inFlightAtMost;
        detector = judge;
    }

    /** One that joins upstreams that were there before. */
    static UpstreamState joining(long nowNanos) {
        return new UpstreamState(UpstreamCondition.NEW.added(nowNanos));
    }

    /** Tells {@code listener} of changes until it is removed. */
    public void add(Listener listener) {
        listeners.add(listener);
    }

    /** Tells {@code listener} no more. */
    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** A request is about to be sent, where there is room for it; false where it has as many as it may. */
    public boolean tryBegin() {
        int most = mostInFlight;
        if (most != Integer.MAX_VALUE && !takeSlot(most)) {
            return false;
        }
        if (most == Integer.MAX_VALUE) {
            inFlight.incrementAndGet();
        }
        requests.increment();
        return true;
    }

    /** A request is about to be sent in place of one that has as good as ended: it need not find room. */
    public void begin() {
        inFlight.incrementAndGet();
        requests.increment();
    }

    private boolean takeSlot(int most) {
        int taken = inFlight.get();
        while (taken < most) {
            if (inFlight.compareAndSet(taken, taken + 1)) {
                return true;
            }
            taken = inFlight.get();
        }
        return false;
    }

    /** The request that was begun is over, however it ended. */
    public void end() {
        inFlight.decrementAndGet();
    }

    /**
     * A final response head came.
     *
     * @param nowNanos when
     * @param durationNanos how long after the request was begun
     */
    public void answered(long nowNanos, long durationNanos) {
        latency.observe(durationNanos, nowNanos);
        OutlierDetector judge = detector;
        if (judge != null) {
            judge.head(this, durationNanos);
        }
        connected(nowNanos);
    }

    /** A connection was made, whoever made it. */
    public void connected(long nowNanos) {
        if (condition.penalty().nanos() != 0) {
            change(nowNanos, "it answers", before -> before.penalty().nanos() == 0 ? before : before.reached(nowNanos));
        }
    }

    /** No connection could be made, as was found out at {@code nowNanos}. */
    public void unreachable(long nowNanos) {
        change(nowNanos, "no connection", before -> {
            UpstreamCondition.Span penalty = before.penalty();
            if (!penalty.over(nowNanos)) {
                return before;
            }
            long length = penalty.nanos() == 0
                    ? FIRST_PENALTY.toNanos()
                    : Math.min(2 * penalty.nanos(), LONGEST_PENALTY.toNanos());
            return before.penalised(length, nowNanos);
        });
        failed(nowNanos);
    }

    /** An attempt failed by its fault. */
    public void failed(long nowNanos) {
        failures.increment();
        OutlierDetector judge = detector;
        if (judge != null) {
            judge.failed(this, nowNanos);
        }
    }

    /** A whole response with this status came. */
    public void completed(int status, long nowNanos) {
        OutlierDetector judge = detector;
        if (judge != null) {
            judge.answered(this, status, nowNanos);
        }
    }

    /**
     * What health checks say.
     *
     * @param why what the last of them found
     */
    public void health(boolean healthy, String why, long nowNanos) {
        if (condition.healthy() != healthy) {
            healthChanges.increment();
            change(
                    nowNanos,
                    why,
                    before -> before.healthy() == healthy ? before : before.withHealth(healthy, nowNanos));
        }
    }

    /** Judged from traffic it gets nothing for a while. */
    void eject(Duration length, String why, long nowNanos) {
        ejections.increment();
        String told = why + ", for " + length.toSeconds() + " s";
        change(nowNanos, told, before -> before.ejected(length, nowNanos));
    }

    /** What an operator says. */
    public void operator(OperatorWord word, long nowNanos) {
        change(nowNanos, "by an operator", before -> before.operator() == word ? before : before.with(word, nowNanos));
    }

    /** An operator's weight, at least 1; empty for the configured one. */
    public void weigh(OptionalInt weight, long nowNanos) {
        change(
                nowNanos,
                "by an operator",
                before -> before.weight().equals(weight) ? before : before.withWeight(weight));
    }

    /** An ejection that is over becomes a return, of which listeners learn. */
    public void settle(long nowNanos) {
        UpstreamCondition.Span ejection = condition.ejection();
        if (ejection.nanos() != 0 && ejection.over(nowNanos)) {
            change(
                    ejection.untilNanos() - 1,
                    "the ejection is over",
                    before -> before.ejection().equals(ejection) ? before.returned(nowNanos) : before);
        }
    }

    private void change(long nowNanos, String why, UnaryOperator<UpstreamCondition> step) {
        UpstreamCondition before;
        UpstreamCondition after;
        synchronized (this) {
            before = condition;
            after = step.apply(before);
            if (!before.equals(after)) {
                condition = after;
                reason = why;
            }
        }
        if (!before.equals(after)) {
            Standing stood = before.standing(nowNanos);
            Standing stands = after.standing(nowNanos);
            listeners.forEach(listener -> listener.changed(stood, stands));
        }
    }

    /** How it stands. */
    public Standing standing(long nowNanos) {
        return condition.standing(nowNanos);
    }

    /** Why it stands as it does, in a few words; empty where it never stood differently. */
    public String reason() {
        return reason;
    }

    /** Whether it is ejected, whatever else holds. */
    boolean ejected(long nowNanos) {
        return !condition.ejection().over(nowNanos);
    }

    /** Whether it came back not longer ago than this. */
    boolean returnedWithin(Duration time, long nowNanos) {
        OptionalLong since = condition.sinceReturn(nowNanos);
        return since.isPresent() && since.getAsLong() < time.toNanos();
    }

    OutlierRecord outliers() {
        return outliers;
    }

    /** What an operator said. */
    public OperatorWord operator() {
        return condition.operator();
    }

    /** An operator's weight; empty where the configured one holds. */
    public OptionalInt weight() {
        return condition.weight();
    }

    /** The share of its weight that it gets: 1, or less in slow start. Constant until {@link #changesIn} says. */
    public double ramp(long nowNanos) {
        long window = slowStart.toNanos();
        OptionalLong since = window == 0 ? OptionalLong.empty() : condition.sinceReturn(nowNanos);
        if (since.isEmpty() || since.getAsLong() >= window) {
            return 1;
        }
        long step = Math.max(0, since.getAsLong()) / Math.max(1, window / STEPS);
        return Math.min(1, Math.max(FIRST_SHARE, (double) step / STEPS));
    }

    /** How long until time alone changes how it stands or what it weighs; empty where nothing is pending. */
    public OptionalLong changesIn(long nowNanos) {
        UpstreamCondition current = condition;
        OptionalLong standing = current.changesIn(nowNanos);
        long window = slowStart.toNanos();
        OptionalLong since = window == 0 ? OptionalLong.empty() : current.sinceReturn(nowNanos);
        if (since.isEmpty() || since.getAsLong() >= window) {
            return standing;
        }
        long length = Math.max(1, window / STEPS);
        long nextStep = length - Math.max(0, since.getAsLong()) % length;
        return OptionalLong.of(standing.isEmpty() ? nextStep : Math.min(standing.getAsLong(), nextStep));
    }

    /** How long until it is tried in its turn; zero where it is, or where time alone does not change it. */
    Duration unavailableFor(long nowNanos) {
        UpstreamCondition current = condition;
        return Duration.ofNanos(
                Math.max(current.ejection().left(nowNanos), current.penalty().left(nowNanos)));
    }

    /** Requests that it is answering. */
    public int inFlight() {
        return inFlight.get();
    }

    /** How long one more request is likely to take: the time to a response head lately, for each that is in flight. */
    double cost(long nowNanos) {
        double micros = Math.floor(latency.nanos(nowNanos) / NANOS_IN_MICRO);
        return (micros + 1) * (inFlight() + 1);
    }

    /** Whether it has as many requests as it may; for a glance, {@link #tryBegin} decides. */
    public boolean full() {
        return inFlight.get() >= mostInFlight;
    }

    long requests() {
        return requests.sum();
    }

    long failures() {
        return failures.sum();
    }

    long ejections() {
        return ejections.sum();
    }

    long healthChanges() {
        return healthChanges.sum();
    }
}
