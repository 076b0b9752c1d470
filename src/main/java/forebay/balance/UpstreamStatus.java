package forebay.balance;

/**
 * How an upstream stands, for administrators and metrics.
 *
 * @param name scheme, host and port
 * @param weight share of requests relative to the other upstreams of the pool; the operator's where there is one
 * @param placement where it is among the others
 * @param standing how it stands
 * @param reason why it stands so, in a few words; empty where it never stood differently
 * @param inFlight requests that it has not answered yet
 * @param requests requests sent or tried to be sent to it
 * @param failures those that failed by its fault
 * @param ejections how often it was ejected
 * @param healthChanges how often health checks changed their mind about it
 */
public record UpstreamStatus(
        String name,
        int weight,
        Placement placement,
        Standing standing,
        String reason,
        int inFlight,
        long requests,
        long failures,
        long ejections,
        long healthChanges) {
    /** Whether it is tried in its turn. */
    public boolean available() {
        return standing == Standing.AVAILABLE;
    }
}
