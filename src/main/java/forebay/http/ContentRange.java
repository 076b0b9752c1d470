package forebay.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which bytes of a representation a 206 holds (RFC 9110 §14.4).
 *
 * @param range the bytes
 * @param completeLength length of the whole representation
 */
public record ContentRange(ByteRange range, long completeLength) {
    private static final String UNIT = "bytes ";
    private static final int MOST_DIGITS = 18;

    /** Reads the lines of Content-Range; empty unless there is one, in bytes, with a range and the complete length. */
    public static Optional<ContentRange> parse(List<String> values) {
        if (values.size() != 1 || !values.get(0).toLowerCase(Locale.ROOT).startsWith(UNIT)) {
            return Optional.empty();
        }
        String text = values.get(0).substring(UNIT.length());
        int hyphen = text.indexOf('-');
        int slash = text.indexOf('/');
        if (hyphen < 0 || slash < hyphen) {
            return Optional.empty();
        }
        Optional<Long> first = number(text.substring(0, hyphen));
        Optional<Long> last = number(text.substring(hyphen + 1, slash));
        Optional<Long> complete = number(text.substring(slash + 1));
        // §14.4: invalid where the last position is before the first, or not before the complete length
        boolean valid = first.isPresent()
                && last.isPresent()
                && complete.isPresent()
                && first.get() <= last.get()
                && last.get() < complete.get();
        return valid
                ? Optional.of(new ContentRange(new ByteRange(first.get(), last.get()), complete.get()))
                : Optional.empty();
    }

    private static Optional<Long> number(String text) {
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** As it stands in the field. */
    @Override
    public String toString() {
        return UNIT + range.first() + '-' + range.last() + '/' + completeLength;
    }

    /** The value for a 416: none of the ranges asked for is within {@code completeLength} (§15.5.17). */
    public static String unsatisfied(long completeLength) {
        return UNIT + "*/" + completeLength;
    }
}
