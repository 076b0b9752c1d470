package forebay.cache.flow;

import forebay.exchange.ContentSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A source that, where it breaks off, goes on with another one from the byte at which it did; once. */
final class ResumedSource implements ContentSource {
    private final ContentSource first;
    private final Resume resume;
    private long deliveredBytes;
    private @Nullable CompletableFuture<ContentSource> rest;
    private @Nullable Failure failure;

    /** Where to go on. */
    interface Resume {
        /** What goes on after so many bytes, once it is there; fails where nothing can. */
        CompletableFuture<ContentSource> after(long deliveredBytes, Throwable why);
    }

    /** A source. */
    ResumedSource(ContentSource first, Resume resume) {
        this.first = first;
        this.resume = resume;
    }

    @Override
    public @Nullable Piece next() {
        if (failure != null) {
            return failure;
        }
        CompletableFuture<ContentSource> other = rest;
        if (other == null) {
            Piece piece = first.next();
            if (piece instanceof Data data) {
                deliveredBytes += data.bytes().remaining();
            }
            if (!(piece instanceof Failure broken)) {
                return piece;
            }
            other = resume.after(deliveredBytes, broken.cause());
            rest = other;
        }
        if (!other.isDone()) {
            return null;
        }
        try {
            return other.join().next();
        } catch (CompletionException e) {
            failure = new Failure(e.getCause() == null ? e : e.getCause());
            return failure;
        }
    }

    @Override
    public void demand(Runnable onAvailable) {
        CompletableFuture<ContentSource> other = rest;
        if (failure != null) {
            onAvailable.run();
        } else if (other == null) {
            first.demand(onAvailable);
        } else {
            CompletableFuture<?> unused = other.whenCompleteAsync(
                    (source, broken) -> {
                        if (source == null) {
                            onAvailable.run();
                        } else {
                            source.demand(onAvailable);
                        }
                    },
                    Runnable::run);
        }
    }

    @Override
    public void cancel(Throwable reason) {
        if (failure == null) {
            failure = new Failure(reason);
            first.cancel(reason);
            CompletableFuture<ContentSource> other = rest;
            if (other != null) {
                CompletableFuture<?> unused = other.thenAcceptAsync(source -> source.cancel(reason), Runnable::run);
                other.completeExceptionally(reason);
            }
        }
    }
}
