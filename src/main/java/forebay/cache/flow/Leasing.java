package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.SharedLease;
import forebay.cache.SharedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Collapsed forwarding in the cluster: of the nodes that need the same forward one has the lease of the key and goes
 * forward; who leads on another node waits, without a thread, until that one has stored the response, and then looks for
 * it in the store. What comes from there passes the same checks as always; the lease decides about work, never about
 * what may be used, so that it does not matter that the maps of a cluster are available and not consistent.
 *
 * <p>Who waited goes on alone, with no second wait, but where the holder's node died: then one of those who wait takes
 * over. Where the response is not for others, those who follow on this node go on as well. Thread-safe; nothing blocks.
 */
public final class Leasing implements SharedStore.News, AutoCloseable {
    /** How often a request asks for a lease, where holders die. */
    private static final int MOST_ATTEMPTS = 3;

    private final TwoLevelStore store;
    private final ShortMemory unshared;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor timer;
    private final ConcurrentMap<CacheKey, List<CompletableFuture<Wake>>> waits = new ConcurrentHashMap<>();
    private final LongAdder alone = new LongAdder();

    /** What a leader does next. */
    public enum Step {
        /** Go forward. */
        FORWARD,
        /** Look in the store of the cluster once more. */
        LOOK
    }

    /** What ends a wait. */
    private enum Wake {
        STORED,
        UNSHARED,
        LEFT,
        LATE
    }

    Leasing(TwoLevelStore store, ShortMemory unshared, Duration patience) {
        this.store = store;
        this.unshared = unshared;
        this.patience = patience;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "forebay-cache-leasing");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Asks for the lease of {@code key} on behalf of {@code lead}, which keeps it where it is granted. Completes at once
     * where this node has no neighbours, else within the time of a look-up, or of a wait.
     *
     * @param answered whether the look-up was answered in time: else the request has waited once for a member that does
     *     not answer, and does not wait for another one
     */
    public CompletableFuture<Step> take(CacheKey key, Lead lead, boolean answered) {
        if (unshared.knows(key)) {
            lead.over();
            return CompletableFuture.completedFuture(Step.FORWARD);
        }
        if (store.shared().isEmpty()) {
            return CompletableFuture.completedFuture(Step.FORWARD);
        }
        if (!answered) {
            alone.increment();
            return CompletableFuture.completedFuture(Step.FORWARD);
        }
        CompletableFuture<Step> step = new CompletableFuture<>();
        take(store.shared().get(), key, lead, step, 1);
        return step;
    }

    private void take(SharedStore shared, CacheKey key, Lead lead, CompletableFuture<Step> step, int attempt) {
        // Before the question: what is told between the answer and the wait must not be missed.
        CompletableFuture<Wake> wake = register(key);
        CompletableFuture<?> unused = shared.lease(key)
                .toCompletableFuture()
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (answer instanceof SharedLease.Held) {
                                CompletableFuture<?> ignored = await(key, wake)
                                        .thenAccept(why -> woken(shared, key, lead, step, attempt, why));
                                return;
                            }
                            unregister(key, wake);
                            if (answer instanceof SharedLease.Granted granted) {
                                lead.keep(new LeaseKeeper(granted.lease(), timer));
                                // It may have been stored between the look-up and this.
                                step.complete(Step.LOOK);
                            } else {
                                if (answer instanceof SharedLease.Unanswered) {
                                    alone.increment();
                                }
                                step.complete(Step.FORWARD);
                            }
                        },
                        Runnable::run);
    }

    private CompletableFuture<Wake> await(CacheKey key, CompletableFuture<Wake> wake) {
        Future<?> end = timer.schedule(() -> wake.complete(Wake.LATE), patience.toNanos(), TimeUnit.NANOSECONDS);
        return wake.whenCompleteAsync(
                (why, failure) -> {
                    end.cancel(false);
                    unregister(key, wake);
                },
                Runnable::run);
    }

    private void woken(
            SharedStore shared, CacheKey key, Lead lead, CompletableFuture<Step> step, int attempt, Wake why) {
        switch (why) {
            case STORED -> step.complete(Step.LOOK);
            case LEFT -> {
                if (attempt < MOST_ATTEMPTS) {
                    take(shared, key, lead, step, attempt + 1);
                } else {
                    step.complete(Step.LOOK);
                }
            }
            case UNSHARED -> {
                unshared.note(key);
                lead.over(); // its followers would wait for one more response that is not for them
                step.complete(Step.FORWARD);
            }
            case LATE -> {
                alone.increment();
                step.complete(Step.FORWARD);
            }
        }
    }

    private CompletableFuture<Wake> register(CacheKey key) {
        CompletableFuture<Wake> wake = new CompletableFuture<>();
        waits.compute(key, (same, known) -> {
            List<CompletableFuture<Wake>> all = known == null ? new ArrayList<>(1) : new ArrayList<>(known);
            all.add(wake);
            return all;
        });
        return wake;
    }

    private void unregister(CacheKey key, CompletableFuture<Wake> wake) {
        waits.computeIfPresent(key, (same, known) -> {
            List<CompletableFuture<Wake>> rest = new ArrayList<>(known);
            rest.removeIf(one -> one == wake);
            return rest.isEmpty() ? null : rest;
        });
    }

    private void wake(CacheKey key, Wake why) {
        List<CompletableFuture<Wake>> woken = waits.get(key);
        if (woken != null) {
            woken.forEach(wake -> wake.complete(why));
        }
    }

    /** A request waited for another node, and had no use for what that one stored, if anything. */
    public void waitedInVain() {
        alone.increment();
    }

    /** Forwards of this node that another one may have made as well. */
    long alone() {
        return alone.sum();
    }

    /** Requests that wait for another node's response. */
    public int waiting() {
        return waits.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public void changed(CacheKey key) {
        wake(key, Wake.STORED);
    }

    @Override
    public void ended(CacheKey key, boolean shared) {
        if (shared) {
            wake(key, Wake.STORED);
        } else {
            unshared.note(key);
            wake(key, Wake.UNSHARED);
        }
    }

    @Override
    public void holderSilent(CacheKey key) {
        wake(key, Wake.LATE);
    }

    @Override
    public void nodeLeft() {
        waits.keySet().forEach(key -> wake(key, Wake.LEFT));
    }

    @Override
    public void invalidated(PlainUri uri) {
        // What is stored is checked when it is looked up.
    }

    @Override
    public void invalidated(List<OriginGroup> groups) {
        // As above.
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
