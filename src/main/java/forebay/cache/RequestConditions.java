package forebay.cache;

import forebay.http.Fields;

/** Preconditions that only the origin can judge (RFC 9111 §4.3.2). */
final class RequestConditions {
    private RequestConditions() {}

    /** Whether the request has If-Match or If-Unmodified-Since: it is forwarded, whatever is stored. */
    static boolean forOrigin(Fields request) {
        return request.contains("If-Match") || request.contains("If-Unmodified-Since");
    }
}
