package forebay.balance;

import java.nio.charset.StandardCharsets;

/**
 * Hashes that are the same on every node and after every restart: FNV-1a, then the finalizer of MurmurHash3 (as in
 * SplitMix64, with Stafford's constants), because FNV's high bits are poor.
 */
final class Hashing {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    /** 2^64 divided by the golden ratio: multiples of it are spread evenly (Weyl's sequence). */
    static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private static final double UNIT = 0x1.0p-53;

    private Hashing() {}

    static long of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return of(octets, octets.length);
    }

    /** Of the first {@code length} octets. */
    static long of(byte[] octets, int length) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (octets[i] & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The {@code index}th of the numbers that follow from {@code hash}; independent of one another. */
    static long nth(long hash, int index) {
        return mix(hash + index * GOLDEN);
    }

    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** As a number in [0, 1). */
    static double fraction(long hash) {
        return (hash >>> 11) * UNIT;
    }
}
