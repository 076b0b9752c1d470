package forebay.cache.flow;

import forebay.cache.CacheKey;
import java.util.Iterator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets go of what purges named, after them and without haste: a slice of the heap's keys at a time, one way through for
 * all purges that came before it began. What it has not reached yet takes up room, and is not used. Thread-safe.
 */
final class PurgeSweep implements AutoCloseable {
    private static final int SLICE = 1_024;
    private static final long PAUSE_MILLIS = 5;

    private final TwoLevelStore store;
    private final PurgeLog log;
    private final LongSupplier high;
    private final ScheduledThreadPoolExecutor thread;
    private boolean running;
    private boolean again;
    private long sweptTo;

    /** A sweep of {@code store}, told to {@code log}; {@code high} is the highest purge number that is applied. */
    PurgeSweep(TwoLevelStore store, PurgeLog log, LongSupplier high) {
        this.store = store;
        this.log = log;
        this.high = high;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread sweeper = new Thread(task, "forebay-cache-sweeper");
            sweeper.setDaemon(true);
            return sweeper;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setKeepAliveTime(10, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Something was purged. */
    synchronized void wake() {
        if (running) {
            again = true;
            return;
        }
        running = true;
        begin();
    }

    private synchronized void begin() {
        again = false;
        Iterator<CacheKey> keys = store.keys();
        long from = sweptTo;
        sweptTo = high.getAsLong();
        long to = sweptTo;
        later(() -> slice(keys, from, to, 0));
    }

    private void slice(Iterator<CacheKey> keys, long from, long to, long before) {
        long count = before;
        for (int i = 0; i < SLICE && keys.hasNext(); i++) {
            count += store.sweep(keys.next());
        }
        long soFar = count;
        if (keys.hasNext()) {
            later(() -> slice(keys, from, to, soFar));
        } else {
            log.swept(from, to, soFar);
            end();
        }
    }

    private synchronized void end() {
        if (again) {
            begin();
        } else {
            running = false;
        }
    }

    private void later(Runnable slice) {
        try {
            ScheduledFuture<?> unused = thread.schedule(slice, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // The heap goes with the node.
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
