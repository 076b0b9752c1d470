package forebay.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/**
 * SHA-256 (FIPS 180-4) of a random key and a text, the key as long as one of its blocks and as long-lived as the
 * process: what is remembered about a credential is found by this, so that no map ever holds the credential or a hash
 * that could be searched for offline. Thread-safe.
 *
 * <p>It is computed for every request with a credential, and costs half of an HMAC (RFC 2104). What an HMAC has beyond
 * it is of use where somebody sees the digest and appends to the text (RFC 2104 §6): this one never leaves the process.
 */
final class SecretMac {
    private static final int BLOCK_BYTES = 64;

    /** Its 256 bits as a map key. */
    record Digest(long a, long b, long c, long d) {}

    /** Has taken the key and is only ever cloned. */
    private final MessageDigest keyed;

    SecretMac(RandomGenerator random) {
        byte[] key = new byte[BLOCK_BYTES];
        random.nextBytes(key);
        try {
            keyed = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaPlatformHasIt) {
            throw new IllegalStateException(everyJavaPlatformHasIt);
        }
        keyed.update(key);
    }

    /** Of a credential: kind and the lengths of the parts, so that no two read the same. */
    Digest of(Credential credential) {
        byte[] kind = credential.kind().name().getBytes(StandardCharsets.UTF_8);
        byte[] name = credential.name().getBytes(StandardCharsets.UTF_8);
        byte[] secret = credential.secret().getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(8 + kind.length + name.length + secret.length);
        text.putInt(kind.length).put(kind).putInt(name.length).put(name).put(secret);
        return digest(text.array());
    }

    /** Of an account's name. */
    Digest ofAccount(String name) {
        return digest(("account " + name).getBytes(StandardCharsets.UTF_8));
    }

    private Digest digest(byte[] text) {
        try {
            ByteBuffer mac = ByteBuffer.wrap(((MessageDigest) keyed.clone()).digest(text));
            return new Digest(mac.getLong(), mac.getLong(), mac.getLong(), mac.getLong());
        } catch (CloneNotSupportedException unlikeTheJdksOwn) {
            throw new IllegalStateException(unlikeTheJdksOwn);
        }
    }
}
