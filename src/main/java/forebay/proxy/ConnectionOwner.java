package forebay.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * Whom connections are made for, where upstreams are told so by the PROXY protocol: the tag by which the library keeps
 * the connections of one owner apart from those of all others. Each begins with the header that names the owner, before
 * TLS.
 *
 * @param client the client's address, found by trusted proxies alone; empty for what the gateway does for itself
 * @param purpose what the gateway does for itself there, so that its connections are apart; empty for a client
 */
record ConnectionOwner(Optional<InetAddress> client, String purpose) implements ClientConnectionFactory.Decorator {
    /** The gateway's own requests: validations behind an answer. */
    static final ConnectionOwner GATEWAY = new ConnectionOwner(Optional.empty(), "validation");
    /** Its health checks. */
    static final ConnectionOwner HEALTH_CHECKS = new ConnectionOwner(Optional.empty(), "health check");

    /** A client. */
    static ConnectionOwner client(InetAddress address) {
        return new ConnectionOwner(Optional.of(address), "");
    }

    @Override
    public ClientConnectionFactory apply(ClientConnectionFactory factory) {
        return new Announcing(factory);
    }

    private ByteBuffer header(EndPoint endPoint) {
        return client.isPresent() && endPoint.getRemoteSocketAddress() instanceof InetSocketAddress upstream
                ? ProxyHeader.of(client.get(), upstream)
                : ProxyHeader.local();
    }

    /** Makes connections that begin with the header. */
    private final class Announcing extends ClientConnectionFactory.Wrapper {
        Announcing(ClientConnectionFactory then) {
            super(then);
        }

        @Override
        public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
            Object client = context.get(ClientConnector.HTTP_CLIENT_CONTEXT_KEY);
            Executor executor = ((HttpClient) Objects.requireNonNull(client)).getExecutor();
            return customize(new Opening(endPoint, executor, getWrapped(), context), context);
        }
    }

    /** Sends the header, then gives the connection to who speaks the protocol that follows. */
    private final class Opening extends AbstractConnection.NonBlocking implements Callback {
        private final ClientConnectionFactory then;
        private final Map<String, Object> context;

        Opening(EndPoint endPoint, Executor executor, ClientConnectionFactory then, Map<String, Object> context) {
            super(endPoint, executor);
            this.then = then;
            this.context = context;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            getEndPoint().write(this, header(getEndPoint()));
        }

        @Override
        public void succeeded() {
            try {
                getEndPoint().upgrade(then.newConnection(getEndPoint(), context));
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }

        @Override
        public void failed(Throwable cause) {
            getEndPoint().close(cause);
            Object waiting = context.get(org.eclipse.jetty.client.Connection.PROMISE_CONTEXT_KEY);
            ((Promise<?>) Objects.requireNonNull(waiting)).failed(cause);
        }

        @Override
        public void onFillable() {
            // Nothing is read before the protocol that follows.
        }
    }
}
