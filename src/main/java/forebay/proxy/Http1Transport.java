package forebay.proxy;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpChannelOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpReceiverOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpSenderOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * HTTP/1.1 to upstreams, whose answers count although they did not read the request to its end ({@link Http1Sender}), and
 * none of which is harmed by the end of another's connection ({@link Http1Receiver}).
 */
class Http1Transport extends HttpClientTransportOverHTTP {
    private final Connections connections = new Connections();

    Http1Transport(ClientConnector connector) {
        super(connector);
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) throws IOException {
        return connections.newConnection(endPoint, context);
    }

    /** Makes connections. */
    private static final class Connections extends HttpClientConnectionFactory {
        @Override
        public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
            return customize(new OneConnection(endPoint, context), context);
        }
    }

    /** A connection to an upstream. */
    private static final class OneConnection extends HttpConnectionOverHTTP {
        OneConnection(EndPoint endPoint, Map<String, Object> context) {
            super(endPoint, context);
        }

        @Override
        protected HttpChannelOverHTTP newHttpChannel() {
            return new OneChannel(this);
        }
    }

    /** Its requests, one after the other. */
    private static final class OneChannel extends HttpChannelOverHTTP {
        OneChannel(HttpConnectionOverHTTP connection) {
            super(connection);
        }

        @Override
        protected HttpSenderOverHTTP newHttpSender() {
            return new Http1Sender(this);
        }

        @Override
        protected HttpReceiverOverHTTP newHttpReceiver() {
            return new Http1Receiver(this);
        }

        @Override
        public void receive() {
            Http1Receiver receiver = (Http1Receiver) getHttpReceiver();
            receiver.begin();
            try {
                super.receive();
            } finally {
                receiver.end();
            }
        }
    }
}
