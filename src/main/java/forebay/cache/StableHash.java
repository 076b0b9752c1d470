package forebay.cache;

/** A 64-bit hash of strings that does not differ between processes (FNV-1a with a final mix as in SplittableRandom). */
final class StableHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    /** Ends each part, so that parts can not run into each other; no character has this value. */
    private static final int SEPARATOR = 0x10000;

    private StableHash() {}

    static long of(String... parts) {
        long hash = OFFSET;
        for (String part : parts) {
            for (int i = 0; i < part.length(); i++) {
                hash = (hash ^ part.charAt(i)) * PRIME;
            }
            hash = (hash ^ SEPARATOR) * PRIME;
        }
        return mix(hash);
    }

    /** Spreads every bit over all (the finalizer of MurmurHash3, variant 13 by David Stafford). */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
