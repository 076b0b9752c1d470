package forebay.balance;

import java.net.URI;
import java.util.Optional;

/**
 * One upstream as declared.
 *
 * @param url scheme ({@code http} or {@code https}), host and port; no path, query or user
 * @param weight share of requests relative to the other upstreams of the pool, 1 to 1,000,000
 * @param priority its tier: 0 for the first, larger ones are backups
 * @param zone where it is; empty where that is not said
 */
public record UpstreamSettings(URI url, int weight, int priority, Optional<String> zone) {
    /** One of the first tier that is nowhere in particular. */
    public UpstreamSettings(URI url, int weight) {
        this(url, weight, 0, Optional.empty());
    }
}
