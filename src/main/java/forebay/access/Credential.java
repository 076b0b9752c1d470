package forebay.access;

import forebay.http.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a request presents to prove who is asking: {@code X-Api-Key}, or one of {@code Authorization: Bearer} and
 * {@code Authorization: Basic} (RFC 9110 §11.6.2, RFC 6750 §2.1, RFC 7617 §2). Never printed.
 *
 * @param kind what was presented
 * @param name the key's id or the user's name; empty for other kinds
 * @param secret the key's secret, the token, the password; empty where nothing usable was presented
 */
record Credential(Kind kind, String name, String secret) {
    /** Field that carries an API key. */
    static final String API_KEY_FIELD = "X-Api-Key";

    /** What was presented. */
    enum Kind {
        /** No credential. */
        NONE,
        /** An API key, in either field. */
        KEY,
        /** A bearer token that is no API key. */
        BEARER,
        /** User name and password. */
        BASIC,
        /** A scheme that this gateway does not speak. */
        FOREIGN,
        /** A field that does not follow the grammar of its scheme. */
        MALFORMED,
        /** More than one credential, or one field repeated. */
        AMBIGUOUS
    }

    private static final String AUTHORIZATION = "Authorization";
    private static final Credential NONE = new Credential(Kind.NONE, "", "");
    private static final Credential FOREIGN = new Credential(Kind.FOREIGN, "", "");
    private static final Credential MALFORMED = new Credential(Kind.MALFORMED, "", "");
    private static final Credential AMBIGUOUS = new Credential(Kind.AMBIGUOUS, "", "");

    /** Reads the credential of a request. */
    static Credential of(Fields fields) {
        int found = -1;
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (AUTHORIZATION.equalsIgnoreCase(name) || API_KEY_FIELD.equalsIgnoreCase(name)) {
                if (found >= 0) {
                    return AMBIGUOUS;
                }
                found = i;
            }
        }
        if (found < 0) {
            return NONE;
        }
        String value = fields.value(found).strip();
        return API_KEY_FIELD.equalsIgnoreCase(fields.name(found)) ? key(value) : authorization(value);
    }

    private static Credential key(String value) {
        int end = value.startsWith(ApiKeys.PREFIX) ? value.indexOf('_', ApiKeys.PREFIX.length()) : -1;
        return end < 0
                ? new Credential(Kind.KEY, "", value)
                : new Credential(Kind.KEY, value.substring(ApiKeys.PREFIX.length(), end), value.substring(end + 1));
    }

    private static Credential authorization(String value) {
        int space = value.indexOf(' ');
        String scheme = space < 0 ? value : value.substring(0, space);
        String rest = space < 0 ? "" : value.substring(space + 1).strip();
        if ("Bearer".equalsIgnoreCase(scheme)) {
            return isToken68(rest) ? bearer(rest) : MALFORMED;
        }
        if ("Basic".equalsIgnoreCase(scheme)) {
            return isToken68(rest) ? basic(rest) : MALFORMED;
        }
        return isScheme(scheme) ? FOREIGN : MALFORMED;
    }

    private static Credential bearer(String token) {
        return token.startsWith(ApiKeys.PREFIX) ? key(token) : new Credential(Kind.BEARER, "", token);
    }

    /** RFC 7617 §2: the first colon ends the name; UTF-8, as our challenge says (§2.1); no control characters. */
    private static Credential basic(String encoded) {
        String pair;
        try {
            pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return MALFORMED;
        }
        int colon = pair.indexOf(':');
        if (colon < 0 || pair.chars().anyMatch(Character::isISOControl)) {
            return MALFORMED;
        }
        return new Credential(Kind.BASIC, pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** RFC 9110 §11.2. */
    private static boolean isToken68(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end > 0;
    }

    private static boolean isScheme(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> isAlphanumeric((char) c) || "-._~+!#$%&'*^`|".indexOf(c) >= 0);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return "credential of kind " + kind;
    }
}
