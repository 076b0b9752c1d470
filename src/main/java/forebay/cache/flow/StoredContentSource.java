package forebay.cache.flow;

import forebay.cache.StoredContent;
import forebay.exchange.ContentSource;
import forebay.http.Fields;
import org.jspecify.annotations.Nullable;

/** The content of a stored response, all of it there. */
public final class StoredContentSource implements ContentSource {
    private static final End END = new End(Fields.EMPTY);

    private @Nullable StoredContent content;
    private int next;
    private Piece end = END;

    /** Reads all of {@code content}. */
    public StoredContentSource(StoredContent content) {
        this.content = content;
    }

    private StoredContentSource() {}

    /** No content. */
    static ContentSource empty() {
        return new StoredContentSource();
    }

    @Override
    public @Nullable Piece next() {
        StoredContent stored = content;
        if (stored == null || next == stored.chunkCount()) {
            return end;
        }
        return new Data(stored.chunk(next++), StoredContentSource::nothing);
    }

    /** Nothing to give back: the store holds the bytes. */
    private static void nothing() {}

    @Override
    public void demand(Runnable onAvailable) {
        onAvailable.run();
    }

    @Override
    public void cancel(Throwable reason) {
        if (content != null) {
            content = null;
            end = new Failure(reason);
        }
    }
}
