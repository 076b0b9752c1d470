package forebay.http;

/** Tokens (RFC 9110 §5.6.2). */
public final class Tokens {
    /** Asked for every character of every field name. */
    private static final boolean[] CHARACTERS = new boolean[128];

    static {
        for (char c = 0; c < CHARACTERS.length; c++) {
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            CHARACTERS[c] = letterOrDigit || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }

    private Tokens() {}

    /** Whether {@code text} is a token: not empty, and nothing but token characters. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether {@code text} is a token of a structured field (RFC 8941 §3.3.4). */
    static boolean isStructuredToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
            if (!letter && (i == 0 || (!isTokenCharacter(c) && c != ':' && c != '/'))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(char c) {
        return c < CHARACTERS.length && CHARACTERS[c];
    }
}
