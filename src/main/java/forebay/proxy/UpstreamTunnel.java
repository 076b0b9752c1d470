package forebay.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The upstream's side of a connection that has changed to another protocol: bytes, read and written without blocking.
 *
 * <p>All bytes of both directions pass here, so its idle time is the tunnel's. Nothing is read before it is asked for.
 */
final class UpstreamTunnel extends AbstractConnection implements Connection.UpgradeTo {
    /** Learns of what happens to the connection. */
    interface Listener {
        /** Bytes, or the end, can be read; called once for each {@link #demand}. */
        void readable();

        /** It has to end, though neither side ended it; {@code code} says why. */
        void expired(String code);

        /** The connection is gone. */
        void broken(Throwable cause);
    }

    /** The reason code of a tunnel that ended because nothing passed through it. */
    static final String IDLE = "upgrade-idle";

    /** The reason code of a tunnel that ended because its upstream was taken out. */
    static final String DRAINED = "upgrade-drained";

    /** How long the client's side may take to be there. A client that leaves is noticed before; a busy container is waited for. */
    private static final Duration HANDOVER = Duration.ofMinutes(1);

    private final ByteBufferPool buffers;
    private final Duration idle;
    private final Runnable onEnd;
    private volatile @Nullable Listener listener;
    private volatile boolean ended;

    /** What came with the upstream's 101; null once it is read. */
    private @Nullable ByteBuffer ahead;

    /**
     * A tunnel over a connection whose handshake is over.
     *
     * @param buffers lends memory for what is on its way
     * @param idle how long no byte may pass, once {@link #begin} was called
     * @param onEnd runs once when the connection is closed, by whomever
     */
    UpstreamTunnel(EndPoint endPoint, Executor executor, ByteBufferPool buffers, Duration idle, Runnable onEnd) {
        super(endPoint, executor);
        this.buffers = buffers;
        this.onEnd = onEnd;
        this.idle = idle;
        endPoint.setIdleTimeout(HANDOVER.toMillis());
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    @Override
    public void onUpgradeTo(ByteBuffer prefilled) {
        ahead = prefilled;
    }

    /** Says who learns of what happens; reads nothing by itself. */
    void listen(Listener reader) {
        listener = reader;
        if (ended) {
            reader.broken(new IOException("the upstream's connection was closed"));
        }
    }

    /** The client's side is there: from now on no byte may pass for as long as the settings say. */
    void begin() {
        getEndPoint().setIdleTimeout(idle.toMillis());
    }

    /** Appends what is there to {@code buffer}; 0 where nothing is at the moment, -1 at the end. */
    int read(ByteBuffer buffer) throws IOException {
        ByteBuffer first = ahead;
        if (first == null) {
            return getEndPoint().fill(buffer);
        }
        int length = BufferUtil.append(buffer, first);
        if (!first.hasRemaining()) {
            ahead = null;
        }
        return length;
    }

    /** Has the listener called once more can be read. */
    void demand() {
        fillInterested(Callback.from(this::onFillable, this::broken));
    }

    @Override
    public void onFillable() {
        Listener reader = listener;
        if (reader != null) {
            reader.readable();
        }
    }

    private void broken(Throwable cause) {
        Listener reader = listener;
        if (reader != null) {
            reader.broken(cause);
        }
    }

    /** Writes; one write at a time. */
    void write(Callback callback, ByteBuffer bytes) {
        getEndPoint().write(callback, bytes);
    }

    /** Nothing more will be written; the other direction goes on. */
    void shutdownOutput() {
        getEndPoint().shutdownOutput();
    }

    /** Its upstream was taken out a while ago. */
    void drained() {
        Listener reader = listener;
        if (reader == null) {
            close();
        } else {
            reader.expired(DRAINED);
        }
    }

    /** The end point waits for whoever reads or writes; here it may also be that nobody does, as the client is slow. */
    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        Listener reader = listener;
        if (reader == null) {
            close();
        } else {
            reader.expired(IDLE);
        }
        return false;
    }

    /**
     * Both directions have ended, or one of them broke. Who waits to read or write is told by the end point, and who is
     * about to read will find the end: what was read before is still to be delivered.
     */
    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        ended = true;
        onEnd.run();
    }
}
