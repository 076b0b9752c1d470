package forebay.proxy;

import forebay.edge.Problem;
import forebay.exchange.BackgroundForwards;
import forebay.exchange.ContentSource;
import forebay.exchange.ContentSource.Data;
import forebay.exchange.ContentSource.Failure;
import forebay.exchange.ContentSource.Piece;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;

/** Sends requests that no client waits for, by the same engine as all others; their content is read and dropped. */
public final class BackgroundForwarding implements BackgroundForwards {
    private final Forwarder forwarder;

    /** By {@code forwarder}. */
    public BackgroundForwarding(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    @Override
    public void forward(Exchange child) {
        try {
            forwarder.forward(child, null, new Outcome(child));
        } catch (RuntimeException e) {
            child.finish(0, System.nanoTime(), true);
            throw e;
        }
    }

    /** What comes of one forward. */
    private static final class Outcome implements Forwarder.Listener {
        private final Exchange child;

        Outcome(Exchange child) {
            this.child = child;
        }

        @Override
        public void onResponse(ResponseHead head, ContentSource source) {
            read(head.status(), source);
        }

        /** To the end, so that the exchange ends when the forward does. */
        private void read(int status, ContentSource source) {
            while (true) {
                Piece piece = source.next();
                if (piece == null) {
                    source.demand(() -> read(status, source));
                    return;
                }
                if (piece instanceof Data data) {
                    data.release();
                } else {
                    child.finish(status, System.nanoTime(), piece instanceof Failure);
                    return;
                }
            }
        }

        @Override
        public void onFailure(Problem problem) {
            child.refusal(problem.code());
            child.finish(problem.status(), System.nanoTime(), false);
        }
    }
}
