package forebay.balance;

/**
 * How long an upstream takes to its response head: a moving average that weighs by time, goes up at once to a longer one
 * and comes down slowly (peak EWMA, as in Finagle and Linkerd). Thread-safe; an update that races with another may be
 * lost, which the next one makes up for.
 */
final class PeakLatency {
    /** After this time an observation counts by 1/e of what it did. */
    private static final double DECAY_NANOS = 10e9;

    private volatile Mean mean = new Mean(0, 0);

    private record Mean(double nanos, long atNanos) {}

    /** A head came, or failed to come, after this long. */
    void observe(long latencyNanos, long nowNanos) {
        Mean before = mean;
        double latency = Math.max(0, latencyNanos);
        double kept = latency >= before.nanos() ? 0 : fading(before, nowNanos);
        mean = new Mean(before.nanos() * kept + latency * (1 - kept), nowNanos);
    }

    /** As it is at a time: without requests it fades, so that who was slow once is asked again. */
    double nanos(long nowNanos) {
        Mean current = mean;
        return current.nanos() * fading(current, nowNanos);
    }

    private static double fading(Mean mean, long nowNanos) {
        return Math.exp(-Math.max(0, nowNanos - mean.atNanos()) / DECAY_NANOS);
    }
}
