package forebay.cache.hazelcast;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** How long a node that stops goes on writing what waits. */
    private static final long LAST_WRITES_SECONDS = 5;

    private final long maxWaitingBytes;
    private final ThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    /**
     * Writes of a node.
     *
     * @param largest bytes that one write may hold on to
     */
    StoreWrites(long largest) {
        maxWaitingBytes = Math.max(MAX_WAITING_BYTES, 2 * largest);
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
        if (bytes > 0 && waitingBytes.addAndGet(bytes) > maxWaitingBytes) {
            waitingBytes.addAndGet(-bytes);
            countLost("more than " + maxWaitingBytes + " bytes wait to be written");
            done.complete(null);
            return done;
        }
        waiting.incrementAndGet();
        try {
            thread.execute(() -> run(write, bytes, done));
        } catch (RejectedExecutionException e) {
            countLost("too many writes wait");
            ended(bytes, done);
        }
        return done;
    }

    private void run(Runnable write, long bytes, CompletableFuture<Void> done) {
        try {
            write.run();
        } catch (RuntimeException e) {
            countLost(e.toString());
        } finally {
            ended(bytes, done);
        }
    }

    private void ended(long bytes, CompletableFuture<Void> done) {
        waitingBytes.addAndGet(-bytes);
        waiting.decrementAndGet();
        done.complete(null);
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

    /** Whether so much waits that what can be left undone should be. */
    boolean isBusy() {
        return waiting.get() > MAX_WAITING / 4;
    }

    /** What the writes that have not ended hold on to. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** Writes that were submitted and have not ended. */
    int waiting() {
        return waiting.get();
    }

    /** Does what waits, within {@value #LAST_WRITES_SECONDS} s; the rest is lost. */
    @Override
    public void close() {
        thread.shutdown();
        boolean done = false;
        try {
            done = thread.awaitTermination(LAST_WRITES_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!done) {
            lost.addAndGet(thread.shutdownNow().size());
            log.warn("{} writes to the cluster's store did not end before this node stopped", waiting());
        }
    }
}
