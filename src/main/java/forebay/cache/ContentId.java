package forebay.cache;

import java.util.random.RandomGenerator;

/** Random name of a stored content, never used again for another one. */
public record ContentId(long high, long low) {
    /** A new one; {@code random} must not repeat itself across nodes. */
    public static ContentId next(RandomGenerator random) {
        return new ContentId(random.nextLong(), random.nextLong());
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
