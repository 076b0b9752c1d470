package forebay.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Message authentication for one purpose: HMAC-SHA-256 (RFC 2104) under keys that are derived from those of the
 * cluster. Thread-safe.
 */
public final class Seal {
    /** Length of what {@link #sign} makes, in bytes. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    private Seal(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    static Seal of(List<SecretKeySpec> keys, String purpose) {
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        return new Seal(keys.stream().map(key -> key(mac(key, name))).toList());
    }

    /** These bytes as a key. */
    static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The code of {@code parts}; where one ends and the next begins counts too. */
    public byte[] sign(byte[]... parts) {
        return mac(keys.get(0), parts);
    }

    /** Whether {@code code} is what a node with one of our keys makes of {@code parts}; takes the same time if not. */
    public boolean verifies(byte[] code, byte[]... parts) {
        boolean verified = false;
        for (SecretKeySpec key : keys) {
            verified |= MessageDigest.isEqual(mac(key, parts), code);
        }
        return verified;
    }

    private static byte[] mac(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
