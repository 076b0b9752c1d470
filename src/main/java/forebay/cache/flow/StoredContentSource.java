package forebay.cache.flow;

import forebay.cache.StoredContent;
import forebay.exchange.ContentSource;
import forebay.http.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The content of a stored response. What is not on this node's heap is fetched segment by segment as it is read, some
 * ahead: a reader holds two segments, or {@value #AHEAD_BYTES} bytes, at most, however large the content is. A segment that can not be had ends it as a
 * failure, never as an end.
 */
public final class StoredContentSource implements ContentSource {
    private static final int AHEAD_BYTES = 128 << 10;
    private static final End END = new End(Fields.EMPTY);

    private final StoredContent all;
    private final boolean inTime;
    private @Nullable StoredContent content;
    private int next;
    private Piece end = END;
    /** Chunk {@link #next} and those after it, on their way. */
    private final Deque<CompletableFuture<ByteBuffer>> fetched = new ArrayDeque<>(2);

    private long fetchedBytes;

    /** Reads all of {@code content}. */
    public StoredContentSource(StoredContent content) {
        this(content, false, 0);
    }

    private StoredContentSource(StoredContent content, boolean inTime, int first) {
        this.all = content;
        this.inTime = inTime;
        this.content = content;
        this.next = first;
    }

    /**
     * Reads all of {@code content}, and fails with a {@link java.util.concurrent.TimeoutException} where a segment does
     * not come in the time of a look-up.
     */
    static StoredContentSource inTime(StoredContent content) {
        return new StoredContentSource(content, true, 0);
    }

    /** No content. */
    static ContentSource empty() {
        return new StoredContentSource(StoredContent.NONE);
    }

    /**
     * What goes on where this one broke off, once the next segment is there, for which it waits as long as the cluster's
     * own time-outs.
     *
     * @param thenInTime whether those after it have to come in time
     */
    CompletableFuture<StoredContentSource> later(boolean thenInTime) {
        StoredContentSource rest = new StoredContentSource(all, thenInTime, next);
        CompletableFuture<ByteBuffer> awaited = all.fetch(next).toCompletableFuture();
        rest.fetched.add(awaited);
        rest.fetchedBytes = all.chunkLength(next);
        return awaited.thenApplyAsync(bytes -> rest, Runnable::run);
    }

    @Override
    public @Nullable Piece next() {
        StoredContent stored = content;
        if (stored == null || next == stored.chunkCount()) {
            return end;
        }
        if (stored.isHere(next)) {
            return new Data(stored.chunk(next++), StoredContentSource::nothing);
        }
        CompletableFuture<ByteBuffer> bytes = fetching(stored);
        if (!bytes.isDone()) {
            return null;
        }
        try {
            Data piece = new Data(bytes.join(), StoredContentSource::nothing);
            fetchedBytes -= stored.chunkLength(next++);
            fetched.remove();
            return piece;
        } catch (CompletionException e) {
            fail(e.getCause() == null ? e : e.getCause());
            return end;
        }
    }

    /** Begins to fetch the next chunk and some after it, where that was not begun. */
    private CompletableFuture<ByteBuffer> fetching(StoredContent stored) {
        int at = next + fetched.size();
        while (at < stored.chunkCount()
                && !stored.isHere(at)
                && (fetched.size() < 2 || fetchedBytes + stored.chunkLength(at) <= AHEAD_BYTES)) {
            fetched.add((inTime ? stored.fetchInTime(at) : stored.fetch(at)).toCompletableFuture());
            fetchedBytes += stored.chunkLength(at++);
        }
        return fetched.element();
    }

    private void fail(Throwable cause) {
        content = null;
        fetched.clear();
        end = new Failure(cause);
    }

    /** Nothing to give back: the store holds the bytes. */
    private static void nothing() {}

    @Override
    public void demand(Runnable onAvailable) {
        StoredContent stored = content;
        if (stored == null || next == stored.chunkCount() || stored.isHere(next)) {
            onAvailable.run();
            return;
        }
        CompletableFuture<?> unused =
                fetching(stored).whenCompleteAsync((bytes, failure) -> onAvailable.run(), Runnable::run);
    }

    @Override
    public void cancel(Throwable reason) {
        if (content != null) {
            fail(reason);
        }
    }
}
