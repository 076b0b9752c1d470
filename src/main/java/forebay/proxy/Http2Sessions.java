package forebay.proxy;

import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.HTTP2ClientConnectionFactory;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.http2.client.transport.internal.HTTPSessionListenerPromise;
import org.eclipse.jetty.http2.client.transport.internal.HttpConnectionOverHTTP2;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** Makes connections of HTTP/2: without push, and closed when they have waited long enough without any request. */
final class Http2Sessions extends ClientConnectionFactoryOverHTTP2 {
    private final HTTP2ClientConnectionFactory factory = new HTTP2ClientConnectionFactory();
    private final HTTP2Client http2;
    private final Duration unused;

    Http2Sessions(HTTP2Client http2, Duration unused) {
        super(http2);
        this.http2 = http2;
        this.unused = unused;
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
        endPoint.setIdleTimeout(unused.toMillis());
        Events events = new Events(context);
        context.put(HTTP2Client.CONTEXT_KEY, http2);
        context.put(HTTP2Client.SESSION_LISTENER_CONTEXT_KEY, events);
        context.put(HTTP2Client.SESSION_PROMISE_CONTEXT_KEY, events);
        return factory.newConnection(endPoint, context);
    }

    /** What happens to one connection. */
    private static final class Events extends HTTPSessionListenerPromise {
        Events(Map<String, Object> context) {
            super(context);
        }

        @Override
        public Map<Integer, Integer> onPreface(Session session) {
            return Map.of(SettingsFrame.ENABLE_PUSH, 0);
        }

        @Override
        protected org.eclipse.jetty.client.Connection newConnection(
                Destination destination, Session session, HTTP2Connection connection) {
            return new Http2Connection(destination, session, connection);
        }

        @Override
        public void onClose(HttpConnectionOverHTTP2 connection, GoAwayFrame frame) {
            ((Http2Connection) connection).ended();
        }

        /** Each request has time-outs of its own. */
        @Override
        public boolean onIdleTimeout(Session session) {
            return session.getStreams().isEmpty() && super.onIdleTimeout(session);
        }
    }
}
