package forebay.guard;

import java.time.Duration;

/**
 * Counts the requests in flight, and tells the guard when the gateway is stopping. Thread-safe.
 *
 * <p>To stop: {@link #drain()}, then {@link #awaitIdle} for as long as requests may take, then stop the parts.
 */
public final class InFlight {
    private long count;
    private boolean draining;

    /** Another request is in flight. */
    synchronized void begin() {
        count++;
    }

    /** A request is over. */
    synchronized void end() {
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    /** How many requests are in flight. */
    public synchronized long count() {
        return count;
    }

    /** From now on each answer closes its connection, so that clients go to another node. */
    public synchronized void drain() {
        draining = true;
    }

    /** Whether the gateway is stopping. */
    public synchronized boolean draining() {
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
        while (count > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }
}
