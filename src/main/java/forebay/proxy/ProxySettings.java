package forebay.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Time-outs and bounds towards upstreams.
 *
 * @param connect to establish a connection, TLS included
 * @param responseHead from the end of the request to the response head
 * @param idle without a byte in either direction
 * @param upgradeIdle without a byte in either direction, on a connection that has changed to another protocol
 * @param upgradeDrain how long such a connection may last once an operator has taken its upstream out
 * @param maxConnections connections per upstream
 * @param maxQueued requests that may wait for a connection, per upstream
 * @param maxHeadBytes largest response head, in bytes; more is 502
 * @param reuse how connections are used again
 * @param tls how upstreams by https are known
 * @param protocol what is spoken to them
 * @param proxyProtocol whether they are told the client by the PROXY protocol; then a connection is one client's
 */
public record ProxySettings(
        Duration connect,
        Duration responseHead,
        Duration idle,
        Duration upgradeIdle,
        Duration upgradeDrain,
        int maxConnections,
        int maxQueued,
        int maxHeadBytes,
        Reuse reuse,
        UpstreamTls tls,
        UpstreamProtocol protocol,
        boolean proxyProtocol) {

    /**
     * How connections are used again.
     *
     * @param keepAlive how long one may wait for its next request; empty for as long as {@code idle}
     * @param maxAge how old one may be at its next request; empty for any age
     * @param maxRequests how many requests one carries; empty for any number
     */
    public record Reuse(Optional<Duration> keepAlive, Optional<Duration> maxAge, OptionalInt maxRequests) {
        /** As long and as often as it works. */
        public static final Reuse ANY = new Reuse(Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    /** The default of {@code upgradeDrain}. */
    public static final Duration UPGRADE_DRAIN = Duration.ofSeconds(30);

    /** Settings with every default of draining, reuse, TLS and protocols. */
    public ProxySettings(
            Duration connect,
            Duration responseHead,
            Duration idle,
            Duration upgradeIdle,
            int maxConnections,
            int maxQueued,
            int maxHeadBytes) {
        this(
                connect,
                responseHead,
                idle,
                upgradeIdle,
                UPGRADE_DRAIN,
                maxConnections,
                maxQueued,
                maxHeadBytes,
                Reuse.ANY,
                UpstreamTls.DEFAULT,
                UpstreamProtocol.HTTP1,
                false);
    }
}
