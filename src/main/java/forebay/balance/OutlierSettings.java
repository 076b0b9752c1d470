package forebay.balance;

import java.time.Duration;
import java.util.Optional;

/**
 * What makes an upstream worse than its pool bears, judged from traffic.
 *
 * @param failuresInARow attempts that fail one after the other by its fault; 0 for any number
 * @param gatewayErrorsInARow answers with 502, 503 or 504 one after the other; 0 for any number
 * @param successRate whose answers fail more often than the others'; empty for not judged
 * @param latency whose answers take longer than the others'; empty for not judged
 * @param interval how often rates and latencies are judged, and how fast earlier ejections are forgotten
 * @param ejection how long the first ejection lasts; each further one twice as long
 * @param maxEjection no ejection lasts longer
 * @param maxEjectedPercent no more of the pool's upstreams are ejected at a time
 */
public record OutlierSettings(
        int failuresInARow,
        int gatewayErrorsInARow,
        Optional<SuccessRate> successRate,
        Optional<Latency> latency,
        Duration interval,
        Duration ejection,
        Duration maxEjection,
        int maxEjectedPercent) {
    /** What holds where nothing is said. */
    public static final OutlierSettings DEFAULT = new OutlierSettings(
            5,
            5,
            Optional.of(SuccessRate.DEFAULT),
            Optional.empty(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            50);

    /** Nothing is judged. */
    public static final OutlierSettings OFF = new OutlierSettings(
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            DEFAULT.interval(),
            DEFAULT.ejection(),
            DEFAULT.maxEjection(),
            DEFAULT.maxEjectedPercent());

    /**
     * Ejects upstreams whose success rate is below the mean of the pool by more than {@code deviation} times its
     * standard deviation. With fewer than five upstreams none can be that far away.
     *
     * @param deviation factor
     * @param volume requests of an interval, below which an upstream is not judged
     * @param upstreams upstreams of that volume, below which none is judged
     */
    public record SuccessRate(double deviation, int volume, int upstreams) {
        /** What holds where nothing is said. */
        public static final SuccessRate DEFAULT = new SuccessRate(1.9, 100, 5);
    }

    /**
     * Ejects upstreams whose mean time to the response head is above the pool's median by a factor.
     *
     * @param factor above 1
     * @param volume answers of an interval, below which an upstream is not judged
     * @param upstreams upstreams of that volume, below which none is judged
     */
    public record Latency(double factor, int volume, int upstreams) {
        /** What holds where only that it is judged is said. */
        public static final Latency DEFAULT = new Latency(3, 100, 3);
    }
}
