package forebay.balance;

import java.net.URI;
import java.util.Optional;

/**
 * An address that a pool may send to, and what is known of it so far.
 *
 * <p>Immutable but for {@link #state()}, which outlives a reload of the configuration as long as the address stays.
 *
 * @param name scheme, host and port; names it in logs and metrics
 * @param url scheme, host and port
 * @param weight share of requests relative to the other upstreams of the pool
 * @param priority its tier: 0 for the first, larger ones are backups
 * @param zone where it is; empty where that is not said
 * @param state what was seen of it
 */
public record Upstream(String name, URI url, int weight, int priority, Optional<String> zone, UpstreamState state) {
    /** An upstream as declared, with what was seen of its address before. */
    static Upstream of(UpstreamSettings settings, UpstreamState state) {
        return new Upstream(
                settings.url().getScheme() + "://" + settings.url().getRawAuthority(),
                settings.url(),
                settings.weight(),
                settings.priority(),
                settings.zone(),
                state);
    }

    /** Its weight, or the operator's in its place; the one that slow start leads to. */
    int fullWeight() {
        return state.weight().orElse(weight);
    }

    /**
     * How it stands at {@code nowNanos}, for administrators and metrics.
     *
     * @param effectiveWeight what it weighs in its pool now; 0 where nothing is sent to it in its turn
     */
    UpstreamStatus status(double effectiveWeight, long nowNanos) {
        return new UpstreamStatus(
                name,
                fullWeight(),
                new Placement(effectiveWeight, priority, zone),
                state.standing(nowNanos),
                state.reason(),
                state.inFlight(),
                state.requests(),
                state.failures(),
                state.ejections(),
                state.healthChanges());
    }
}
