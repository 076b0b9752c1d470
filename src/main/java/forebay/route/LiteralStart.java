package forebay.route;

/** What every text that a pattern of RE2 matches begins with, read off the pattern's own text. Pure. */
public final class LiteralStart {
    private static final String META = ".[]()|*+?{}^$\\";
    private static final String REPEATS = "*+?{";

    private LiteralStart() {}

    /** The longest start that is sure; empty where none is, for one because the pattern has alternatives at its top. */
    public static String of(String pattern) {
        if (hasAlternatives(pattern)) {
            return "";
        }
        StringBuilder literal = new StringBuilder();
        int i = pattern.startsWith("^") ? 1 : 0;
        while (i < pattern.length()) {
            boolean escaped = pattern.charAt(i) == '\\' && i + 1 < pattern.length();
            char c = pattern.charAt(escaped ? i + 1 : i);
            boolean plain = escaped ? c < 0x80 && !Character.isLetterOrDigit(c) : META.indexOf(c) < 0;
            int next = i + (escaped ? 2 : 1);
            // A character that is repeated may be there no time at all.
            if (!plain || (next < pattern.length() && REPEATS.indexOf(pattern.charAt(next)) >= 0)) {
                break;
            }
            literal.append(c);
            i = next;
        }
        return literal.toString();
    }

    /** The whole segments of {@link #of}, as a path prefix; {@code /} where there is none. */
    static String path(String pattern) {
        String literal = of(pattern);
        if (!literal.startsWith("/")) {
            return "/";
        }
        int last = literal.lastIndexOf('/');
        return last == 0 ? "/" : literal.substring(0, last);
    }

    /** Whether a bar stands outside of all groups and character classes; a quoted part counts as one that may have it. */
    private static boolean hasAlternatives(String pattern) {
        int depth = 0;
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                if (pattern.startsWith("\\Q", i)) {
                    return true;
                }
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
                // A bracket that closes, first in a class, is a member of it.
                int first = pattern.startsWith("^", i + 1) ? i + 2 : i + 1;
                i = pattern.startsWith("]", first) ? first : i;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == '|' && depth == 0) {
                return true;
            }
        }
        return false;
    }
}
