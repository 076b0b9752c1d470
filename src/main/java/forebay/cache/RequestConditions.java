package forebay.cache;

import forebay.http.Fields;

/** Preconditions that only the origin can judge, and those that caches judge too (RFC 9111 §4.3.2). */
final class RequestConditions {
    private RequestConditions() {}

    /** Whether the request has If-Match or If-Unmodified-Since: it is forwarded, whatever is stored. */
    static boolean forOrigin(Fields request) {
        return request.contains("If-Match") || request.contains("If-Unmodified-Since");
    }

    /** Whether the request has If-None-Match or If-Modified-Since. */
    static boolean forCaches(Fields request) {
        return request.contains("If-None-Match") || request.contains("If-Modified-Since");
    }
}
