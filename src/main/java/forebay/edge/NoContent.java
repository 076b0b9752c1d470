package forebay.edge;

import forebay.exchange.ContentSource;
import forebay.http.Fields;

/** The content of a response that has none by definition (RFC 9110 §6.4.1). */
enum NoContent implements ContentSource {
    /** Ends at once. */
    SOURCE;

    /** Why the source of a response without content is cancelled; no failure of anybody. */
    static final Exception REASON = new Unread();

    private static final End END = new End(Fields.EMPTY);

    @Override
    public Piece next() {
        return END;
    }

    @Override
    public void demand(Runnable onAvailable) {
        onAvailable.run();
    }

    @Override
    public void cancel(Throwable reason) {}

    /** Without a stack trace, so that one instance serves all. */
    private static final class Unread extends Exception {
        private static final long serialVersionUID = 1L;

        Unread() {
            super("the response has no content", null, false, false);
        }
    }
}
