package forebay.http;

/**
 * Head of a response (RFC 9110 §15).
 *
 * @param status the status code, 100 to 999
 * @param fields the field lines
 */
public record ResponseHead(int status, Fields fields) {
    /** The same head with other field lines. */
    public ResponseHead withFields(Fields other) {
        return new ResponseHead(status, other);
    }
}
