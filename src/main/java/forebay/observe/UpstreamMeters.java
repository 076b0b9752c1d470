package forebay.observe;

import forebay.exchange.Attempt;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of one upstream: a timer for each outcome of an attempt, made when it first occurs. */
final class UpstreamMeters {
    private final MeterRegistry registry;
    private final String upstream;
    private final Map<Attempt.Outcome, Timer> attempts = new ConcurrentHashMap<>();

    UpstreamMeters(MeterRegistry registry, String upstream) {
        this.registry = registry;
        this.upstream = upstream;
    }

    /** Counts an attempt that has ended. */
    void count(Attempt attempt) {
        timer(attempt.outcome()).record(attempt.duration());
    }

    private Timer timer(Attempt.Outcome outcome) {
        Timer timer = attempts.get(outcome);
        return timer != null ? timer : attempts.computeIfAbsent(outcome, this::register);
    }

    private Timer register(Attempt.Outcome outcome) {
        return Timer.builder("forebay.upstream.attempts")
                .description("Attempts to get an answer from an upstream, from the pick to the end")
                .tags("upstream", upstream, "outcome", OutcomeWords.of(outcome))
                .serviceLevelObjectives(Metrics.BUCKETS)
                .register(registry);
    }
}
