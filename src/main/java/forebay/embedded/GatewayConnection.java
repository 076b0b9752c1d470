package forebay.embedded;

import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * A connection of a client by HTTP/1.1 that waits for its next request at once where another thread than the request's
 * ended the response, as with everything that is relayed.
 *
 * <p>Its parent would have a thread of the pool look for a next request, which nearly always is not there yet: a change
 * of threads and two reads in vain for each such response.
 */
final class GatewayConnection extends HttpConnection {
    private final Executor continuation = this::carryOn;
    /** Whether a buffer may be held that only the parent's way gives back. */
    private volatile boolean contentAnnounced;

    private GatewayConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
        super(configuration, connector, endPoint);
    }

    /** Makes them. */
    static final class Factory extends HttpConnectionFactory {
        Factory(HttpConfiguration configuration) {
            super(configuration);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            GatewayConnection connection = new GatewayConnection(getHttpConfiguration(), connector, endPoint);
            connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
            return configure(connection, connector, endPoint);
        }
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
        return new HttpStreamOverHTTP1(method, uri, version) {
            @Override
            public Runnable headerComplete() {
                Runnable handling = super.headerComplete();
                contentAnnounced = getParser().hasContent();
                return handling;
            }
        };
    }

    /** What the parent goes on by, after a response that ended elsewhere. */
    @Override
    protected Executor getExecutor() {
        return continuation;
    }

    private void carryOn(Runnable task) {
        if (task == this && !contentAnnounced && isRequestBufferEmpty()) {
            fillInterested();
        } else {
            super.getExecutor().execute(task);
        }
    }
}
