package forebay.http;

import java.util.Optional;

/**
 * An entity tag (RFC 9110 §8.8.3).
 *
 * @param weak whether it is weak
 * @param opaque what stands between the quotes
 * @param quoted false for a tag that its sender left unquoted, against the grammar: it is sent back as it came, and
 *     equals none but the same
 */
public record EntityTag(boolean weak, String opaque, boolean quoted) {
    /** A tag as the grammar wants it. */
    public EntityTag(boolean weak, String opaque) {
        this(weak, opaque, true);
    }

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

    /**
     * Reads a single entity tag, quoted or not. Nothing is said of what an unquoted one stands for, so it counts as
     * weak.
     */
    public static Optional<EntityTag> lenient(String text) {
        return parse(text)
                .or(() -> isUnquoted(text) ? Optional.of(new EntityTag(true, text, false)) : Optional.empty());
    }

    private static boolean isUnquoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || !isTagCharacter(c)) {
                return false;
            }
        }
        // what stands for any tag can stand for none
        return !text.isEmpty() && !text.equals("*");
    }

    /** Whether both are strong and the same (RFC 9110 §8.8.3.2). */
    public boolean stronglyEquals(EntityTag other) {
        return !weak && !other.weak && weaklyEquals(other);
    }

    /** Whether they are the same, weak or not (RFC 9110 §8.8.3.2). */
    public boolean weaklyEquals(EntityTag other) {
        return quoted == other.quoted && opaque.equals(other.opaque);
    }

    /** As it stands in a field. */
    @Override
    public String toString() {
        return quoted ? (weak ? "W/\"" : "\"") + opaque + '"' : opaque;
    }

    static boolean isTagCharacter(char c) {
        return c == 0x21 || (c >= 0x23 && c != 0x7f);
    }
}
