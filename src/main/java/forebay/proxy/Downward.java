package forebay.proxy;

import forebay.exchange.Exchange;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The bytes of a {@link Tunnel} from the upstream to the client: the next are read when the client takes them. */
final class Downward implements WriteListener {
    private final Tunnel tunnel;
    private final UpstreamTunnel upstream;
    private final Exchange exchange;
    private final ServletOutputStream output;
    /** Signals not yet worked off; whoever raises it from zero works them off. */
    private final AtomicInteger signals = new AtomicInteger();

    private volatile boolean writable;
    private volatile boolean unflushed;
    private boolean ending;
    /** Whether the upstream's next bytes are waited for. */
    private volatile boolean demanded;

    Downward(Tunnel tunnel, UpstreamTunnel upstream, Exchange exchange, ServletOutputStream output) {
        this.tunnel = tunnel;
        this.upstream = upstream;
        this.exchange = exchange;
        this.output = output;
    }

    @Override
    public void onWritePossible() {
        writable = true;
        signal();
    }

    @Override
    public void onError(Throwable failure) {
        tunnel.clientGone(failure);
    }

    /** Whether bytes of the upstream's wait for the client's connection. */
    boolean owes() {
        return unflushed;
    }

    /** More can be read. */
    void readable() {
        demanded = false;
        signal();
    }

    private void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                if (writable) {
                    relay();
                }
            } catch (IOException | RuntimeException e) {
                tunnel.broken(e);
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void relay() throws IOException {
        while (!demanded && !tunnel.over() && output.isReady()) {
            if (!ending && read()) {
                continue;
            }
            if (unflushed) {
                unflushed = false;
                flush();
            } else if (ending) {
                tunnel.end(false);
            } else {
                demanded = true;
                upstream.demand();
            }
        }
    }

    /** The container has taken all bytes; where the connection is closed by now, it was by a client that got them. */
    private void flush() {
        try {
            output.flush();
        } catch (IOException e) {
            tunnel.clientGone(e);
        }
    }

    /** Reads from the upstream and writes to the client; false where nothing is there now, or it has ended. */
    private boolean read() throws IOException {
        RetainableByteBuffer buffer = upstream.buffers().acquire(Tunnel.BUFFER_BYTES, false);
        try {
            int length = upstream.read(buffer.getByteBuffer());
            if (length <= 0) {
                ending = length < 0;
                return false;
            }
            // An array of its own: Undertow writes all of it, whatever part is named, and may go on to hold it.
            byte[] bytes = new byte[length];
            buffer.getByteBuffer().get(bytes);
            unflushed = true;
            exchange.sent(length);
            output.write(bytes);
            return true;
        } finally {
            buffer.release();
        }
    }
}
