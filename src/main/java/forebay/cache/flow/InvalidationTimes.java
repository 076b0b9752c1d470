package forebay.cache.flow;

import forebay.cache.PlainUri;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When URIs were last invalidated, as far as this node knows, by the wall clock: what was asked for earlier and still
 * turns up in the cluster, because its removal was lost or overtaken, is not taken from there. As exact as the nodes'
 * clocks agree. A table of fixed size; two URIs that share a slot cost a miss. Thread-safe.
 */
final class InvalidationTimes {
    private static final int SLOTS = 1 << 14;

    private final AtomicLongArray millis = new AtomicLongArray(SLOTS);

    /** {@code uri} was invalidated at {@code time}. */
    void invalidated(PlainUri uri, Instant time) {
        long now = time.toEpochMilli();
        millis.accumulateAndGet(slot(uri), now, Math::max);
    }

    /** Whether a response that was asked for at {@code requestTime} came after the last invalidation of {@code uri}. */
    boolean passes(PlainUri uri, Instant requestTime) {
        return requestTime.toEpochMilli() > millis.get(slot(uri));
    }

    private static int slot(PlainUri uri) {
        return (int) (uri.stableHash() & (SLOTS - 1));
    }
}
