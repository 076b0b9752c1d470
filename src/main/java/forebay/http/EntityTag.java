package forebay.http;

import java.util.Optional;

/**
 * An entity tag (RFC 9110 §8.8.3).
 *
 * @param weak whether it is weak
 * @param opaque what stands between the quotes
 */
public record EntityTag(boolean weak, String opaque) {
    /** Reads a single entity tag; empty where the text is none, an unquoted one among others. */
    public static Optional<EntityTag> parse(String text) {
        boolean weak = text.startsWith("W/");
        int open = weak ? 2 : 0;
        int close = text.length() - 1;
        if (close <= open || text.charAt(open) != '"' || text.charAt(close) != '"') {
            return Optional.empty();
        }
        for (int i = open + 1; i < close; i++) {
            if (!isTagCharacter(text.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new EntityTag(weak, text.substring(open + 1, close)));
    }

    /** Whether both are strong and the same (RFC 9110 §8.8.3.2). */
    public boolean stronglyEquals(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Whether they are the same, weak or not (RFC 9110 §8.8.3.2). */
    public boolean weaklyEquals(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** As it stands in a field. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }

    static boolean isTagCharacter(char c) {
        return c == 0x21 || (c >= 0x23 && c != 0x7f);
    }
}
