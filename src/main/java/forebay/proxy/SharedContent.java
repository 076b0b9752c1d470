package forebay.proxy;

import forebay.exchange.ContentSink;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** Writes a response's content to a sink as fast as the sink takes it; the client reads it from there. */
final class SharedContent implements Invocable {
    private final Content.Source source;
    private final UpstreamAttempt attempt;
    private final ContentSink sink;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.WRITING);
    private long read;

    private enum Turn {
        /** A piece is being written. */
        WRITING,
        /** The sink had room before the write returned. */
        READY,
        /** The write returned without room; the sink will call. */
        PARKED
    }

    SharedContent(Content.Source source, UpstreamAttempt attempt, ContentSink sink) {
        this.source = source;
        this.attempt = attempt;
        this.sink = sink;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    void run() {
        while (true) {
            if (!sink.wanted()) {
                ClientLeft left = new ClientLeft();
                attempt.cancel(left);
                sink.fail(left);
                return;
            }
            attempt.awaiting(true);
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(Invocable.from(InvocationType.NON_BLOCKING, this::run));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                sink.fail(attempt.brokenAfterHead(chunk.getFailure()));
                return;
            }
            attempt.awaiting(false);
            read += chunk.remaining();
            if (!write(chunk)) {
                return;
            }
        }
    }

    /** Whether to go on reading. */
    private boolean write(Content.Chunk chunk) {
        boolean last = chunk.isLast();
        boolean parked = false;
        if (chunk.hasRemaining()) {
            turn.set(Turn.WRITING);
            try {
                sink.write(chunk.getByteBuffer(), last ? () -> {} : this::ready);
            } finally {
                chunk.release();
            }
            parked = !last && turn.compareAndSet(Turn.WRITING, Turn.PARKED);
        } else {
            chunk.release();
        }
        if (last) {
            end();
            return false;
        }
        return !parked;
    }

    private void end() {
        IOException cut = attempt.cutAt(read);
        if (cut == null) {
            sink.complete(attempt.answered());
        } else {
            sink.fail(attempt.brokenAfterHead(cut));
        }
    }

    private void ready() {
        if (!turn.compareAndSet(Turn.WRITING, Turn.READY)) {
            run();
        }
    }
}
