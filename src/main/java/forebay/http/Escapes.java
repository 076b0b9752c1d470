package forebay.http;

import java.nio.charset.StandardCharsets;

/** Percent-encoded octets and the UTF-8 that they spell (RFC 3986 §2.1, RFC 3629). */
public final class Escapes {
    /** The octet at the place is not written as a percent sign and two hexadecimal digits. */
    static final int MALFORMED = -1;
    /** The octets are not well-formed UTF-8. */
    static final int NOT_UTF_8 = -2;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Escapes() {}

    /** The character that the escapes from {@code index} on spell, {@link #MALFORMED} or {@link #NOT_UTF_8}. */
    static int codePointAt(CharSequence text, int index, int end) {
        int lead = octet(text, index, end);
        if (lead < 0x80) {
            return lead;
        }
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4) {
            return NOT_UTF_8;
        }
        int codePoint = lead & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            int next = octet(text, index + 3 * i, end);
            // what is malformed has other leading bits too
            if ((next & 0xC0) != 0x80) {
                return NOT_UTF_8;
            }
            codePoint = (codePoint << 6) | (next & 0x3F);
        }
        boolean overlong = length(codePoint) < 3 * length;
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? NOT_UTF_8 : codePoint;
    }

    /** How many characters the escapes of {@code codePoint} take. */
    static int length(int codePoint) {
        return codePoint < 0x80 ? 3 : codePoint < 0x800 ? 6 : codePoint < 0x10000 ? 9 : 12;
    }

    /** Whether {@code text} ends in a percent sign and two hexadecimal digits. */
    static boolean endsInEscape(CharSequence text) {
        int length = text.length();
        return length >= 3 && octet(text, length - 3, length) != MALFORMED;
    }

    /** Whether there is a percent sign with two hexadecimal digits. */
    static boolean holdsEscape(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (octet(text, i, text.length()) != MALFORMED) {
                return true;
            }
        }
        return false;
    }

    /** Appends an octet in the normal form, with upper-case digits (RFC 3986 §6.2.2.1). */
    static void append(StringBuilder text, int octet) {
        text.append('%').append(HEX[octet >> 4]).append(HEX[octet & 0xF]);
    }

    /**
     * The normal form of a path or of a part of a query (RFC 3986 §6.2.2.1, §6.2.2.2): upper-case hexadecimal digits,
     * and unreserved characters as themselves; broken escapes stay.
     */
    public static String normalized(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder normal = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int octet = octet(text, i, text.length());
            if (octet == MALFORMED) {
                normal.append(text.charAt(i));
                continue;
            }
            if (isUnreserved(octet)) {
                normal.append((char) octet);
            } else {
                append(normal, octet);
            }
            i += 2;
        }
        return normal.toString();
    }

    /**
     * A name or value of a form's query, decoded: {@code +} is a space; broken escapes stay as they are, and octets that
     * are no UTF-8 become replacement characters (WHATWG URL, "application/x-www-form-urlencoded parsing").
     *
     * @param text ASCII
     */
    public static String formDecoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] octets = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int octet = octet(text, i, text.length());
            if (octet != MALFORMED) {
                octets[length++] = (byte) octet;
                i += 2;
            } else {
                octets[length++] = (byte) (text.charAt(i) == '+' ? ' ' : text.charAt(i));
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** A decoded path in the normal form: whatever can not stand in a path for itself is percent-encoded as UTF-8. */
    public static String encodedPath(String decoded) {
        StringBuilder encoded = new StringBuilder(decoded.length());
        for (byte octet : decoded.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(octet) || "/!$&'()*+,=:@".indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                append(encoded, octet & 0xFF);
            }
        }
        return encoded.toString();
    }

    /** Whether two hexadecimal digits follow each percent sign. */
    public static boolean areWellFormed(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (octet(text, i, text.length()) == MALFORMED) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || "-._~".indexOf(octet) >= 0;
    }

    /** The octet that an escape at {@code index} spells, or {@link #MALFORMED}. */
    static int octet(CharSequence text, int index, int end) {
        if (index + 2 >= end || text.charAt(index) != '%') {
            return MALFORMED;
        }
        int high = digit(text.charAt(index + 1));
        int low = digit(text.charAt(index + 2));
        return high < 0 || low < 0 ? MALFORMED : (high << 4) | low;
    }

    /** Value of an ASCII hexadecimal digit; {@link Character#digit} takes full-width ones too. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
