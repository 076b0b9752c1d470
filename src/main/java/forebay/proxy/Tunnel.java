package forebay.proxy;

import forebay.exchange.Exchange;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays bytes between a client and an upstream that have agreed on another protocol (RFC 9110 §7.8), each direction
 * at the pace of its slower side, until one of them ends it; then ends the exchange.
 *
 * <p>Holds memory only while bytes are on their way: at most one buffer for each direction. A client that ends its
 * direction ends it towards the upstream, and still gets what the upstream has to say. The upstream's end ends both,
 * after all of it has been delivered: servlet containers can not end one direction towards a client.
 */
final class Tunnel implements UpstreamTunnel.Listener {
    /** Largest number of bytes that are read at a time, in either direction. */
    static final int BUFFER_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    private final Exchange exchange;
    private final UpstreamTunnel upstream;
    private final Runnable clientClose;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable WebConnection client;
    private volatile @Nullable Upward upward;
    private volatile @Nullable Downward downward;

    /**
     * A tunnel that waits for its client's side.
     *
     * @param clientClose closes the client's connection, besides what the container hands over
     */
    Tunnel(Exchange exchange, UpstreamTunnel upstream, Runnable clientClose) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.clientClose = clientClose;
        upstream.listen(this);
    }

    /** The client's side is there: begins to relay. Called by the container. */
    void open(WebConnection connection) throws IOException {
        client = connection;
        Upward up = new Upward(this, upstream, exchange, connection.getInputStream());
        Downward down = new Downward(this, upstream, exchange, connection.getOutputStream());
        upward = up;
        downward = down;
        if (ended.get()) {
            closeClient();
            return;
        }
        upstream.begin();
        connection.getOutputStream().setWriteListener(down);
        connection.getInputStream().setReadListener(up);
    }

    @Override
    public void readable() {
        Downward down = downward;
        if (down != null) {
            down.readable();
        }
    }

    @Override
    public void expired(String code) {
        exchange.refusal(code);
        end(true);
    }

    @Override
    public void broken(Throwable cause) {
        if (!ended.get()) {
            LOG.debug("request {}: the tunnel broke off", exchange.arrival().id(), cause);
        }
        end(true);
    }

    /**
     * The client's connection has failed, or is closed. Which of the two a container tells depends on when it finds out:
     * a client that has got everything and closes at once may look like one that broke off. So it broke off only where
     * it was owed something.
     */
    void clientGone(Throwable cause) {
        Downward down = downward;
        if (down == null || down.owes()) {
            broken(cause);
        } else {
            end(false);
        }
    }

    boolean over() {
        return ended.get();
    }

    /**
     * Closes both sides and ends the exchange, once.
     *
     * @param aborted whether it broke off, other than by the end of a side
     */
    void end(boolean aborted) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        upstream.close();
        closeClient();
        Upward up = upward;
        if (up != null) {
            up.signal(); // to give back what it holds
        }
        exchange.finish(101, System.nanoTime(), aborted);
    }

    private void closeClient() {
        WebConnection connection = client;
        if (connection == null) {
            return;
        }
        try {
            clientClose.run();
            connection.close();
        } catch (Exception e) {
            LOG.debug("the client's side of a tunnel was closed already", e);
        }
    }
}
