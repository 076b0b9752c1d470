package forebay.cache.flow;

import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.StoredResponse;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When URIs and groups were last invalidated, as far as this node knows, by the wall clock: what was asked for earlier and still
 * turns up in the cluster, because its removal was lost or overtaken, is not taken from there. As exact as the nodes'
 * clocks agree. A table of fixed size; two URIs that share a slot cost a miss. Thread-safe.
 */
final class InvalidationTimes {
    private static final int SLOTS = 1 << 14;

    private final AtomicLongArray millis = new AtomicLongArray(SLOTS);

    /** {@code uri} was invalidated at {@code time}. */
    void invalidated(PlainUri uri, Instant time) {
        raise(uri.stableHash(), time);
    }

    /** {@code group} was invalidated at {@code time}. */
    void invalidated(OriginGroup group, Instant time) {
        raise(group.stableHash(), time);
    }

    private void raise(long stableHash, Instant time) {
        long now = time.toEpochMilli();
        millis.accumulateAndGet(slot(stableHash), now, Math::max);
    }

    /** Whether a response was asked for after the last invalidation of {@code uri} and of the groups that it is in. */
    boolean passes(PlainUri uri, StoredResponse stored) {
        long asked = stored.receipt().requestTime().toEpochMilli();
        if (asked <= millis.get(slot(uri.stableHash()))) {
            return false;
        }
        return stored.groups().stream()
                .noneMatch(name ->
                        asked <= millis.get(slot(OriginGroup.of(uri, name).stableHash())));
    }

    private static int slot(long stableHash) {
        return (int) (stableHash & (SLOTS - 1));
    }
}
