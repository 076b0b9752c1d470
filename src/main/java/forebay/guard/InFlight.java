package forebay.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests in flight, and tells the guard when the gateway is stopping. Thread-safe.
 *
 * <p>To stop: {@link #drain()}, then {@link #awaitIdle} for as long as requests may take, then stop the parts.
 */
public final class InFlight {
    private final AtomicLong count = new AtomicLong();
    private volatile boolean draining;

    /** Another request is in flight. */
    void begin() {
        count.incrementAndGet();
    }

    /** A request is over. */
    void end() {
        if (count.decrementAndGet() == 0) {
            // Only the last takes the lock; who waits looks at the count while holding it.
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** How many requests are in flight. */
    public long count() {
        return count.get();
    }

    /** From now on each answer closes its connection, so that clients go to another node. */
    public void drain() {
        draining = true;
    }

    /** Whether the gateway is stopping. */
    public boolean draining() {
        return draining;
    }

    /**
     * Waits until no request is in flight.
     *
     * @param longest how long to wait at most
     * @return whether none is; false where some still are after {@code longest}
     */
    public synchronized boolean awaitIdle(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (count.get() > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }
}
