package forebay.proxy;

import forebay.edge.Problem;
import forebay.exchange.ContentSource;
import forebay.exchange.ContentSource.Data;
import forebay.exchange.ContentSource.Failure;
import forebay.exchange.ContentSource.Piece;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;

/** Reads a little of the answer to a copy, so that the connection can be used again, and ends the copy's exchange. */
final class MirrorAnswer implements Forwarder.Listener {
    private static final int MOST_BYTES = 64 * 1024;

    private final Exchange copy;
    private int left = MOST_BYTES;

    MirrorAnswer(Exchange copy) {
        this.copy = copy;
    }

    @Override
    public void onResponse(ResponseHead head, ContentSource source) {
        read(head.status(), source);
    }

    private void read(int status, ContentSource source) {
        while (true) {
            Piece piece = source.next();
            if (piece == null) {
                source.demand(() -> read(status, source));
                return;
            }
            if (piece instanceof Data data) {
                left -= data.bytes().remaining();
                data.release();
                if (left >= 0) {
                    continue;
                }
                source.cancel(new IllegalStateException("more content than is worth reading"));
            }
            copy.finish(status, System.nanoTime(), piece instanceof Failure);
            return;
        }
    }

    @Override
    public void onFailure(Problem problem) {
        copy.refusal(problem.code());
        copy.finish(problem.status(), System.nanoTime(), false);
    }
}
