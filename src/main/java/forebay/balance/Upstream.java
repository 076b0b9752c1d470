package forebay.balance;

import java.net.URI;

/**
 * An address that a pool may send to, and what is known of it so far.
 *
 * <p>Immutable but for {@link #state()}, which outlives a reload of the configuration as long as the address stays.
 *
 * @param name scheme, host and port; names it in logs and metrics
 * @param url scheme, host and port
 * @param weight share of requests relative to the other upstreams of the pool
 * @param state what was seen of it
 */
public record Upstream(String name, URI url, int weight, UpstreamState state) {
    /** An upstream as declared, with what was seen of its address before. */
    static Upstream of(UpstreamSettings settings, UpstreamState state) {
        return new Upstream(
                settings.url().getScheme() + "://" + settings.url().getRawAuthority(),
                settings.url(),
                settings.weight(),
                state);
    }

    /** Its share of requests relative to the others: its weight or the operator's, less in slow start. */
    public double share(long nowNanos) {
        return state.weight().orElse(weight) * state.ramp(nowNanos);
    }

    /** How it stands at {@code nowNanos}, for administrators and metrics. */
    public UpstreamStatus status(long nowNanos) {
        return new UpstreamStatus(
                name,
                state.weight().orElse(weight),
                state.standing(nowNanos),
                state.reason(),
                state.inFlight(),
                state.requests(),
                state.failures(),
                state.ejections(),
                state.healthChanges());
    }
}
