package forebay.proxy;

import forebay.exchange.ContentSource;
import forebay.http.Fields;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request's content, read from the client without blocking into one buffer that is used again and again. */
final class ClientContent implements ContentSource, ReadListener {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** Stands for content that came before anybody waited for it. */
    private enum Nobody implements Runnable {
        WAITED;

        @Override
        public void run() {}
    }

    private final ServletInputStream input;
    private final byte[] buffer;
    /** Null where the content has none. */
    private final @Nullable ClientTrailers trailers;

    /** Who waits for content; {@link Nobody} where it came before anybody waited; null in between. */
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

    private volatile @Nullable Throwable failure;
    private @Nullable Piece end;
    private @Nullable Piece first;

    /**
     * Content that begins to be read; asynchronous processing must be on.
     *
     * @param length in bytes; negative where it is not known beforehand
     * @param trailers what may follow it; null where nothing is taken to: behind content of known length
     */
    ClientContent(ServletInputStream input, long length, @Nullable ClientTrailers trailers) {
        this.input = input;
        this.trailers = trailers;
        this.buffer = new byte[length >= 0 && length < BUFFER_BYTES ? (int) length : BUFFER_BYTES];
        input.setReadListener(this);
    }

    /** Looks at the first piece and keeps it for {@link #next}; false where the client has to be waited for. */
    boolean peek() {
        first = next();
        return first != null;
    }

    /** Whether what was looked at is the end, and nothing follows it. */
    boolean isEmpty() {
        return first instanceof End last && last.trailers().size() == 0;
    }

    @Override
    public @Nullable Piece next() {
        Piece peeked = first;
        if (peeked != null) {
            first = null;
            return peeked;
        }
        if (end == null) {
            Throwable failed = failure;
            if (failed != null) {
                end = new Failure(ClientFault.reading(failed));
                return end;
            }
            return read();
        }
        return end;
    }

    private @Nullable Piece read() {
        try {
            while (input.isReady()) {
                int length = input.read(buffer);
                if (length < 0) {
                    end = end();
                    return end;
                }
                if (length > 0) {
                    return new Data(ByteBuffer.wrap(buffer, 0, length), () -> {});
                }
            }
            if (input.isFinished()) {
                end = end();
            }
        } catch (IOException | RuntimeException e) {
            end = new Failure(ClientFault.reading(e));
        }
        return end;
    }

    private Piece end() {
        try {
            return new End(trailers == null ? Fields.EMPTY : trailers.read());
        } catch (ClientFault e) {
            return new Failure(e);
        }
    }

    /** Takes the place of an earlier demand: of an attempt that has failed meanwhile. */
    @Override
    public void demand(Runnable onAvailable) {
        while (true) {
            Runnable before = waiting.get();
            if (before == Nobody.WAITED) {
                if (waiting.compareAndSet(before, null)) {
                    onAvailable.run();
                    return;
                }
            } else if (waiting.compareAndSet(before, onAvailable)) {
                return;
            }
        }
    }

    @Override
    public void cancel(Throwable reason) {
        failure = reason;
    }

    @Override
    public void onDataAvailable() {
        available();
    }

    @Override
    public void onAllDataRead() {
        available();
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        available();
    }

    private void available() {
        while (true) {
            Runnable someone = waiting.get();
            if (someone == null) {
                if (waiting.compareAndSet(null, Nobody.WAITED)) {
                    return;
                }
            } else if (someone == Nobody.WAITED) {
                return;
            } else if (waiting.compareAndSet(someone, null)) {
                someone.run();
                return;
            }
        }
    }
}
