package forebay.proxy;

import forebay.exchange.ContentSource;
import forebay.exchange.ContentSource.Data;
import forebay.exchange.ContentSource.End;
import forebay.exchange.ContentSource.Failure;
import forebay.exchange.ContentSource.Piece;
import forebay.http.Fields;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * The request's content as one attempt reads it. When the attempt fails, the source stays as it is, so that another
 * attempt can read it if nothing was taken.
 */
final class AttemptContent implements Request.Content {
    private final ContentSource source;
    /** In bytes; negative where it is not known beforehand, as the client library wants it. */
    private final long length;

    private final AtomicReference<@Nullable Runnable> demanded = new AtomicReference<>();
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Throwable sourceFailure;
    private volatile boolean taken;
    private volatile boolean stalled;
    private volatile boolean ended;
    private volatile Fields trailers = Fields.EMPTY;

    private AttemptContent(ContentSource source, long length) {
        this.source = source;
        this.length = length;
    }

    /** Content for one attempt, from {@code replay} where it is kept. */
    static AttemptContent of(Forwarder.Content content, @Nullable ReplayContent replay) {
        return new AttemptContent(
                replay == null ? content.source() : replay.reader(),
                content.length().orElse(-1));
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public Content.@Nullable Chunk read() {
        Throwable failed = failure;
        if (failed != null) {
            return Content.Chunk.from(failed, true);
        }
        if (ended) {
            return Content.Chunk.EOF;
        }
        Piece piece = source.next();
        if (piece == null) {
            return null;
        }
        taken = true;
        if (piece instanceof Data data) {
            return Content.Chunk.from(data.bytes(), false, data::release);
        }
        if (piece instanceof Failure broken) {
            sourceFailure = broken.cause();
            return Content.Chunk.from(broken.cause(), true);
        }
        trailers = ((End) piece).trailers();
        ended = true;
        return Content.Chunk.EOF;
    }

    @Override
    public void demand(Runnable onAvailable) {
        demanded.set(onAvailable);
        source.demand(this::available);
    }

    private void available() {
        Runnable waiting = demanded.getAndSet(null);
        if (waiting != null) {
            Invocable.from(InvocationType.NON_BLOCKING, waiting).run();
        }
    }

    @Override
    public void fail(Throwable cause) {
        if (failure == null) {
            stalled = demanded.get() != null;
        }
        failure = cause;
        available();
    }

    /** The fields that follow the content; none before its end. */
    HttpFields trailers() {
        if (trailers.size() == 0) {
            return HttpFields.EMPTY;
        }
        HttpFields.Mutable fields = HttpFields.build();
        trailers.forEach(line -> fields.add(line.name(), line.value()));
        return fields;
    }

    /** Whether anything of the content was taken, so that it can not be sent again. */
    boolean taken() {
        return taken;
    }

    /** Whether all of it was taken. */
    boolean ended() {
        return ended;
    }

    /** Whether the client was being waited for when the attempt failed. */
    boolean stalled() {
        return stalled;
    }

    /** What the client's content failed with; null where it did not. */
    @Nullable
    Throwable sourceFailure() {
        return sourceFailure;
    }
}
