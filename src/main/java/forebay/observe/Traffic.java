package forebay.observe;

import java.util.Map;

/** What this node has done since it started, added up. Thread-safe. */
public interface Traffic {
    /** What a hit is called where a reason to go forward would stand (RFC 9211 §2.1). */
    String HIT = "hit";

    /** The counters as they stand; those of requests that end meanwhile may or may not be in. */
    Totals totals();

    /**
     * Counters over all routes.
     *
     * @param inFlight requests that have begun and not ended
     * @param refusals answers that the gateway made itself, by reason code
     * @param routes by the name of the route; {@value Metrics#NO_ROUTE} for requests that no route took, the
     *     gateway's own paths among them
     */
    record Totals(long inFlight, Map<String, Long> refusals, Map<String, RouteTotals> routes) {}

    /**
     * Counters of one route.
     *
     * @param requests requests that have ended
     * @param failed those that were answered with a status of 500 or more
     * @param aborted those whose stream was reset, or whose client left, before the end
     * @param contentBytes content sent to clients, in bytes
     * @param cache requests by what the cache did, by the words of RFC 9211: {@code hit}, or why it went forward
     * @param stored responses that were stored
     * @param collapsed requests that waited for the answer to another one
     */
    record RouteTotals(
            long requests,
            long failed,
            long aborted,
            long contentBytes,
            Map<String, Long> cache,
            long stored,
            long collapsed) {}
}
