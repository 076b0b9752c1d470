package forebay.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ejects the upstreams of a pool that do worse than it bears, judged from its requests: failures or gateway errors one
 * after the other at once, success rates and latencies at each {@link #sweep}. Never more than a share of the pool, and
 * each time for twice as long. Thread-safe.
 *
 * <p>Criteria and forgetting are those of Envoy's outlier detection. What clients do wrong is never told here.
 */
final class OutlierDetector {
    private final OutlierSettings settings;
    private final Supplier<? extends Collection<UpstreamState>> upstreams;

    /**
     * A detector.
     *
     * @param upstreams all of the pool at the moment of asking
     */
    OutlierDetector(OutlierSettings settings, Supplier<? extends Collection<UpstreamState>> upstreams) {
        this.settings = settings;
        this.upstreams = upstreams;
    }

    /** How often to {@link #sweep}. */
    Duration interval() {
        return settings.interval();
    }

    /** An attempt failed by the upstream's fault. */
    void failed(UpstreamState state, long nowNanos) {
        int inARow = state.outliers().failed();
        if (settings.failuresInARow() > 0 && inARow >= settings.failuresInARow()) {
            eject(state, inARow + " failures in a row", nowNanos);
        }
    }

    /** A whole response came. */
    void answered(UpstreamState state, int status, long nowNanos) {
        if (status != 502 && status != 503 && status != 504) {
            state.outliers().answered(status < 500);
            return;
        }
        int inARow = state.outliers().gatewayError();
        if (settings.gatewayErrorsInARow() > 0 && inARow >= settings.gatewayErrorsInARow()) {
            eject(state, inARow + " answers of 502, 503 or 504 in a row", nowNanos);
        }
    }

    /** A response head came after this time. */
    void head(UpstreamState state, long durationNanos) {
        if (settings.latency().isPresent()) {
            state.outliers().head(durationNanos);
        }
    }

    /** Judges the interval that has passed, and forgets a little of earlier ejections. */
    void sweep(long nowNanos) {
        Map<UpstreamState, OutlierRecord.Interval> intervals = new LinkedHashMap<>();
        for (UpstreamState state : upstreams.get()) {
            OutlierRecord.Interval interval = state.outliers().next();
            if (state.standing(nowNanos) == Standing.AVAILABLE) {
                intervals.put(state, interval);
                forget(state, nowNanos);
            }
        }
        settings.successRate().ifPresent(rule -> judgeRates(rule, intervals, nowNanos));
        settings.latency().ifPresent(rule -> judgeLatencies(rule, intervals, nowNanos));
    }

    private synchronized void forget(UpstreamState state, long nowNanos) {
        if (!state.returnedWithin(settings.interval(), nowNanos)) {
            state.outliers().ejections(Math.max(0, state.outliers().ejections() - 1));
        }
    }

    private void judgeRates(
            OutlierSettings.SuccessRate rule, Map<UpstreamState, OutlierRecord.Interval> intervals, long nowNanos) {
        List<Double> rates = new ArrayList<>();
        intervals.values().stream()
                .filter(interval -> interval.requests() >= rule.volume())
                .forEach(interval -> rates.add(interval.successRate()));
        if (rates.size() < rule.upstreams()) {
            return;
        }
        double mean = rates.stream().mapToDouble(rate -> rate).average().orElse(1);
        double variance = rates.stream()
                .mapToDouble(rate -> (rate - mean) * (rate - mean))
                .average()
                .orElse(0);
        double least = mean - rule.deviation() * Math.sqrt(variance);
        intervals.forEach((state, interval) -> {
            if (interval.requests() >= rule.volume() && interval.successRate() < least) {
                eject(state, percent("success rate ", interval.successRate(), mean), nowNanos);
            }
        });
    }

    private static String percent(String what, double rate, double mean) {
        return String.format(Locale.ROOT, "%s%.1f %%, the pool's is %.1f %%", what, 100 * rate, 100 * mean);
    }

    private void judgeLatencies(
            OutlierSettings.Latency rule, Map<UpstreamState, OutlierRecord.Interval> intervals, long nowNanos) {
        double[] means = intervals.values().stream()
                .filter(interval -> interval.heads() >= rule.volume())
                .mapToDouble(OutlierRecord.Interval::meanNanos)
                .sorted()
                .toArray();
        if (means.length < rule.upstreams()) {
            return;
        }
        // The lower of two middle ones: with few upstreams the slow one must not make up for itself.
        double median = means[(means.length - 1) / 2];
        intervals.forEach((state, interval) -> {
            if (interval.heads() >= rule.volume() && interval.meanNanos() > rule.factor() * median) {
                String reason = String.format(
                        Locale.ROOT,
                        "latency %.1f ms, the pool's is %.1f ms",
                        interval.meanNanos() / 1e6,
                        median / 1e6);
                eject(state, reason, nowNanos);
            }
        });
    }

    private synchronized void eject(UpstreamState state, String reason, long nowNanos) {
        Standing standing = state.standing(nowNanos);
        if (standing == Standing.EJECTED || standing.closed() || !mayEject(nowNanos)) {
            return;
        }
        int before = state.outliers().ejections();
        Duration length = settings.ejection().multipliedBy(1L << Math.min(before, 30));
        state.outliers().ejections(before + 1);
        state.outliers().clear();
        state.eject(length.compareTo(settings.maxEjection()) < 0 ? length : settings.maxEjection(), reason, nowNanos);
    }

    private boolean mayEject(long nowNanos) {
        Collection<UpstreamState> all = upstreams.get();
        long ejected = all.stream().filter(state -> state.ejected(nowNanos)).count();
        return (ejected + 1) * 100 <= (long) all.size() * settings.maxEjectedPercent();
    }
}
