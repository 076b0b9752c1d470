package forebay.embedded;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.TryExecutor;
import org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a connector's selectors. A thread that found a request serves it itself, and another one takes over
 * looking for further requests only if that lasts.
 *
 * <p>By itself the library wakes another thread before each request, because a servlet may block. Most requests here
 * are served in less time than that takes. So the change of threads is put down, and a thread of its own looks once a
 * millisecond: where a selector has been without a thread since the last look, it gets one of the pool. A request that
 * blocks holds up others of its selector for two milliseconds at most.
 */
final class LazyHandOff extends AbstractLifeCycle implements TryExecutor, Runnable {
    /** Name of the thread that looks. */
    static final String THREAD = "forebay-hand-off";

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** After so many looks that found nothing new it sleeps until there is something. */
    private static final int QUIET_LOOKS = 50;

    private final QueuedThreadPool threads;
    private final List<Selecting> selectors = new CopyOnWriteArrayList<>();
    private volatile boolean asleep;
    private volatile @Nullable Thread watch;

    /** One selector, and how often its thread went to serve a request. */
    private static final class Selecting {
        final AdaptiveExecutionStrategy strategy;
        final AtomicLong served = new AtomicLong();
        /** What the watch saw last, and what it found another thread for. */
        long seen;

        long handedOff;

        Selecting(AdaptiveExecutionStrategy strategy) {
            this.strategy = strategy;
        }
    }

    /** Over the threads of a server. */
    LazyHandOff(QueuedThreadPool threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Puts down that {@code task}, a selector's strategy, is to be run if its thread stays away. */
    @Override
    public boolean tryExecute(Runnable task) {
        if (!(task instanceof AdaptiveExecutionStrategy strategy) || threads.isLowOnThreads()) {
            return threads.tryExecute(task);
        }
        of(strategy).served.incrementAndGet();
        if (asleep) {
            asleep = false;
            LockSupport.unpark(watch);
        }
        return true;
    }

    /** Only the thread that has just looked for requests comes here, so one at a time for each selector. */
    private Selecting of(AdaptiveExecutionStrategy strategy) {
        for (Selecting known : selectors) {
            if (known.strategy == strategy) {
                return known;
            }
        }
        Selecting added = new Selecting(strategy);
        selectors.add(added);
        return added;
    }

    @Override
    protected void doStart() {
        Thread thread = new Thread(this, THREAD);
        thread.setDaemon(true);
        watch = thread;
        thread.start();
    }

    @Override
    protected void doStop() {
        Thread thread = watch;
        watch = null;
        LockSupport.unpark(thread);
        selectors.clear();
    }

    @Override
    public void run() {
        int quiet = 0;
        while (watch == Thread.currentThread()) {
            quiet = look() ? 0 : quiet + 1;
            if (quiet < QUIET_LOOKS) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            } else {
                asleep = true;
                // Looks once more, for what came before it was known to sleep.
                if (!look() && watch == Thread.currentThread()) {
                    LockSupport.park();
                }
                asleep = false;
                quiet = 0;
            }
        }
    }

    /** Whether anything has happened since the last look. */
    private boolean look() {
        boolean news = false;
        for (Selecting selecting : selectors) {
            long served = selecting.served.get();
            if (served != selecting.seen) {
                selecting.seen = served;
                news = true;
            } else if (served != selecting.handedOff && selecting.strategy.isIdle()) {
                selecting.handedOff = served;
                news = true;
                threads.execute(selecting.strategy);
            }
        }
        return news;
    }
}
