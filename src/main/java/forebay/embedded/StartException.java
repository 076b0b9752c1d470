package forebay.embedded;

/** The server can not start, for a reason that its operator can remove; the message is complete without a trace. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
