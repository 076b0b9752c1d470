package forebay.proxy;

import org.eclipse.jetty.client.transport.internal.HttpChannelOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpReceiverOverHTTP;

/**
 * Reads the answers of one connection. Where its connection is given up while a thread is still with the head of an
 * answer, it ends only when that thread has returned: the library would have it clear the buffer that the head was read
 * into, which another thread, in want of content, may have given back. By then another connection may have read into it,
 * and its content would be lost. Thread-safe.
 */
final class Http1Receiver extends HttpReceiverOverHTTP {
    /** Calls of the library that have not returned; guarded by this, as what follows. */
    private int receiving;

    private boolean over;

    Http1Receiver(HttpChannelOverHTTP channel) {
        super(channel);
    }

    /** Begins to read what has come. */
    synchronized void begin() {
        receiving++;
    }

    /** Has read it, and told of it. */
    synchronized void end() {
        receiving--;
        if (over && receiving == 0) {
            super.dispose();
        }
    }

    @Override
    protected synchronized void dispose() {
        over = true;
        if (receiving == 0) {
            super.dispose();
        }
    }
}
