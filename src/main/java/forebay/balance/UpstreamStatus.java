package forebay.balance;

/**
 * How an upstream stands, for administrators and metrics.
 *
 * @param name scheme, host and port
 * @param weight share of requests relative to the other upstreams of the pool; the operator's where there is one
 * @param standing how it stands
 * @param inFlight requests that it has not answered yet
 * @param requests requests sent or tried to be sent to it
 * @param failures those that failed by its fault
 */
public record UpstreamStatus(String name, int weight, Standing standing, int inFlight, long requests, long failures) {
    /** Whether it is tried in its turn. */
    public boolean available() {
        return standing == Standing.AVAILABLE;
    }
}
