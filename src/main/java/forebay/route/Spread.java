package forebay.route;

/** A 64-bit number that differs in every bit between texts, and is the same on every node (FNV-1a, mixed). */
final class Spread {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Spread() {}

    static long of(String text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        // The finalizer of MurmurHash3, variant 13 by David Stafford: FNV alone leaves the high bits of like texts
        // alike.
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
