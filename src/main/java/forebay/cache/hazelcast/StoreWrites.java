package forebay.cache.hazelcast;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what changes the distributed map, in order, on one thread; drops what would make the queue hold too much.
 * Failures are counted, and logged at most once a minute. Thread-safe.
 */
final class StoreWrites implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HazelcastStore.class);
    private static final int MAX_WAITING = 4096;
    private static final long MAX_WAITING_BYTES = 32 << 20;
    private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ThreadPoolExecutor thread;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    StoreWrites() {
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread writer = new Thread(task, "forebay-cache-writer");
            writer.setDaemon(true);
            return writer;
        });
    }

    /**
     * Does {@code write} when those before it are done.
     *
     * @param bytes what it holds on to while it waits
     * @return completed once it is done, failed or dropped; never exceptionally
     */
    CompletableFuture<Void> submit(long bytes, Runnable write) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (bytes > 0 && waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-bytes);
            countLost("more than " + MAX_WAITING_BYTES + " bytes wait to be written");
            done.complete(null);
            return done;
        }
        try {
            thread.execute(() -> {
                try {
                    write.run();
                } catch (RuntimeException e) {
                    countLost(e.toString());
                } finally {
                    waitingBytes.addAndGet(-bytes);
                    done.complete(null);
                }
            });
        } catch (RejectedExecutionException e) {
            waitingBytes.addAndGet(-bytes);
            countLost("too many writes wait");
            done.complete(null);
        }
        return done;
    }

    /** Counts a write that was lost. */
    void countLost(String why) {
        long count = lost.incrementAndGet();
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (now - before >= LOG_EVERY_NANOS && loggedAt.compareAndSet(before, now)) {
            log.warn("writes to the cluster's store are lost ({} so far): {}", count, why);
        }
    }

    /** Writes that failed or were dropped. */
    long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        thread.shutdownNow().clear();
    }
}
