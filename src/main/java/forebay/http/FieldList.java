package forebay.http;

import java.util.ArrayList;
import java.util.List;

/** Values that are lists (RFC 9110 §5.6.1): split at commas outside quoted strings, empty members left out. */
public final class FieldList {
    private FieldList() {}

    /** The members of all lines of a field, in order, without surrounding white space. */
    public static List<String> members(Fields fields, String name) {
        List<String> members = new ArrayList<>();
        for (String value : fields.all(name)) {
            collect(value, members);
        }
        return members;
    }

    /** The members of one value. */
    public static List<String> members(String value) {
        List<String> members = new ArrayList<>();
        collect(value, members);
        return members;
    }

    /**
     * The parts of {@code value} between {@code separator}s outside quoted strings, without surrounding white space;
     * empty ones stay, so that there is always one.
     */
    public static List<String> split(String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(trimmed(value, start, i));
                start = i + 1;
            }
        }
        parts.add(trimmed(value, start, value.length()));
        return parts;
    }

    private static void collect(String value, List<String> members) {
        for (String part : split(value, ',')) {
            if (!part.isEmpty()) {
                members.add(part);
            }
        }
    }

    static String trimmed(String value, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(value.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
