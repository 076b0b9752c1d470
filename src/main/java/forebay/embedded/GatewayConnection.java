package forebay.embedded;

import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client by HTTP/1.1 that waits for its next request at once where another thread than the request's
 * ended the response, as with everything that is relayed.
 *
 * <p>Its parent would have a thread of the pool look for a next request, which nearly always is not there yet: a change
 * of threads and two reads in vain for each such response. It also knows whether its client is still there
 * ({@link Presence}), and how long a request head takes.
 */
final class GatewayConnection extends HttpConnection {
    private final Executor continuation = this::carryOn;
    private final Presence presence = new Presence(this);
    private final Runnable beginning = this::begin;
    private @Nullable Runnable handling;
    private boolean upgradeWanted;
    /** Whether a buffer may be held that only the parent's way gives back. */
    private volatile boolean contentAnnounced;

    /** What the watch saw at its last look: requests and bytes so far, and since when there is a part of a head. */
    private long requestsSeen = -1;

    private long bytesSeen;
    private long headSinceNanos;
    private boolean headBegun;

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
        return new WatchedStream(method, uri, version);
    }

    /** One request and its answer. */
    private final class WatchedStream extends HttpStreamOverHTTP1 {
        private boolean upgrade;

        WatchedStream(String method, String uri, HttpVersion version) {
            super(method, uri, version);
        }

        @Override
        public void parsedHeader(HttpField field) {
            upgrade |= field.getHeader() == HttpHeader.UPGRADE;
            super.parsedHeader(field);
        }

        @Override
        public @Nullable Runnable headerComplete() {
            Runnable handle = super.headerComplete();
            contentAnnounced = getParser().hasContent();
            handling = handle;
            upgradeWanted = upgrade;
            return handle == null ? null : beginning;
        }

        @Override
        public void succeeded() {
            presence.end();
            super.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            presence.end();
            super.failed(cause);
        }
    }

    /** By now the parent has put its buffer away. */
    private void begin() {
        Runnable request = handling;
        handling = null;
        presence.begin(upgradeWanted);
        if (request != null) {
            request.run();
        }
    }

    /**
     * A look, about a second after the one before: has the client watched whose request is the same as then, and tells
     * whether a head, or what comes in its place, has been on its way for longer than {@code mostNanos}.
     */
    boolean headTakesLonger(long mostNanos, long nowNanos) {
        long requests = getMessagesIn();
        if (requests != requestsSeen || presence.isAnswering()) {
            if (requests == requestsSeen && getParser().isComplete()) {
                presence.watch();
            }
            requestsSeen = requests;
            bytesSeen = getBytesIn();
            headBegun = false;
            return false;
        }
        boolean begun = getBytesIn() > bytesSeen
                || (getParser().inHeaderState() && !getParser().isStart());
        if (begun && !headBegun) {
            headSinceNanos = nowNanos;
        }
        headBegun = begun;
        return begun && nowNanos - headSinceNanos >= mostNanos;
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
