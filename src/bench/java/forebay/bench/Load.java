package forebay.bench;

import java.io.IOException;
import java.time.Duration;

/** A closed loop of requests: every connection sends its next request when it has its answer. */
interface Load {
    /** What was answered with 200, and what was not. */
    record Result(long completed, long failed, double seconds) {}

    /**
     * Loads a server with GET requests.
     *
     * @param port where it listens on 127.0.0.1
     * @param target path of the requests
     * @param apiKey for X-Api-Key
     */
    Result run(int port, String target, String apiKey, int connections, Duration duration)
            throws IOException, InterruptedException;

    /** Name and version. */
    String name();
}
