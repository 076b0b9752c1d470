package forebay.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A parser of what peers send, with the pieces of its grammar: whatever they send, it ends without an exception, in time
 * that grows with the length, and what it read keeps its promises.
 *
 * @param read reads the text, and asserts what must hold of anything read
 */
public record FuzzedParser(String name, List<String> pieces, Consumer<String> read) {
    /** How many inputs each parser gets; a million in the profile {@code fuzz}. */
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 10_000);

    /** Makes a failure come again. */
    private static final long SEED = 20_261_123;

    /** Long enough that a quadratic parser needs seconds for the longer text, a linear one milliseconds. */
    private static final int SHORT = 1 << 14;

    private static final int LONGER_TIMES = 8;

    /** Between eight, for what is linear, and sixty-four, for what is quadratic. */
    private static final int MOST_TIMES_SLOWER = 32;

    /** What is faster than this for the shorter text says nothing. */
    private static final long LEAST_NANOS = 100_000;

    /** What many grammars give a meaning to, and what makes parsers look back or ahead. */
    private static final List<String> UNITS =
            List.of("\"", "\\", ",", ", ", " ", "a,", "\"a\",", "=,", "a=\"b\", ", "%41", "/a");

    /** Reads inputs near the border of the grammar. */
    public void readsInputs() {
        Fuzz fuzz = new Fuzz(new Random(SEED), pieces);
        for (int i = 0; i < INPUTS; i++) {
            String text = fuzz.next();
            try {
                read.accept(text);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("input " + i + " of " + name + ": " + escaped(text), e);
            }
        }
    }

    /** Reads long texts of one piece each, short and eight times as long. */
    public void readsInLinearTime() {
        List<String> units = new ArrayList<>(pieces);
        units.addAll(UNITS);
        for (String unit : units) {
            String text = unit.repeat(1 + SHORT / unit.length());
            long once = cpuNanos(text);
            long longer = cpuNanos(text.repeat(LONGER_TIMES));
            assertThat(longer)
                    .as("nanoseconds for %d times the length of %s (%d)", LONGER_TIMES, escaped(unit), once)
                    .isLessThan(Math.max(once, LEAST_NANOS) * MOST_TIMES_SLOWER);
        }
    }

    /** Processor time of this thread, the least of five: other work on the machine does not count. */
    private long cpuNanos(String text) {
        var threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadCpuTime();
            read.accept(text);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
        }
        return least;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(
                        c -> escaped.append(c >= 0x20 && c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return escaped.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
