package forebay.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets by which the nodes of a cluster tell their own bytes from those of a stranger who reaches a member's port.
 * The first one signs, all verify, so that nodes can be given a new key one after the other. Immutable.
 *
 * <p>Without keys ({@link #NONE}) everything is signed under a key that everybody knows: broken bytes are still found,
 * forged ones are not. So a member, or a client, that talks beyond loopback does not start without keys.
 */
public final class ClusterKeys {
    /** Most that are accepted at a time: the present one, and the one before or after it. */
    public static final int MOST = 2;

    /** Shortest key, in bytes: as long as what HMAC-SHA-256 makes (RFC 2104 §3). */
    public static final int MIN_BYTES = 32;

    /** No secret. */
    public static final ClusterKeys NONE = new ClusterKeys(List.of());

    /** What signs where there is no secret: known to everybody. */
    private static final SecretKeySpec KNOWN =
            Seal.key("this key is known to everybody, see NONE".getBytes(StandardCharsets.US_ASCII));

    /** As keys of the JDK, which compare in constant time. */
    private final List<SecretKeySpec> keys;

    private ClusterKeys(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * These keys, the one that signs first.
     *
     * @throws IllegalArgumentException if there are too many, one is too short, or two are the same
     */
    public static ClusterKeys of(List<byte[]> keys) {
        List<SecretKeySpec> distinct = keys.stream().map(Seal::key).distinct().toList();
        if (distinct.size() < keys.size() || keys.stream().anyMatch(key -> key.length < MIN_BYTES)) {
            throw new IllegalArgumentException("a key is shorter than " + MIN_BYTES + " bytes, or there twice");
        }
        if (keys.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " keys");
        }
        return keys.isEmpty() ? NONE : new ClusterKeys(distinct);
    }

    /**
     * Reads a key that is written in hexadecimal digits or in Base64 (RFC 4648 §4, §5).
     *
     * @throws IllegalArgumentException if it is neither; the message does not show the text
     */
    public static byte[] read(String text) {
        String stripped = text.strip();
        try {
            if (stripped.matches("(?:[0-9a-fA-F]{2})+")) {
                return HexFormat.of().parseHex(stripped);
            }
            return stripped.matches("[A-Za-z0-9+/]*={0,2}")
                    ? Base64.getDecoder().decode(stripped)
                    : Base64.getUrlDecoder().decode(stripped);
        } catch (IllegalArgumentException e) {
            // The decoder's own words name characters of the secret.
            throw new IllegalArgumentException("is neither hexadecimal nor Base64");
        }
    }

    /** A new key as text that {@link #read} takes; {@code random} must be fit for secrets. */
    public static String next(RandomGenerator random) {
        byte[] key = new byte[MIN_BYTES];
        random.nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    /** Whether there is a secret, so that what verifies comes from a node. */
    public boolean present() {
        return !keys.isEmpty();
    }

    /** How many there are. */
    public int count() {
        return keys.size();
    }

    /**
     * Signs and verifies for one purpose; what was signed for another does not verify.
     *
     * @param purpose such as {@code stored response 1}; the same on all nodes
     */
    public Seal seal(String purpose) {
        return Seal.of(keys.isEmpty() ? List.of(KNOWN) : keys, purpose);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterKeys that && keys.equals(that.keys);
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
