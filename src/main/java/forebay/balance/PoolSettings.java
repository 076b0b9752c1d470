package forebay.balance;

import java.util.List;

/**
 * A pool as declared.
 *
 * @param name unique
 * @param upstreams at least one
 */
public record PoolSettings(String name, List<UpstreamSettings> upstreams) {}
