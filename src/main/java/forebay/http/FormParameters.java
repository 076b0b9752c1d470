package forebay.http;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Parameters of a query as HTML forms write them: pairs between ampersands, a plus for a space, escapes in UTF-8. */
public final class FormParameters {
    private FormParameters() {}

    /**
     * Whether a parameter of this name has a value that satisfies {@code test}; one without an equals sign has the
     * empty value.
     *
     * @param query the raw query without its question mark
     * @param name decoded
     * @param test is given decoded values
     */
    public static boolean any(String query, String name, Predicate<String> test) {
        for (int start = 0; start <= query.length(); ) {
            int mark = query.indexOf('&', start);
            int end = mark < 0 ? query.length() : mark;
            int nameEnd = start;
            while (nameEnd < end && query.charAt(nameEnd) != '=') {
                nameEnd++;
            }
            if (is(query, start, nameEnd, name) && test.test(decoded(query, Math.min(nameEnd + 1, end), end))) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean is(String query, int start, int end, String name) {
        if (query.regionMatches(start, name, 0, name.length())) {
            return end - start == name.length();
        }
        // A decoded name is never longer than it was.
        return end - start >= name.length() && decoded(query, start, end).equals(name);
    }

    /** Decoded; broken escapes stay as they are, octets that are no UTF-8 become replacement characters. */
    private static String decoded(String text, int start, int end) {
        String part = text.substring(start, end);
        if (part.indexOf('%') < 0 && part.indexOf('+') < 0) {
            return part;
        }
        byte[] octets = new byte[part.length()];
        int length = 0;
        for (int i = 0; i < part.length(); i++) {
            int octet = Escapes.octet(part, i, part.length());
            if (octet != Escapes.MALFORMED) {
                octets[length++] = (byte) octet;
                i += 2;
            } else {
                octets[length++] = (byte) (part.charAt(i) == '+' ? ' ' : part.charAt(i));
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
