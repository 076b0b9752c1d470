package forebay.cache;

/** The normal form of percent-encoded text (RFC 3986 §6.2.2.1, §6.2.2.2). */
final class PercentEncoding {
    private static final String UNRESERVED_MARKS = "-._~";

    private PercentEncoding() {}

    /** Upper-case hexadecimal digits, and unreserved characters as themselves; broken escapes stay. */
    static String normalize(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder normal = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low < 0) {
                normal.append(c);
                continue;
            }
            char decoded = (char) (16 * high + low);
            if (isUnreserved(decoded)) {
                normal.append(decoded);
            } else {
                normal.append('%').append(hex(high)).append(hex(low));
            }
            i += 2;
        }
        return normal.toString();
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || UNRESERVED_MARKS.indexOf(c) >= 0;
    }
}
