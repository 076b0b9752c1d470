package forebay.proxy;

import forebay.edge.UpgradedConnection;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;
import forebay.http.Upgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's 101 on its way to the client. Containers change the protocol of a connection only for a request that
 * they are serving, so the request is dispatched back to them with this in an attribute.
 */
final class AgreedUpgrade {
    private static final String ATTRIBUTE = AgreedUpgrade.class.getName();

    private final Exchange exchange;
    private final ResponseHead head;
    private final UpstreamTunnel upstream;
    private final UpgradedConnection clientConnection;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable Tunnel tunnel;

    AgreedUpgrade(Exchange exchange, ResponseHead head, UpstreamTunnel upstream, UpgradedConnection clientConnection) {
        this.exchange = exchange;
        this.head = head;
        this.upstream = upstream;
        this.clientConnection = clientConnection;
    }

    /** Leaves it with the request. */
    void leaveWith(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The one that was left with the request. */
    static Optional<AgreedUpgrade> of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof AgreedUpgrade agreed ? Optional.of(agreed) : Optional.empty();
    }

    /** Has the container change the protocol when this service call returns. */
    void accept(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        exchange.tunnelled();
        Tunnel waiting = new Tunnel(exchange, upstream, clientConnection.takeOver(request));
        tunnel = waiting;
        boolean accepted = false;
        try {
            head.fields().forEach(line -> response.addHeader(line.name(), line.value()));
            response.setHeader("Upgrade", Upgrade.WEBSOCKET);
            response.setHeader("Connection", "Upgrade");
            request.upgrade(ClientTunnel.class).serve(waiting);
            accepted = true;
        } finally {
            if (!accepted) {
                waiting.end(true);
            }
        }
    }

    /** The client has left: before the container took it, or before it could be told. */
    void abandon(Throwable cause) {
        Tunnel waiting = tunnel;
        if (taken.compareAndSet(false, true)) {
            upstream.close();
        } else if (waiting != null) {
            waiting.clientGone(cause);
        }
    }
}
