package forebay.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Until when this node may use what is stored, where {@link Partition#HITS_STOP} bounds that: asked for each use, after
 * the request was read, by this machine's monotonic clock, which goes on while the process is stopped. Thread-safe.
 */
public final class Lease {
    private final boolean bound;
    private final LongSupplier nanos;
    private final long started;
    private volatile long until = Long.MIN_VALUE;

    private Lease(boolean bound, LongSupplier nanos) {
        this.bound = bound;
        this.nanos = nanos;
        this.started = nanos.getAsLong();
    }

    /** One that runs out where {@code partition} says so, and else never does. */
    public static Lease of(Partition partition) {
        return of(partition, System::nanoTime);
    }

    static Lease of(Partition partition, LongSupplier nanos) {
        return new Lease(partition == Partition.HITS_STOP, nanos);
    }

    /** Whether what is stored may be used now. */
    public boolean holds() {
        return !bound || now() < until;
    }

    /** Whether it can run out. */
    boolean isBound() {
        return bound;
    }

    /** Milliseconds since this was made: the clock of {@link #until}. */
    long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - started);
    }

    void until(long millis) {
        until = millis;
    }
}
