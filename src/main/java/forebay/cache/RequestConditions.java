package forebay.cache;

import forebay.http.Fields;

/** Request fields that only the origin can judge (RFC 9111 §4.3.2), or that this cache does not answer itself. */
final class RequestConditions {
    private RequestConditions() {}

    /** Whether the request is for ranges or has a precondition other than If-None-Match and If-Modified-Since. */
    static boolean forOrigin(Fields request) {
        return request.contains("Range")
                || request.contains("If-Match")
                || request.contains("If-Unmodified-Since")
                || request.contains("If-Range");
    }
}
