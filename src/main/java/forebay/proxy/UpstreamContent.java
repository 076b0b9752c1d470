package forebay.proxy;

import forebay.exchange.ContentSource;
import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/** A response's content straight from the connection to the upstream; its buffers are lent until released. */
final class UpstreamContent implements ContentSource {
    private final Content.Source source;
    private final UpstreamAttempt attempt;
    private @Nullable Piece end;
    private long read;

    UpstreamContent(Content.Source source, UpstreamAttempt attempt) {
        this.source = source;
        this.attempt = attempt;
    }

    @Override
    public @Nullable Piece next() {
        Piece ended = end;
        if (ended != null) {
            return ended;
        }
        while (true) {
            attempt.awaiting(true);
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                return null;
            }
            if (Content.Chunk.isFailure(chunk)) {
                Piece failure = new Failure(attempt.brokenAfterHead(chunk.getFailure()));
                end = failure;
                return failure;
            }
            attempt.awaiting(false);
            boolean last = chunk.isLast();
            read += chunk.remaining();
            if (last) {
                ended = ending();
                end = ended;
            }
            if (chunk.hasRemaining()) {
                return new Data(chunk.getByteBuffer(), chunk::release);
            }
            chunk.release();
            if (ended != null) {
                return ended;
            }
        }
    }

    private Piece ending() {
        IOException cut = attempt.cutAt(read);
        return cut == null ? new End(attempt.answered()) : new Failure(attempt.brokenAfterHead(cut));
    }

    @Override
    public void demand(Runnable onAvailable) {
        source.demand(Invocable.from(InvocationType.NON_BLOCKING, onAvailable));
    }

    @Override
    public void cancel(Throwable reason) {
        attempt.cancel(reason);
    }
}
