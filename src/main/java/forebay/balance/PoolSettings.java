package forebay.balance;

import java.util.List;
import java.util.Optional;

/**
 * A pool as declared.
 *
 * @param name unique
 * @param upstreams at least one, unless they are found
 * @param health how their health is found out, and what follows from it
 * @param retries when a request is sent again
 * @param limits how much it takes at a time
 * @param balance how its requests are spread
 * @param discovery where more upstreams are found; empty where those declared are all
 */
public record PoolSettings(
        String name,
        List<UpstreamSettings> upstreams,
        HealthSettings health,
        RetrySettings retries,
        LimitSettings limits,
        BalanceSettings balance,
        Optional<DiscoverySettings> discovery) {
    /** A pool whose upstreams are declared. */
    public PoolSettings(
            String name,
            List<UpstreamSettings> upstreams,
            HealthSettings health,
            RetrySettings retries,
            LimitSettings limits,
            BalanceSettings balance) {
        this(name, upstreams, health, retries, limits, balance, Optional.empty());
    }

    /** The same with other limits. */
    public PoolSettings withLimits(LimitSettings other) {
        return new PoolSettings(name, upstreams, health, retries, other, balance, discovery);
    }

    /** A pool with every default. */
    public PoolSettings(String name, List<UpstreamSettings> upstreams) {
        this(
                name,
                upstreams,
                HealthSettings.DEFAULT,
                RetrySettings.DEFAULT,
                LimitSettings.DEFAULT,
                BalanceSettings.DEFAULT);
    }
}
