package forebay.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Figures of one rung.
 *
 * @param requestsPerSecond over the measured window, load and server sharing the machine's cores
 * @param cost what a request cost
 * @param failed answers other than 200, and broken connections
 */
record Measurement(Rung rung, double requestsPerSecond, Cost cost, long failed) {
    /**
     * What a request cost the server's process.
     *
     * @param cpuMicros user and system time, less what the JVM's compilers took
     * @param compilingMicros what they took: near nothing after a warm-up that was long enough
     * @param switches how often one of its threads waited
     * @param allocatedBytes of its heap
     */
    record Cost(double cpuMicros, double compilingMicros, double switches, double allocatedBytes) {
        static Cost between(ServerProcess.Usage before, ServerProcess.Usage after, long requests) {
            double compiling = after.compilingMicros() - before.compilingMicros();
            return new Cost(
                    (after.cpuMicros() - before.cpuMicros() - compiling) / requests,
                    compiling / requests,
                    (after.switches() - before.switches()) / (double) requests,
                    (after.allocatedBytes() - before.allocatedBytes()) / (double) requests);
        }
    }

    /** The one in the middle, by processor time; with all that failed in any of them. */
    static Measurement median(List<Measurement> windows) {
        Measurement middle = windows.stream()
                .sorted(Comparator.comparingDouble(Measurement::cpuMicros))
                .skip((windows.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
        long failed = windows.stream().mapToLong(Measurement::failed).sum();
        return new Measurement(middle.rung, middle.requestsPerSecond, middle.cost, failed);
    }

    /** Processor time a request. */
    double cpuMicros() {
        return cost.cpuMicros();
    }

    /** By how much this costs more than {@code base}. */
    double ratio(Measurement base) {
        return cpuMicros() / base.cpuMicros();
    }

    /** What the last layer adds; empty on the first rung. */
    Optional<Double> added(Optional<Measurement> before) {
        return before.map(one -> cpuMicros() - one.cpuMicros());
    }
}
