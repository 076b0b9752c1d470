package forebay.cache;

/**
 * Taken before the first byte of a forward: what was invalidated or purged later than this is not to be answered with
 * what the forward brings.
 *
 * @param invalidations of {@link UriMarks}, which count on this node only; where a response was read from another node,
 *     taken before it was looked up there
 * @param purges of {@link PurgeEpochs}, the same on all nodes
 */
public record Stamp(long invalidations, PurgeStamp purges) {
    /** Before everything. */
    public static final Stamp NONE = new Stamp(0, PurgeStamp.NONE);

    /** Of a stored response that was validated by a forward begun under {@code later}. */
    Stamp validated(Stamp later) {
        return new Stamp(invalidations, purges.validated(later.purges));
    }

    /** Of something that is made of both. */
    Stamp oldest(Stamp other) {
        return new Stamp(Math.min(invalidations, other.invalidations), purges.oldest(other.purges));
    }

    /** The same after an invalidation that came of the forward itself. */
    public Stamp withInvalidations(long later) {
        return new Stamp(later, purges);
    }
}
