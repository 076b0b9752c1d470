package forebay.cluster;

import com.hazelcast.internal.util.ConcurrencyUtil;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what Hazelcast completes behind its answers. On one or two processors it starts a thread for each of these
 * tasks, one or two for every asynchronous call; that is many times what the call itself costs. Here threads that are idle
 * are used again, for all members of this process. On more processors it has the JVM's common pool, which stays.
 *
 * <p>A task never waits for another one, as it does not where each has a thread.
 */
final class AsyncThreads implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final Executor before;
    private final ThreadPoolExecutor threads;

    private AsyncThreads(Executor before) {
        this.before = before;
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                AsyncThreads::thread,
                // Futures of a member that has left keep the executor that they were made with.
                (late, closed) -> thread(late).start());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "forebay-cluster-async");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes over what needs a thread from now on; nothing where the common pool does. */
    static AsyncThreads use() {
        AsyncThreads own = new AsyncThreads(ConcurrencyUtil.getDefaultAsyncExecutor());
        if (ForkJoinPool.getCommonPoolParallelism() <= 1) {
            ConcurrencyUtil.setDefaultAsyncExecutor(own);
        }
        return own;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Lets them end; what comes later has a thread of its own. */
    @Override
    public void close() {
        if (ConcurrencyUtil.getDefaultAsyncExecutor() == this) {
            ConcurrencyUtil.setDefaultAsyncExecutor(before);
        }
        threads.shutdown();
    }
}
