package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.SharedStore;
import forebay.cache.StoredVariants;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Look-ups in the shared store that end in time: what takes longer than the time-out is a miss. That a member which
 * does not answer is left alone for a while is the store's business. Thread-safe.
 */
final class SharedLookups implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedLookups.class);
    private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final SharedStore shared;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor timer;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    SharedLookups(SharedStore shared, Duration timeout) {
        this.shared = shared;
        this.timeout = timeout;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "forebay-cache-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * What the shared store answers.
     *
     * @param found what it has; empty where it has nothing
     * @param inTime false where it failed or took too long
     */
    record Answer(Optional<StoredVariants> found, boolean inTime) {
        static final Answer NONE = new Answer(Optional.empty(), false);
    }

    /** What the shared store has under {@code key}; never completes exceptionally. */
    CompletableFuture<Answer> find(CacheKey key, CachePolicy policy) {
        CompletionStage<Optional<StoredVariants>> asked;
        try {
            asked = shared.find(key, policy);
        } catch (RuntimeException e) {
            failed(e);
            return CompletableFuture.completedFuture(Answer.NONE);
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ScheduledFuture<?> end = asked.toCompletableFuture().isDone() ? null : endIn(timeout, answer);
        asked.whenComplete((found, failure) -> {
            if (end != null) {
                end.cancel(false);
            }
            if (failure != null) {
                if (answer.complete(Answer.NONE)) {
                    failed(failure);
                }
            } else {
                answer.complete(new Answer(found, true));
            }
        });
        return answer;
    }

    private ScheduledFuture<?> endIn(Duration time, CompletableFuture<Answer> answer) {
        return timer.schedule(
                () -> {
                    if (answer.complete(Answer.NONE)) {
                        failed(new TimeoutException("no answer within " + time));
                    }
                },
                time.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void failed(Throwable failure) {
        long count = failures.incrementAndGet();
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (now - before >= LOG_EVERY_NANOS && loggedAt.compareAndSet(before, now)) {
            log.warn("look-ups in the cluster fail and count as misses ({} so far): {}", count, failure.toString());
        }
    }

    /** Look-ups that failed or took too long. */
    long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
