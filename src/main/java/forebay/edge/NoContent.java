package forebay.edge;

import forebay.exchange.ContentSource;
import forebay.http.Fields;

/** The content of a response that has none by definition (RFC 9110 §6.4.1). */
enum NoContent implements ContentSource {
    /** Ends at once. */
    SOURCE;

    private static final End END = new End(Fields.EMPTY);

    /** Why the source of a response without content is cancelled; no failure of anybody. */
    static Exception reason() {
        return new Unread();
    }

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

    /** Without a stack trace: it is no error. */
    private static final class Unread extends Exception {
        private static final long serialVersionUID = 1L;

        Unread() {
            super("the response has no content", null, false, false);
        }
    }
}
