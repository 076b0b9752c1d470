package forebay.http;

/**
 * Head of a request: what is asked of whom (RFC 9110 §3.7, §7.1).
 *
 * @param method the method as received; methods are case-sensitive (RFC 9110 §9.1)
 * @param scheme {@code http} or {@code https}
 * @param authority host and, where it is not the scheme's default, port, in lower case
 * @param target path and query in origin-form, byte for byte as received (RFC 9112 §3.2.1)
 * @param fields the field lines
 */
public record RequestHead(String method, String scheme, String authority, String target, Fields fields) {
    /** The same head with other field lines. */
    public RequestHead withFields(Fields other) {
        return new RequestHead(method, scheme, authority, target, other);
    }
}
