package forebay.route;

import java.time.Duration;

/**
 * How many requests of a route each of those who ask may make: at most {@code burst} at once, and from then on
 * {@code requests} in {@code per}, evenly.
 *
 * @param requests at least 1
 * @param per longer than nothing
 * @param burst at least 1
 * @param by who counts as one
 */
public record RequestRate(int requests, Duration per, int burst, By by) {
    /** Who counts as one. */
    public sealed interface By permits Client, Principal, Field {}

    /** A client address; of IPv6 a /64. */
    public record Client() implements By {}

    /** Whom the credential stands for; who has none counts by address. */
    public record Principal() implements By {}

    /** All who send the same value of a request field; who sends none counts by address. */
    public record Field(String name) implements By {}
}
