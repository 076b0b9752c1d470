package forebay.guard;

import forebay.http.Fields;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The id that ties answer, logs and upstream together. An id is unique, not secret: 64 random bits for the process, and
 * a counter of 64 bits that is scrambled so that ids neither look alike nor tell how many there were. Thread-safe.
 */
final class RequestIds {
    static final String FIELD = "X-Request-Id";

    private static final int LONGEST = 128;

    /** 2^64 divided by the golden ratio, and odd, so that its multiples pass through all 64-bit numbers. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final String prefix;
    private final AtomicLong state;

    /**
     * Ids of this process.
     *
     * @param random asked twice, now: what it says keeps the ids of two processes apart
     */
    RequestIds(RandomGenerator random) {
        prefix = HexFormat.of().toHexDigits(random.nextLong());
        state = new AtomicLong(random.nextLong());
    }

    /** The id that a trusted proxy gave, where it is one and harmless in a log, else a new one of 128 bits. */
    String of(Fields fields, boolean trusted) {
        List<String> given = trusted ? fields.all(FIELD) : List.of();
        return given.size() == 1 && isHarmless(given.get(0)) ? given.get(0) : next();
    }

    private String next() {
        return prefix + HexFormat.of().toHexDigits(mixed(state.getAndAdd(STEP)));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): no two numbers become one. */
    private static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static boolean isHarmless(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "-._~+/=:".indexOf(c) >= 0);
    }
}
