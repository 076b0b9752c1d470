package forebay.proxy;

import java.time.Duration;

/**
 * Time-outs and bounds towards upstreams.
 *
 * @param connect to establish a connection, TLS included
 * @param responseHead from the end of the request to the response head
 * @param idle without a byte in either direction
 * @param upgradeIdle without a byte in either direction, on a connection that has changed to another protocol
 * @param maxConnections connections per upstream
 * @param maxQueued requests that may wait for a connection, per upstream
 * @param maxHeadBytes largest response head, in bytes; more is 502
 */
public record ProxySettings(
        Duration connect,
        Duration responseHead,
        Duration idle,
        Duration upgradeIdle,
        int maxConnections,
        int maxQueued,
        int maxHeadBytes) {}
