package forebay.exchange;

import forebay.http.Fields;
import java.nio.ByteBuffer;

/**
 * Where an arriving response is written, by one writer: finish or failed, exactly once.
 *
 * <p>Calls come one at a time, from any thread.
 */
public interface ContentSink {
    /**
     * Takes a copy of {@code bytes} from position to limit.
     *
     * @param onReady runs once when more may be written; at once, on this thread, while there is room; not after
     *     the end was told
     */
    void write(ByteBuffer bytes, Runnable onReady);

    /**
     * Whether anybody still takes what would be written. Once false it stays false, and a waiting {@code onReady}
     * runs: the writer may then stop fetching the rest, and says {@link #fail} if it does.
     */
    boolean wanted();

    /** All content has come, with this framing proved complete. */
    void complete(Fields trailers);

    /** The content broke off; nothing of it is kept. */
    void fail(Throwable cause);
}
