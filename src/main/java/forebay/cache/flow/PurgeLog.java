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

    /** What a sweep that began after the purges up to {@code number}, and after {@code after}, let go of. */
    private record Sweep(long after, long number, long count) {
        boolean isOf(Purges.Outcome outcome) {
            return outcome.number() > after && outcome.number() <= number;
        }
    }

    private final Deque<Entry> latestFirst = new ArrayDeque<>();
    /** A sweep may be over before the call that it follows, which waits for other nodes. */
    private final Deque<Sweep> sweeps = new ArrayDeque<>();

    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong incomplete = new AtomicLong();
    private final AtomicLong swept = new AtomicLong();

    /** A purge came to this end. */
    public synchronized void add(PurgeScope scope, boolean soft, Purges.Outcome outcome) {
        (outcome.complete() ? complete : incomplete).incrementAndGet();
        Entry entry = new Entry(scope, soft, outcome);
        entry.swept = sweeps.stream()
                .filter(sweep -> sweep.isOf(outcome))
                .mapToLong(Sweep::count)
                .sum();
        latestFirst.addFirst(entry);
        if (latestFirst.size() > MOST) {
            latestFirst.removeLast();
        }
    }

    /** A sweep that began after the purges up to {@code number}, and after the sweep before it, let go of so many. */
    synchronized void swept(long after, long number, long count) {
        swept.addAndGet(count);
        Sweep sweep = new Sweep(after, number, count);
        sweeps.addFirst(sweep);
        if (sweeps.size() > MOST) {
            sweeps.removeLast();
        }
        for (Entry entry : latestFirst) {
            if (sweep.isOf(entry.outcome)) {
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
