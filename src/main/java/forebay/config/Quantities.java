package forebay.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes: a whole number with its unit. */
final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,12})([A-Za-z]*)");
    private static final List<Unit> TIMES = List.of(
            new Unit("d", 86_400_000),
            new Unit("h", 3_600_000),
            new Unit("m", 60_000),
            new Unit("s", 1_000),
            new Unit("ms", 1));
    private static final List<Unit> SIZES = List.of(
            new Unit("TiB", 1L << 40),
            new Unit("GiB", 1L << 30),
            new Unit("MiB", 1L << 20),
            new Unit("KiB", 1L << 10),
            new Unit("TB", 1_000_000_000_000L),
            new Unit("GB", 1_000_000_000),
            new Unit("MB", 1_000_000),
            new Unit("kB", 1_000),
            new Unit("KB", 1_000),
            new Unit("B", 1));

    private record Unit(String name, long factor) {}

    private Quantities() {}

    /** A duration such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h} or {@code 1d}. */
    static Parsed<Duration> duration(String text) {
        Parsed<Long> millis = read(text, TIMES, "duration", "a whole number and ms, s, m, h or d, such as 30s", "s");
        return millis.value().isPresent()
                ? Parsed.of(Duration.ofMillis(millis.value().get()))
                : new Parsed<>(java.util.Optional.empty(), millis.wrong(), millis.right(), millis.instead());
    }

    /** A size in bytes such as {@code 64KiB}, {@code 64MiB}, {@code 1GiB} or {@code 10MB}. */
    static Parsed<Long> size(String text) {
        return read(
                text, SIZES, "size", "a whole number and B, KiB, MiB, GiB or TiB (1024), or KB, MB, GB (1000)", "B");
    }

    /** The shortest exact form with units of 1024, such as {@code 64MiB}. */
    static String text(long bytes) {
        return text(bytes, SIZES.subList(0, 4), "B");
    }

    /** The shortest exact form, such as {@code 30s}. */
    static String text(Duration duration) {
        return text(duration.toMillis(), TIMES, "ms");
    }

    private static String text(long amount, List<Unit> units, String smallest) {
        for (Unit unit : units) {
            if (amount >= unit.factor() && amount % unit.factor() == 0) {
                return amount / unit.factor() + unit.name();
            }
        }
        return amount + smallest;
    }

    private static Parsed<Long> read(String text, List<Unit> units, String what, String right, String example) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad("is not a " + what, right);
        }
        String number = matcher.group(1);
        String unitName = matcher.group(2);
        if (unitName.isEmpty()) {
            return Parsed.bad("has no unit", right, "write " + number + example + " if that is meant");
        }
        for (Unit unit : units) {
            if (unit.name().equals(unitName)) {
                long amount = Long.parseLong(number);
                return amount > Long.MAX_VALUE / unit.factor()
                        ? Parsed.bad("is too large", right)
                        : Parsed.of(amount * unit.factor());
            }
        }
        return Parsed.bad("has a unit that is not known", right);
    }
}
