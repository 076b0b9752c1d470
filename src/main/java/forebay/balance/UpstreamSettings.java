package forebay.balance;

import java.net.URI;

/**
 * One upstream as declared.
 *
 * @param url scheme ({@code http} or {@code https}), host and port; no path, query or user
 * @param weight share of requests relative to the other upstreams of the pool, 1 to 1,000,000
 */
public record UpstreamSettings(URI url, int weight) {}
