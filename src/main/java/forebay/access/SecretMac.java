package forebay.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under a random key that lives as long as the process: what is remembered about a credential
 * is found by this, so that no map ever holds the credential or a hash that could be searched for offline.
 * Thread-safe.
 */
final class SecretMac {
    private static final String ALGORITHM = "HmacSHA256";

    /** 256 bits of an HMAC as a map key. */
    record Digest(long a, long b, long c, long d) {}

    /** Keyed once and only ever cloned: setting up the key costs as much as the rest. */
    private final Mac keyed;

    SecretMac(RandomGenerator random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJavaPlatformHasIt) {
            throw new IllegalStateException(everyJavaPlatformHasIt);
        }
    }

    /** The HMAC of a credential: kind and the lengths of the parts, so that no two read the same. */
    Digest of(Credential credential) {
        byte[] kind = credential.kind().name().getBytes(StandardCharsets.UTF_8);
        byte[] name = credential.name().getBytes(StandardCharsets.UTF_8);
        byte[] secret = credential.secret().getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(8 + kind.length + name.length + secret.length);
        text.putInt(kind.length).put(kind).putInt(name.length).put(name).put(secret);
        return digest(text.array());
    }

    /** The HMAC of an account's name. */
    Digest ofAccount(String name) {
        return digest(("account " + name).getBytes(StandardCharsets.UTF_8));
    }

    private Digest digest(byte[] text) {
        try {
            ByteBuffer mac = ByteBuffer.wrap(((Mac) keyed.clone()).doFinal(text));
            return new Digest(mac.getLong(), mac.getLong(), mac.getLong(), mac.getLong());
        } catch (CloneNotSupportedException unlikeTheJdksOwn) {
            throw new IllegalStateException(unlikeTheJdksOwn);
        }
    }
}
