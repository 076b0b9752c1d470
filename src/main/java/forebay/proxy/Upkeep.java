package forebay.proxy;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that does what is due for upstreams apart from requests, and tells requests that a time has passed.
 * What it runs never blocks. Thread-safe.
 */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final ScheduledThreadPoolExecutor thread;
    private final RandomGenerator random;
    private @Nullable AsynchronousChannelGroup channels;

    /** Starts the thread; {@code random} spreads what would come at once. */
    public Upkeep(RandomGenerator random) {
        this.random = random;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "forebay-upstreams");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        // Once closed, nothing is due any more.
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Something that is due later. */
    @FunctionalInterface
    interface Timer {
        /** It is no longer wanted; changes nothing where it has begun. */
        void cancel();
    }

    /** Runs {@code task} after a time, unless it is cancelled. */
    Timer after(Duration delay, Runnable task) {
        ScheduledFuture<?> due = thread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    /** Runs {@code task} again and again, this time apart, until it is cancelled. */
    Timer every(Duration delay, Runnable task) {
        long nanos = delay.toNanos();
        ScheduledFuture<?> due = thread.scheduleWithFixedDelay(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    /** Runs {@code task} in its turn. */
    void run(Runnable task) {
        thread.execute(guarded(task));
    }

    /** A time that differs from {@code duration} by up to {@code percent} of it either way. */
    Duration spread(Duration duration, int percent) {
        double factor = 1 + (2 * random.nextDouble() - 1) * percent / 100;
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    /** Where connections are made that carry nothing; with a thread of its own from the first time on. */
    synchronized AsynchronousChannelGroup channels() throws IOException {
        AsynchronousChannelGroup group = channels;
        if (group == null) {
            group = AsynchronousChannelGroup.withFixedThreadPool(1, task -> {
                Thread made = new Thread(task, "forebay-health-connect");
                made.setDaemon(true);
                return made;
            });
            channels = group;
        }
        return group;
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A task for upstreams failed; the others go on", e);
            }
        };
    }

    /** Runs nothing any more. */
    @Override
    public synchronized void close() {
        thread.shutdownNow();
        if (channels != null) {
            try {
                channels.shutdownNow();
            } catch (IOException e) {
                LOG.warn("Connections of health checks did not close in order", e);
            }
        }
    }
}
