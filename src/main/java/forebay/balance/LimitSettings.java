package forebay.balance;

import java.time.Duration;

/**
 * How much a pool takes at a time.
 *
 * @param inFlight requests to all its upstreams; {@link #UNLIMITED} for any number
 * @param inFlightPerUpstream requests to each of them; {@link #UNLIMITED} for any number
 * @param queue requests that may wait for a place
 * @param queueTimeout how long they wait
 */
public record LimitSettings(int inFlight, int inFlightPerUpstream, int queue, Duration queueTimeout) {
    /** Any number. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** What holds where nothing is said. */
    public static final LimitSettings DEFAULT = new LimitSettings(UNLIMITED, UNLIMITED, 1_000, Duration.ofSeconds(5));

    /** The same with no more than so many requests to each upstream. */
    public LimitSettings atMostPerUpstream(int most) {
        return new LimitSettings(inFlight, Math.min(inFlightPerUpstream, most), queue, queueTimeout);
    }
}
