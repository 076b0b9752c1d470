package forebay.balance;

import java.util.List;

/**
 * A pool as declared.
 *
 * @param name unique
 * @param upstreams at least one
 * @param health how their health is found out, and what follows from it
 */
public record PoolSettings(String name, List<UpstreamSettings> upstreams, HealthSettings health) {
    /** A pool with every default. */
    public PoolSettings(String name, List<UpstreamSettings> upstreams) {
        this(name, upstreams, HealthSettings.DEFAULT);
    }
}
