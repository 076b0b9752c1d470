package forebay.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Figures of one rung.
 *
 * @param requestsPerSecond over the measured window, load and server sharing the machine's cores
 * @param cpuMicros user and system time of the server's process a request
 * @param failed answers other than 200, and broken connections
 */
record Measurement(Rung rung, double requestsPerSecond, double cpuMicros, long failed) {
    /** The one in the middle, by processor time; with all that failed in any of them. */
    static Measurement median(List<Measurement> windows) {
        Measurement middle = windows.stream()
                .sorted(Comparator.comparingDouble(Measurement::cpuMicros))
                .skip((windows.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
        long failed = windows.stream().mapToLong(Measurement::failed).sum();
        return new Measurement(middle.rung, middle.requestsPerSecond, middle.cpuMicros, failed);
    }

    /** By how much this costs more than {@code base}. */
    double ratio(Measurement base) {
        return cpuMicros / base.cpuMicros;
    }

    /** What the last layer adds; empty on the first rung. */
    Optional<Double> added(Optional<Measurement> before) {
        return before.map(one -> cpuMicros - one.cpuMicros);
    }
}
