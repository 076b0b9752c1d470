package forebay.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.internal.HttpChannelOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpSenderOverHTTP;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over one connection. Where an upstream closes it amid a request's content, what it said before is still
 * to be read: an answer such as 413 or 401 that came early (RFC 9112 §9.6). The library would give up both directions
 * with the first write that fails; here that write stays open until the other direction has ended, by an answer or
 * because the connection did.
 */
final class Http1Sender extends HttpSenderOverHTTP {
    private @Nullable ContentWrite write;

    Http1Sender(HttpChannelOverHTTP channel) {
        super(channel);
    }

    @Override
    protected void sendContent(HttpExchange exchange, ByteBuffer content, boolean last, Callback callback) {
        // The library has one callback for all writes of a connection.
        ContentWrite same = write;
        if (same == null || same.told != callback) {
            same = new ContentWrite(callback);
            write = same;
        }
        super.sendContent(exchange, content, last, same);
    }

    /** The exchange ends, also where it was answered before all was sent. */
    @Override
    public void abort(HttpExchange exchange, Throwable failure, Promise<Boolean> promise) {
        super.abort(exchange, failure, promise);
        ContentWrite open = write;
        if (open != null) {
            open.end();
        }
    }

    /** Tells that a part of the content was written; that it could not be, at the end of the exchange only. */
    private static final class ContentWrite implements Callback {
        final Callback told;
        /** Guarded by this. */
        private @Nullable Throwable failure;

        /** Guarded by this. */
        private boolean ended;

        ContentWrite(Callback told) {
            this.told = told;
        }

        @Override
        public void succeeded() {
            told.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            synchronized (this) {
                if (cause instanceof IOException && !ended) {
                    failure = cause;
                    return;
                }
            }
            told.failed(cause);
        }

        void end() {
            Throwable held;
            synchronized (this) {
                ended = true;
                held = failure;
                failure = null;
            }
            if (held != null) {
                told.failed(held);
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return told.getInvocationType();
        }
    }
}
