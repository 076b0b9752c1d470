package forebay.exchange;

import forebay.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Content of a message, pulled piece by piece without blocking: from an upstream, from a response that is still
 * arriving, or from the store.
 *
 * <p>For one reader. {@link #next()} and {@link #demand(Runnable)} are called by one thread at a time.
 */
public interface ContentSource {
    /**
     * The next piece, or null where none is there at the moment; then call {@link #demand(Runnable)}. After an
     * {@link End} or a {@link Failure} the same is returned again.
     */
    @Nullable
    Piece next();

    /** Runs {@code onAvailable} once, on any thread, as soon as {@link #next()} may return a piece. */
    void demand(Runnable onAvailable);

    /** The reader leaves before the end; nothing more is delivered and held memory is given back. Idempotent. */
    void cancel(Throwable reason);

    /** Part of the content, or how it ended. */
    sealed interface Piece permits Data, End, Failure {}

    /**
     * Some bytes. The reader calls {@link #release()} once it no longer needs {@link #bytes()}.
     *
     * @param bytes the bytes, from position to limit
     * @param onRelease gives the memory back
     */
    record Data(ByteBuffer bytes, Runnable onRelease) implements Piece {
        /** The reader is done with the bytes. */
        public void release() {
            onRelease.run();
        }
    }

    /**
     * The content is complete.
     *
     * @param trailers trailer fields (RFC 9110 §6.5); empty where there are none
     */
    record End(Fields trailers) implements Piece {}

    /**
     * The content broke off; what was delivered is not the whole and must not end cleanly.
     *
     * @param cause why
     */
    record Failure(Throwable cause) implements Piece {}
}
