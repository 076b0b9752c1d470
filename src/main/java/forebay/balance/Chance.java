package forebay.balance;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Time and chance of a pool.
 *
 * @param nanoTime {@link System#nanoTime()}, or a test's
 * @param random for choices that need not be kept secret; thread-safe
 */
record Chance(LongSupplier nanoTime, RandomGenerator random) {
    /** Chance begins with the time, so that it is as reproducible as that: SplitMix64 (Steele, Lea and Flood, 2014). */
    static Chance of(LongSupplier nanoTime) {
        AtomicLong state = new AtomicLong(Hashing.mix(nanoTime.getAsLong()));
        return new Chance(nanoTime, () -> Hashing.mix(state.getAndAdd(Hashing.GOLDEN)));
    }
}
