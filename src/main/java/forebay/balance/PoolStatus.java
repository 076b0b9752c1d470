package forebay.balance;

/**
 * What the requests of a pool share, for administrators and metrics.
 *
 * @param inFlight attempts that are not over
 * @param waiting requests that wait for a place
 * @param turnedAway requests that found no place to wait, or waited too long
 * @param retries attempts after the first one of a request
 * @param retriesRefused those that were not made because the budget was used up
 * @param hedges retries that were made beside an attempt that was slow
 */
public record PoolStatus(int inFlight, int waiting, long turnedAway, long retries, long retriesRefused, long hedges) {}
