package forebay.cache;

import java.util.Set;

/** What a status means for a cache (RFC 9110 §15). */
final class Statuses {
    /** RFC 9110 §15.1. */
    private static final Set<Integer> HEURISTICALLY_CACHEABLE =
            Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Final statuses with a definition that asks nothing of a cache which is not done here. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406,
            407, 408, 409, 410, 411, 412, 413, 414, 415, 417, 421, 422, 426, 451, 500, 501, 502, 503, 504, 505);

    /** RFC 6585 §3, §4, §5, §6: these must not be stored, whatever the response says. */
    private static final Set<Integer> NEVER_STORED = Set.of(428, 429, 431, 511);

    private Statuses() {}

    /** Whether a lifetime may be estimated by the status alone. */
    static boolean heuristicallyCacheable(int status) {
        return HEURISTICALLY_CACHEABLE.contains(status);
    }

    /** Whether all that its definition asks of a cache is done here; what must-understand is about (§5.2.2.3). */
    static boolean understood(int status) {
        return UNDERSTOOD.contains(status);
    }

    /** Whether a response with explicit freshness may be stored: final, of a class there is, and not forbidden. */
    static boolean storable(int status) {
        return status >= 200 && status < 600 && status != 304 && !NEVER_STORED.contains(status);
    }
}
