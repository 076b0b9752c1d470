package forebay.cache;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which URIs and groups were invalidated on this node, and when, by a count: what a forward that began before brought is neither
 * stored nor reused (RFC 9111 §4.4). A table of fixed size, so that nothing grows with what clients send; two URIs that
 * share a slot cost a miss. Thread-safe; allocates nothing.
 *
 * <p>A store that takes time to remove is marked twice, before the removal and once it is done: what was looked up in
 * between then does not pass.
 */
public final class UriMarks {
    private static final int SLOTS = 1 << 16;

    private final AtomicLong count = new AtomicLong();
    private final AtomicLongArray marks = new AtomicLongArray(SLOTS);
    private final AtomicLongArray groupMarks = new AtomicLongArray(SLOTS);

    /** The present count, to be taken before the first byte of a forward, or before a look-up on another node. */
    public long stamp() {
        return count.get();
    }

    /** From now on nothing of {@code uri} with a stamp taken before passes. */
    public void invalidate(PlainUri uri) {
        raise(marks, slot(uri.stableHash()));
    }

    /** From now on nothing that belongs to the group with a stamp taken before passes (RFC 9875 §3). */
    public void invalidate(OriginGroup group) {
        raise(groupMarks, slot(group.stableHash()));
    }

    private void raise(AtomicLongArray marks, int slot) {
        marks.accumulateAndGet(slot, count.incrementAndGet(), Math::max);
    }

    /** Whether no invalidation of {@code uri} came after {@code stamp} was taken. */
    public boolean passes(PlainUri uri, long stamp) {
        return marks.get(slot(uri.stableHash())) <= stamp;
    }

    /** Whether neither {@code uri} nor a group of {@code stored} was invalidated after its stamp was taken. */
    public boolean passes(PlainUri uri, StoredResponse stored) {
        long stamp = stored.receipt().stamp().invalidations();
        if (!passes(uri, stamp)) {
            return false;
        }
        List<String> groups = stored.groups();
        for (int i = 0; i < groups.size(); i++) {
            if (groupMarks.get(slot(OriginGroup.hash(uri, groups.get(i)))) > stamp) {
                return false;
            }
        }
        return true;
    }

    private static int slot(long stableHash) {
        return (int) (stableHash >>> 48);
    }
}
