package forebay.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Makes API keys: {@code fbk_ID_SECRET}, where the id is short and readable and the secret is 256 random bits in
 * base64url. shiro.ini holds the id and the SHA-256 of the secret's characters; a fast hash is enough because nobody
 * can guess 256 bits.
 */
public final class ApiKeys {
    static final String PREFIX = "fbk_";
    static final String HASH_PREFIX = "sha256:";

    private static final int SECRET_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");

    private ApiKeys() {}

    /**
     * A key that was made.
     *
     * @param key the key for the client, to be shown once; it can not be had again
     * @param line the line for the [keys] section of shiro.ini
     */
    public record NewKey(String key, String line) {
        @Override
        public String toString() {
            return "an API key for the line " + line;
        }
    }

    /**
     * Makes a key.
     *
     * @param id a short name: lower-case letters, digits and hyphens, at most 32
     * @param roles the roles of whoever holds it
     * @param random must be unpredictable: a SecureRandom
     * @throws IllegalArgumentException for an id or a role that shiro.ini could not hold
     */
    public static NewKey generate(String id, Collection<String> roles, RandomGenerator random) {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "a key's id has lower-case letters, digits and hyphens, at most 32: " + id);
        }
        for (String role : roles) {
            if (!isRole(role)) {
                throw new IllegalArgumentException("a role has letters, digits and _ . : / -, at most 64: " + role);
            }
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        StringBuilder line = new StringBuilder(id)
                .append(" = ")
                .append(HASH_PREFIX)
                .append(HexFormat.of().formatHex(hash(secret)));
        roles.forEach(role -> line.append(", ").append(role));
        return new NewKey(PREFIX + id + "_" + secret, line.toString());
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    static boolean isRole(String text) {
        return ROLE.matcher(text).matches();
    }

    /** SHA-256 of a key's secret. */
    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaPlatformHasIt) {
            throw new IllegalStateException(everyJavaPlatformHasIt);
        }
    }
}
