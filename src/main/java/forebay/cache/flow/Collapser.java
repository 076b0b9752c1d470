package forebay.cache.flow;

import forebay.cache.ReadCheck;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Collapsed forwarding on this node (RFC 9111 §4): of the requests that need the same forward one leads, the others
 * follow. Holds no more than there are forwards under way. Thread-safe; nothing blocks.
 *
 * <p>Followers wait for a head for {@link #PATIENCE} at most, as long as nginx lets requests wait for its lock. Then
 * one of them leads anew while the others wait once more, so that an upstream which hangs is asked by two and not by
 * all; after that each goes on alone.
 */
final class Collapser implements AutoCloseable {
    /** How long followers wait for a head. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How often a request follows, before it goes on alone. */
    static final int MOST_ROUNDS = 2;

    private final ConcurrentMap<Lead.Lane, Lead> leads = new ConcurrentHashMap<>();
    private final ReadCheck check;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor timer;
    private final LongAdder expired = new LongAdder();

    Collapser(ReadCheck check, Duration patience) {
        this.check = check;
        this.patience = patience;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "forebay-cache-followers");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Where a request stands: behind a forward that is under way, at the head of one, or (empty) alone. One that was
     * begun before its URI was last invalidated or purged is not joined (§4.4); the request then leads another.
     */
    Optional<Lead.Place> join(Lead.Lane lane, boolean mayLead, boolean mayFollow) {
        while (true) {
            Lead known = leads.get(lane);
            if (known != null && check.passes(lane.key().uri(), known.stamp())) {
                return mayFollow ? Optional.of(new Lead.Place(known, false)) : Optional.empty();
            }
            if (!mayLead) {
                return Optional.empty();
            }
            Lead own = new Lead(lane, check.stamp(), this);
            boolean leads =
                    known == null ? this.leads.putIfAbsent(lane, own) == null : this.leads.replace(lane, known, own);
            if (leads) {
                return Optional.of(new Lead.Place(own, true));
            }
        }
    }

    void remove(Lead lead) {
        leads.remove(lead.lane(), lead);
    }

    /** Ends {@code lead} once its followers have waited long enough. */
    Future<?> expireInTime(Lead lead) {
        return timer.schedule(
                () -> {
                    expired.increment();
                    lead.over();
                },
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Forwards that took longer than their followers wait. */
    long expired() {
        return expired.sum();
    }

    /** Forwards under way that others may follow. */
    int size() {
        return leads.size();
    }

    /** Requests that wait for a head. */
    int waiting() {
        return leads.values().stream().mapToInt(Lead::waiting).sum();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
