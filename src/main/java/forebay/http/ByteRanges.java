package forebay.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The value of Range in bytes (RFC 9110 §14.1.2, §14.2), before the length of the representation is known. Immutable.
 */
public final class ByteRanges {
    private static final String UNIT = "bytes=";

    /** Fewer than a field can hold; a request for more is not worth an answer in parts (RFC 9110 §17.15). */
    private static final int MOST_SPECS = 32;

    /** What is larger counts as this; no content has as many bytes, and ten times as many are still a long. */
    private static final long FAR = 1L << 59;

    /**
     * One range-spec.
     *
     * @param first position of the first byte; for a suffix, the number of bytes
     * @param last position of the last byte; {@link #FAR} where none is given
     * @param suffix whether the bytes are counted from the end
     */
    private record Spec(long first, long last, boolean suffix) {}

    private final List<Spec> specs;

    private ByteRanges(List<Spec> specs) {
        this.specs = specs;
    }

    /**
     * Reads the lines of Range.
     *
     * @return empty where there is not exactly one, in bytes, well-formed and of a sensible number of ranges: then
     *     Range is to be ignored
     */
    public static Optional<ByteRanges> parse(List<String> values) {
        // RFC 9110 §14.1: units are case-insensitive
        if (values.size() != 1 || !values.get(0).toLowerCase(Locale.ROOT).startsWith(UNIT)) {
            return Optional.empty();
        }
        List<String> members = FieldList.members(values.get(0).substring(UNIT.length()));
        if (members.isEmpty() || members.size() > MOST_SPECS) {
            return Optional.empty();
        }
        List<Spec> specs = new ArrayList<>(members.size());
        for (String member : members) {
            Optional<Spec> spec = spec(member);
            if (spec.isEmpty()) {
                return Optional.empty();
            }
            specs.add(spec.get());
        }
        return Optional.of(new ByteRanges(specs));
    }

    private static Optional<Spec> spec(String text) {
        int hyphen = text.indexOf('-');
        String before = text.substring(0, Math.max(0, hyphen));
        String after = text.substring(hyphen + 1);
        if (hyphen < 0 || !digits(before) || !digits(after) || text.length() == 1) {
            return Optional.empty();
        }
        if (hyphen == 0) {
            return Optional.of(new Spec(number(after), FAR, true));
        }
        long first = number(before);
        long last = after.isEmpty() ? FAR : number(after);
        // RFC 9110 §14.1.1: a last position before the first makes all of it invalid
        return last < first ? Optional.empty() : Optional.of(new Spec(first, last, false));
    }

    private static boolean digits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = Math.min(10 * value + (digits.charAt(i) - '0'), FAR);
        }
        return value;
    }

    /** What there is of it in a representation of {@code length} bytes, in the order asked for; empty where nothing. */
    public List<ByteRange> within(long length) {
        List<ByteRange> ranges = new ArrayList<>(specs.size());
        for (Spec spec : specs) {
            long first = spec.suffix() ? Math.max(0, length - spec.first()) : spec.first();
            long last = Math.min(spec.last(), length - 1);
            if (first <= last) {
                ranges.add(new ByteRange(first, last));
            }
        }
        return ranges;
    }
}
