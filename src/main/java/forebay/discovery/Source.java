package forebay.discovery;

import forebay.balance.UpstreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where the upstreams of a pool are found. For one thread at a time. */
interface Source {
    /**
     * What was found.
     *
     * @param upstreams at least one
     * @param holds how long to wait with the next look
     */
    record Found(List<UpstreamSettings> upstreams, Duration holds) {}

    /**
     * Looks; blocks within bounds.
     *
     * @throws IOException where nothing was found that can be used; its message says why, for operators
     */
    Found look() throws IOException;

    /** How long to wait after a look that failed. */
    Duration retry();
}
