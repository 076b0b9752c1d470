package forebay.balance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that session cookies are made with, the same on every node. The first one makes new cookies, all are
 * accepted, so that nodes can be given another key one after the other. Immutable.
 */
public final class SessionKeys {
    /** Most that are accepted at a time. */
    public static final int MOST = 2;

    /** Shortest key, in bytes: as long as what HMAC-SHA-256 makes (RFC 2104 §3). */
    public static final int MIN_BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    /** As much of the MAC as is kept: 128 bits, which nobody guesses. */
    private static final int ID_BYTES = 16;

    /** As keys of the JDK, which compare in constant time. */
    private final List<SecretKeySpec> keys;

    /**
     * These keys.
     *
     * @throws IllegalArgumentException if there is none, are too many, or one is too short
     */
    public SessionKeys(List<byte[]> keys) {
        if (keys.isEmpty() || keys.size() > MOST || keys.stream().anyMatch(key -> key.length < MIN_BYTES)) {
            throw new IllegalArgumentException("one or two keys of at least " + MIN_BYTES + " bytes");
        }
        this.keys = keys.stream().map(key -> new SecretKeySpec(key, HMAC)).toList();
    }

    /**
     * What an upstream is called in cookies, by each of the keys: its HMAC. So a name that is known was made by one who
     * has a key, it tells no address, and a request needs a look-up and no computation.
     */
    List<String> names(String pool, String upstream) {
        byte[] text = ("session 1\n" + pool + '\n' + upstream).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> name(key, text)).toList();
    }

    private static String name(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac.doFinal(text), ID_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionKeys that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    /** How many keys, and none of them. */
    @Override
    public String toString() {
        return keys.size() + " key(s)";
    }
}
