package forebay.route;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pools that serve a route, and how one of them is chosen for a request.
 *
 * <p>The shares lie one after the other in the order of declaration, and a number that the request gives picks a place
 * among them: where one share grows at the cost of its neighbour, no client leaves the one that grew.
 *
 * @param shares at least one
 * @param by what the choice depends on
 */
public record PoolSplit(List<Share> shares, By by) {
    /**
     * A pool and its share.
     *
     * @param pool name of the pool
     * @param weight share of the requests, relative to the others; 0 for none
     */
    public record Share(String pool, int weight) {}

    /** What the choice of a pool depends on. */
    public sealed interface By permits EachRequest, Client, Field, Cookie {}

    /** Each request by itself. */
    public record EachRequest() implements By {
        @Override
        public String toString() {
            return "each request";
        }
    }

    /** The client's address. */
    public record Client() implements By {
        @Override
        public String toString() {
            return "client";
        }
    }

    /**
     * The value of a request field; the client's address where it is not there.
     *
     * @param name of the field
     */
    public record Field(String name) implements By {
        @Override
        public String toString() {
            return "field " + name;
        }
    }

    /**
     * The value of a cookie; the client's address where it is not there.
     *
     * @param name of the cookie
     */
    public record Cookie(String name) implements By {
        @Override
        public String toString() {
            return "cookie " + name;
        }
    }

    /** One pool for all requests. */
    public static PoolSplit only(String pool) {
        return new PoolSplit(List.of(new Share(pool, 1)), new EachRequest());
    }

    /** Whether there is nothing to choose. */
    public boolean single() {
        return shares.size() == 1;
    }

    /** The first pool; the only one where there is nothing to choose. */
    public String first() {
        return shares.get(0).pool();
    }

    /** The names of all. */
    public Set<String> pools() {
        return shares.stream().map(Share::pool).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The pool of a request.
     *
     * @param key what the choice depends on: the same pool for the same text
     */
    public String choose(String key) {
        long total = 0;
        for (int i = 0; i < shares.size(); i++) {
            total += shares.get(i).weight();
        }
        long place = Long.remainderUnsigned(Spread.of(key), total);
        for (int i = 0; i < shares.size(); i++) {
            place -= shares.get(i).weight();
            if (place < 0) {
                return shares.get(i).pool();
            }
        }
        throw new IllegalStateException("no share has a weight");
    }

    /** For people, such as {@code app} or {@code app 95, canary 5 by client}. */
    @Override
    public String toString() {
        return single()
                ? first()
                : shares.stream()
                                .map(share -> share.pool() + " " + share.weight())
                                .collect(Collectors.joining(", "))
                        + " by " + by;
    }
}
