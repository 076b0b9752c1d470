package forebay.proxy;

import forebay.exchange.Exchange;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link Tunnel} from the client to the upstream: the next are read when the last are written. */
final class Upward implements ReadListener, Callback {
    private final Tunnel tunnel;
    private final UpstreamTunnel upstream;
    private final Exchange exchange;
    private final ServletInputStream input;
    /** Signals not yet worked off; whoever raises it from zero works them off. */
    private final AtomicInteger signals = new AtomicInteger();

    private volatile boolean allRead;
    private volatile boolean writing;
    private boolean shutDown;
    private @Nullable RetainableByteBuffer held;

    Upward(Tunnel tunnel, UpstreamTunnel upstream, Exchange exchange, ServletInputStream input) {
        this.tunnel = tunnel;
        this.upstream = upstream;
        this.exchange = exchange;
        this.input = input;
    }

    @Override
    public void onDataAvailable() {
        signal();
    }

    @Override
    public void onAllDataRead() {
        allRead = true;
        signal();
    }

    @Override
    public void onError(Throwable failure) {
        tunnel.clientGone(failure);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void succeeded() {
        writing = false;
        signal();
    }

    @Override
    public void failed(Throwable failure) {
        writing = false;
        tunnel.broken(failure);
        signal();
    }

    /** Something has changed: more can be read or written, or the tunnel is over. */
    void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                relay();
            } catch (IOException e) {
                tunnel.clientGone(e); // only reading from it throws this
            } catch (RuntimeException e) {
                tunnel.broken(e);
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void relay() throws IOException {
        while (!writing && !shutDown && !tunnel.over()) {
            release();
            if (!allRead && !input.isReady()) {
                return;
            }
            RetainableByteBuffer buffer = upstream.buffers().acquire(Tunnel.BUFFER_BYTES, false);
            held = buffer;
            byte[] bytes = buffer.getByteBuffer().array();
            int offset = buffer.getByteBuffer().arrayOffset();
            int length = allRead ? -1 : input.read(bytes, offset, Tunnel.BUFFER_BYTES);
            if (length < 0) {
                shutDown = true;
                upstream.shutdownOutput();
            } else if (length > 0) {
                exchange.received(length);
                writing = true;
                upstream.write(this, ByteBuffer.wrap(bytes, offset, length));
            }
        }
        if (!writing) {
            release();
        }
    }

    private void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
