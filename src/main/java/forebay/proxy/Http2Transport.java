package forebay.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.ConnectionPool.MaxMultiplexable;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.ConcurrentPool;
import org.eclipse.jetty.util.ConcurrentPool.StrategyType;

/**
 * HTTP/2 to upstreams, and HTTP/1.1 to those that do not agree to it, and for requests that say that they want it.
 *
 * <p>HTTP/1.1 is the parent's, so that it is the same as where no HTTP/2 is wanted; the library's transport of several
 * protocols has another reading of response fields.
 */
final class Http2Transport extends Http1Transport {
    /** Requests that a connection carries at a time, if the upstream does not want fewer. */
    static final int MOST_STREAMS = 128;
    /** What of a response may be on its way to a client that does not read. */
    private static final int STREAM_WINDOW_BYTES = 256 * 1024;

    private static final Origin.Protocol NEGOTIATED = new Origin.Protocol(List.of("h2", "http/1.1"), true);
    private static final Origin.Protocol KNOWN = new Origin.Protocol(List.of("h2c"), false);

    private final Http2Sessions sessions;
    private final Origin.Protocol wanted;

    /**
     * A transport for one client.
     *
     * @param protocol one of HTTP/2
     * @param unused how long a connection of HTTP/2 may wait for its next request
     */
    Http2Transport(ClientConnector connector, UpstreamProtocol protocol, Duration unused) {
        super(connector);
        HTTP2Client http2 = new HTTP2Client(connector);
        http2.setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
        // Enough for all streams together: a client that does not read holds up its own response alone.
        http2.setInitialSessionRecvWindow(MOST_STREAMS * STREAM_WINDOW_BYTES);
        http2.setMaxConcurrentPushedStreams(0);
        http2.setStreamIdleTimeout(0);
        sessions = new Http2Sessions(http2, unused);
        installBean(sessions);
        wanted = protocol == UpstreamProtocol.H2 ? NEGOTIATED : KNOWN;
    }

    @Override
    public Origin newOrigin(Request request) {
        Origin http1 = super.newOrigin(request);
        boolean secure = http1.isSecure();
        // An upstream that was found with the other scheme gets what that scheme can be sure of.
        if (((HttpRequest) request).isVersionExplicit() || secure != wanted.isNegotiate()) {
            return http1;
        }
        return getHttpClient().createOrigin(request, wanted);
    }

    @Override
    public org.eclipse.jetty.io.Connection newConnection(EndPoint endPoint, Map<String, Object> context)
            throws IOException {
        boolean known = context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                && KNOWN.equals(destination.getOrigin().getProtocol());
        boolean http2 = known || "h2".equals(context.get(ClientConnector.APPLICATION_PROTOCOL_CONTEXT_KEY));
        return http2 ? sessions.newConnection(endPoint, context) : super.newConnection(endPoint, context);
    }

    /** Connections to one upstream, each with as many requests at a time as its protocol and the upstream allow. */
    static class Connections extends MultiplexConnectionPool {
        Connections(Destination destination, int most) {
            super(
                    destination,
                    () -> new ConcurrentPool<>(StrategyType.FIRST, most, Connections::atATime),
                    KNOWN.equals(destination.getOrigin().getProtocol()) ? MOST_STREAMS : 1);
        }

        private static int atATime(Connection connection) {
            return connection instanceof MaxMultiplexable http2 ? Math.min(MOST_STREAMS, http2.getMaxMultiplex()) : 1;
        }
    }
}
