package forebay.balance;

import java.util.List;

/**
 * A pool as declared.
 *
 * @param name unique
 * @param upstreams at least one
 * @param health how their health is found out, and what follows from it
 * @param retries when a request is sent again
 * @param limits how much it takes at a time
 * @param balance how its requests are spread
 */
public record PoolSettings(
        String name,
        List<UpstreamSettings> upstreams,
        HealthSettings health,
        RetrySettings retries,
        LimitSettings limits,
        BalanceSettings balance) {
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
