package forebay.edge;

import forebay.http.Fields;

/**
 * An answer that the gateway makes itself because a request can not be served (RFC 9457).
 *
 * @param status the status code
 * @param code the reason as a word that log, metrics and answer share, such as {@code target-dot-segment}
 * @param title what went wrong, in a few words
 * @param detail what was wrong with this request and what would be right, without internals
 * @param fields more field lines for the answer: Allow, WWW-Authenticate, Retry-After, Proxy-Status
 * @param close whether the connection must not be used again
 */
public record Problem(int status, String code, String title, String detail, Fields fields, boolean close) {
    /** A problem without further fields that leaves the connection open. */
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, Fields.EMPTY, false);
    }

    /** The same with one more field line. */
    public Problem with(String name, String value) {
        return new Problem(status, code, title, detail, fields.plus(name, value), close);
    }

    /** The same, closing the connection. */
    public Problem closing() {
        return new Problem(status, code, title, detail, fields, true);
    }
}
