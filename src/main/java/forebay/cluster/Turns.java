package forebay.cluster;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has tasks done one after the other, in the order that they came, by a thread that brings one: where nobody is at it that
 * thread begins at once, so that no other one has to be woken; where somebody is, that one does this too and the thread
 * goes on. What a task wrote is seen by those after it. Tasks must not throw, and must not wait. Thread-safe.
 */
final class Turns implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undone = new AtomicInteger();

    /** Does {@code task}, or leaves it to who is at it; a task that brings another one has it done after itself. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (undone.getAndIncrement() == 0) {
            do {
                tasks.remove().run();
            } while (undone.decrementAndGet() > 0);
        }
    }
}
