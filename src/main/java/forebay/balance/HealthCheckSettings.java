package forebay.balance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How upstreams are asked whether they are well.
 *
 * @param http what is asked and expected; empty where a TCP connection is enough
 * @param port where, if not on the port of the upstream's URL
 * @param interval from the end of one check to the next
 * @param fastInterval the same while checks contradict what holds
 * @param jitterPercent by how much both vary at random, 0 to 100
 * @param timeout for a whole check
 * @param rise checks that succeed in a row make it healthy
 * @param fall checks that fail in a row make it unhealthy
 * @param startHealthy whether one that was never checked counts as healthy
 */
public record HealthCheckSettings(
        Optional<Http> http,
        OptionalInt port,
        Duration interval,
        Duration fastInterval,
        int jitterPercent,
        Duration timeout,
        int rise,
        int fall,
        boolean startHealthy) {
    /** The most of an answer's content that is looked at, in bytes. */
    public static final int MOST_CONTENT_BYTES = 64 * 1024;

    /**
     * One request and what its answer has to be.
     *
     * @param method GET or HEAD
     * @param path path and query
     * @param host Host in place of the upstream's own
     * @param statuses the expected ones
     * @param contains text that the first {@link #MOST_CONTENT_BYTES} must contain
     * @param matches RE2 pattern of which they must contain a match
     */
    public record Http(
            String method,
            String path,
            Optional<String> host,
            List<StatusRange> statuses,
            Optional<String> contains,
            Optional<String> matches) {
        /** Whether an answer of this status is as expected. */
        public boolean expects(int status) {
            return statuses.stream().anyMatch(range -> range.first() <= status && status <= range.last());
        }
    }

    /**
     * Statuses from one to another, both included.
     *
     * @param first 100 to 599
     * @param last not less
     */
    public record StatusRange(int first, int last) {}
}
