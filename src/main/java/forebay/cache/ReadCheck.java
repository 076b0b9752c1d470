package forebay.cache;

/**
 * What must hold before a stored response is used, and before a forward that is under way is joined: nothing that it
 * belongs to was invalidated (on this node) or purged (anywhere) since its stamp was taken. Thread-safe.
 */
public final class ReadCheck {
    private final UriMarks marks;
    private final PurgeEpochs purges;

    /** A check by both. */
    public ReadCheck(UriMarks marks, PurgeEpochs purges) {
        this.marks = marks;
        this.purges = purges;
    }

    /** To be taken before the first byte of a forward. */
    public Stamp stamp() {
        return new Stamp(marks.stamp(), purges.stamp());
    }

    /** Whether {@code stored} may be used as it is. */
    public boolean passes(PlainUri uri, StoredResponse stored) {
        return judge(uri, stored) == PurgeEpochs.Verdict.PASSES;
    }

    /** How {@code stored} stands, which is stored for {@code uri}. */
    public PurgeEpochs.Verdict judge(PlainUri uri, StoredResponse stored) {
        return marks.passes(uri, stored) ? purges.judge(uri, stored) : PurgeEpochs.Verdict.GONE;
    }

    /** Whether {@code fetched} may be stored: what a soft purge overtook is stored as stale. */
    public boolean mayStore(PlainUri uri, StoredResponse fetched) {
        return judge(uri, fetched) != PurgeEpochs.Verdict.GONE;
    }

    /** Whether {@code stored}, stored for another URI, may answer for {@code uri} as far as that was not purged. */
    public boolean passesAs(PlainUri uri, StoredResponse stored) {
        return marks.passes(uri, stored) && purges.passesAs(uri, stored);
    }

    /** Whether a forward for {@code uri} that began under {@code stamp} may be joined, as far as its URI tells. */
    public boolean passes(PlainUri uri, Stamp stamp) {
        return marks.passes(uri, stamp.invalidations()) && purges.passes(uri, stamp.purges());
    }

    /** The invalidations of this node. */
    public UriMarks marks() {
        return marks;
    }

    /** The purges. */
    public PurgeEpochs purges() {
        return purges;
    }
}
