package forebay.proxy;

import forebay.exchange.ContentSource;
import forebay.http.Fields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** Reads a little content that nobody wants, so that the connection can be used again; gives up on more. */
final class DroppedContent {
    /** A source without content. */
    static final ContentSource NOTHING = new ContentSource() {
        @Override
        public Piece next() {
            return new End(Fields.EMPTY);
        }

        @Override
        public void demand(Runnable onAvailable) {
            onAvailable.run();
        }

        @Override
        public void cancel(Throwable reason) {}
    };

    private static final int MOST_BYTES = 64 * 1024;

    private final Content.Source source;
    private final UpstreamAttempt attempt;
    private int left = MOST_BYTES;

    DroppedContent(Content.Source source, UpstreamAttempt attempt) {
        this.source = source;
        this.attempt = attempt;
    }

    void run() {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(Invocable.from(InvocationType.NON_BLOCKING, this::run));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                attempt.brokenAfterHead(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            left -= chunk.remaining();
            chunk.release();
            if (last || left < 0) {
                attempt.answered();
                if (!last) {
                    source.fail(new IllegalStateException("more content than is worth reading"));
                }
                return;
            }
        }
    }
}
