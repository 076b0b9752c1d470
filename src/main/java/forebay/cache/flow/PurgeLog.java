package forebay.cache.flow;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The latest purges that were called on this node, and what the sweep after them let go of. Thread-safe. */
public final class PurgeLog {
    private static final int MOST = 32;

    private static final class Entry {
        private final PurgeScope scope;
        private final boolean soft;
        private final Purges.Outcome outcome;
        private long swept;

        Entry(PurgeScope scope, boolean soft, Purges.Outcome outcome) {
            this.scope = scope;
            this.soft = soft;
            this.outcome = outcome;
        }
    }

    private final Deque<Entry> latestFirst = new ArrayDeque<>();
    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong incomplete = new AtomicLong();
    private final AtomicLong swept = new AtomicLong();

    /** A purge came to this end. */
    public synchronized void add(PurgeScope scope, boolean soft, Purges.Outcome outcome) {
        (outcome.complete() ? complete : incomplete).incrementAndGet();
        latestFirst.addFirst(new Entry(scope, soft, outcome));
        if (latestFirst.size() > MOST) {
            latestFirst.removeLast();
        }
    }

    /** A sweep that began after the purges up to {@code number}, and after the sweep before it, let go of so many. */
    synchronized void swept(long after, long number, long count) {
        swept.addAndGet(count);
        for (Entry entry : latestFirst) {
            long own = entry.outcome.number();
            if (own > after && own <= number) {
                entry.swept += count;
            }
        }
    }

    /** All, latest first. */
    public synchronized List<Purges.Called> recent() {
        List<Purges.Called> records = new ArrayList<>();
        latestFirst.forEach(
                entry -> records.add(new Purges.Called(entry.scope, entry.soft, entry.outcome, entry.swept)));
        return records;
    }

    /** Purges that every node had applied when they returned. */
    public long complete() {
        return complete.get();
    }

    /** Purges that returned while a node was missing. */
    public long incomplete() {
        return incomplete.get();
    }

    /** Stored responses that sweeps let go of. */
    public long swept() {
        return swept.get();
    }
}
