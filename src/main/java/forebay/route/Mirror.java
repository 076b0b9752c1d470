package forebay.route;

import java.util.Set;

/**
 * A copy of some requests for another pool; its answers are dropped.
 *
 * @param pool name of the pool that gets the copies
 * @param percent how many of a hundred forwards are copied, 1 to 100
 * @param methods whose requests are copied
 * @param maxContentBytes largest request content that is kept for the copy; a request with more is not copied
 * @param mostInFlight copies of the route that may be under way; beyond that none is made
 */
public record Mirror(String pool, int percent, Set<String> methods, long maxContentBytes, int mostInFlight) {
    /** The methods that are copied where the operator does not say: those without an effect (RFC 9110 §9.2.1). */
    public static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

    /** The largest content that is kept where the operator does not say. */
    public static final long DEFAULT_MAX_CONTENT = 64 * 1024;

    /** The copies under way where the operator does not say. */
    public static final int DEFAULT_IN_FLIGHT = 64;

    /**
     * Whether a request is copied.
     *
     * @param id the request's id: chance, but the same whenever it is asked
     */
    public boolean takes(String method, String id) {
        return methods.contains(method) && Long.remainderUnsigned(Spread.of(id + '\u0000'), 100) < percent;
    }
}
