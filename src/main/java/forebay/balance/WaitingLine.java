package forebay.balance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Requests that wait for a place in a pool, first come, first served, without a thread. Thread-safe. */
public final class WaitingLine {
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    /** How often serving was asked for since the thread that serves began; 0 where none does. */
    private final AtomicInteger asked = new AtomicInteger();

    private final LongAdder turnedAway = new LongAdder();
    private volatile int most;

    /** One who waits. */
    @FunctionalInterface
    public interface Waiter {
        /**
         * Takes a place and begins, or has left meanwhile; false where there is no place yet. Called by one thread at a
         * time; throws nothing.
         */
        boolean tryStart();
    }

    WaitingLine() {}

    void configure(int mostWaiters) {
        most = mostWaiters;
    }

    /** Waits; false where the line is full. */
    public boolean join(Waiter waiter) {
        if (length.incrementAndGet() > most) {
            length.decrementAndGet();
            turnedAway.increment();
            return false;
        }
        waiters.add(waiter);
        // A place may have become free after the waiter looked for one.
        serve();
        return true;
    }

    /** Waits no more. */
    public void leave(Waiter waiter) {
        if (waiters.remove(waiter)) {
            length.decrementAndGet();
        }
    }

    /** One who waited too long, or could not even wait, is turned away. */
    public void late() {
        turnedAway.increment();
    }

    /** Whether nobody waits, so that who comes need not. */
    public boolean isEmpty() {
        return length.get() == 0;
    }

    /** Lets begin who can, in order; to be called whenever a place may have become free. */
    void serve() {
        if (length.get() == 0 || asked.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = asked.get();
            Waiter first = waiters.peek();
            while (first != null && first.tryStart()) {
                leave(first);
                first = waiters.peek();
            }
        } while (asked.addAndGet(-seen) > 0);
    }

    int length() {
        return length.get();
    }

    long turnedAway() {
        return turnedAway.sum();
    }
}
