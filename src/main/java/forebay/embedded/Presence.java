package forebay.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Finds out whether the client of a connection by HTTP/1.1 is still there while its request is answered. The server reads
 * nothing meanwhile, so that it would not notice before it writes; a client that left would keep an upstream at work.
 *
 * <p>Once a request takes long ({@link ClientWatch}), what comes from its client is read: the end is the client's leaving,
 * as for nginx and Go; a next request is kept for its turn. Requests that are answered soon pay two changes of a
 * variable. The end of the answer takes the interest in reading back before the connection goes on.
 */
final class Presence implements Callback {
    /** What is read at most; there is no more room than for one request head in the connection's buffer. */
    private static final int MOST_BYTES = 1024;

    private enum Phase {
        /** No request is being answered. */
        BETWEEN,
        /** One is. */
        ANSWERING,
        /** One is, for long, and its client is watched. */
        WATCHED,
        /** One is, behind which its connection may carry another protocol: nothing is read from it here. */
        CHANGING
    }

    private final GatewayConnection connection;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BETWEEN);
    /** Guarded by this. */
    private boolean interested;

    Presence(GatewayConnection connection) {
        this.connection = connection;
    }

    /**
     * A request begins to be answered.
     *
     * @param upgrade whether it asks for a change of protocol
     */
    void begin(boolean upgrade) {
        phase.set(upgrade ? Phase.CHANGING : Phase.ANSWERING);
    }

    /** It is answered, or will not be; before the connection is used for anything else. */
    void end() {
        if (phase.getAndSet(Phase.BETWEEN) == Phase.WATCHED) {
            withdraw();
        }
    }

    boolean isAnswering() {
        return phase.get() != Phase.BETWEEN;
    }

    /** Begins to watch the client of a request that was read to its end and takes long. */
    synchronized void watch() {
        if (phase.compareAndSet(Phase.ANSWERING, Phase.WATCHED)) {
            interested = true;
            interested = connection.getEndPoint().tryFillInterested(this);
        }
    }

    private synchronized void withdraw() {
        if (interested && connection.getEndPoint() instanceof AbstractEndPoint endPoint) {
            // Where it is too late for that, what is to be read is found by whoever reads next.
            endPoint.getFillInterest().onFail(new ClosedChannelException());
        }
    }

    /** Something can be read. */
    @Override
    public void succeeded() {
        boolean there;
        synchronized (this) {
            interested = false;
            there = phase.get() != Phase.WATCHED || isThere();
        }
        if (!there) {
            connection.close();
        }
    }

    @Override
    public void failed(Throwable cause) {
        synchronized (this) {
            interested = false;
        }
    }

    private boolean isThere() {
        if (!connection.isRequestBufferEmpty()) {
            return true; // it has sent its next request already
        }
        ByteBuffer next = BufferUtil.allocate(MOST_BYTES);
        int length;
        try {
            length = connection.getEndPoint().fill(next);
        } catch (IOException e) {
            return false;
        }
        if (length > 0) {
            connection.onUpgradeTo(next);
        } else if (length == 0) {
            interested = true;
            interested = connection.getEndPoint().tryFillInterested(this);
        }
        return length >= 0;
    }
}
