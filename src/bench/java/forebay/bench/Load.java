package forebay.bench;

import java.io.IOException;
import java.time.Duration;

/** A loop of requests: every connection sends its next request once it has its answer, at once or after a pause. */
interface Load {
    /** What was answered with 200, and what was not. */
    record Result(long completed, long failed, double seconds) {}

    /**
     * How hard a server is loaded.
     *
     * @param connections requests at a time, at most
     * @param pause between an answer and the next request of its connection, in the mean; each is between half of it and
     *     half as much again. Without one the server is loaded as far as the machine goes.
     */
    record Pace(int connections, Duration pause) {
        boolean pauses() {
            return !pause.isZero();
        }

        long leastMillis() {
            return pause.toMillis() / 2;
        }

        long mostMillis() {
            return pause.toMillis() + pause.toMillis() / 2;
        }
    }

    /**
     * Loads a server with GET requests.
     *
     * @param port where it listens on 127.0.0.1
     * @param target path of the requests
     * @param apiKey for X-Api-Key
     */
    Result run(int port, String target, String apiKey, Pace pace, Duration duration)
            throws IOException, InterruptedException;

    /** Name and version. */
    String name();
}
