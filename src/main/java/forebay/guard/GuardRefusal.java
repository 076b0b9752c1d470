package forebay.guard;

import forebay.edge.Problem;
import forebay.http.TargetRefusal;
import java.util.Locale;

/** Why the guard refuses a request, but for its target ({@link TargetRefusal}). */
enum GuardRefusal {
    PROTOCOL_VERSION(505, "HTTP Version Not Supported", "Use HTTP/1.1 or HTTP/2."),
    TARGET_TOO_LONG(414, "URI Too Long", "The target is longer than the gateway reads."),
    CONTEXT_PATH(400, "Bad Request", "The path must begin with the gateway's own path, spelled literally."),
    FIELD_COUNT(431, "Request Header Fields Too Large", "The request has more field lines than the gateway reads."),
    FIELD_SIZE(431, "Request Header Fields Too Large", "The field lines are larger than the gateway reads."),
    FIELD_NAME(400, "Bad Request", "A field name must be a token."),
    FIELD_VALUE(400, "Bad Request", "A field value must not hold control characters."),
    HOST_MISSING(400, "Bad Request", "An HTTP/1.1 request must have a Host field."),
    HOST_REPEATED(400, "Bad Request", "A request must have one Host field."),
    HOST_INVALID(400, "Bad Request", "Host must be a name or an address with an optional port."),
    HOST_MISMATCH(400, "Bad Request", "Host and :authority must name the same."),
    CONTENT_LENGTH_REPEATED(400, "Bad Request", "A request must not have more than one Content-Length."),
    CONTENT_LENGTH_INVALID(400, "Bad Request", "Content-Length must be a decimal number."),
    FRAMING_CONFLICT(400, "Bad Request", "A request must not have both Content-Length and Transfer-Encoding."),
    TRANSFER_ENCODING(400, "Bad Request", "Transfer-Encoding must be chunked, once, in HTTP/1.1 only."),
    FORWARDING_CONFLICT(400, "Bad Request", "X-Forwarded-For and Forwarded name different clients."),
    FORWARDED_PROTO(400, "Bad Request", "The proxy in front named a scheme other than http and https."),
    FORWARDED_HOST(400, "Bad Request", "The proxy in front named a malformed host."),
    SCHEME_UNSECURED(421, "Misdirected Request", "The target names another scheme than http, and came without TLS."),
    AUTHORITY_UNKNOWN(421, "Misdirected Request", "This gateway does not serve the requested host."),
    METHOD_UNKNOWN(501, "Not Implemented", "The method is not known here; methods are case-sensitive."),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed", "The resource does not take this method."),
    TARGET_REWRITE(400, "Bad Request", "The target can not be rewritten so that every server reads it alike."),
    TO_HTTPS(308, "Permanent Redirect", "This resource is served by https."),
    LOOP(508, "Loop Detected", "The request passed through this gateway already."),
    CONTENT_TOO_LARGE(413, "Content Too Large", "The content is larger than the resource takes."),
    INTERNAL_ERROR(500, "Internal Server Error", "The gateway failed to serve the request.");

    private final int status;
    private final String title;
    private final String detail;

    GuardRefusal(int status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
    }

    /** The answer. */
    Problem problem() {
        Problem open = Problem.of(status, name().toLowerCase(Locale.ROOT).replace('_', '-'), title, detail);
        return keepsConnection() ? open : open.closing();
    }

    /** The answer to a target that is refused. */
    static Problem of(TargetRefusal reason) {
        return Problem.of(400, reason.code(), "Bad Request", reason.detail()).closing();
    }

    /** Whether the message was understood, so that what follows on the connection can be trusted. */
    private boolean keepsConnection() {
        return status == 308 || status == 405 || status == 421 || status == 500 || status == 501 || status == 508;
    }
}
