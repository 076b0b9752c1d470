package forebay.cache.hazelcast;

import forebay.cache.CacheKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The nodes for which requests of this one wait, as they hold the lease of a key: while somebody waits such a node is
 * asked for a sign of life, unless it gave one lately, and whoever waits hears when none comes in the time of a look-up. So a
 * node that is stopped in the middle of a forward holds up others as long as a member that does not answer a look-up
 * does. Any message of a node is a sign of life, also what it told somebody else. Thread-safe; never blocks.
 */
final class LeaseHolders {
    /** So often within the time that it may be silent a node is asked. */
    private static final int QUESTIONS = 4;

    /** How long a node that gave no sign is not waited for, unless it gives one. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(Leases.LIFE_MILLIS);
    private static final long LEAST_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long patience;
    private final LongSupplier nanos;
    private final ScheduledExecutorService timer;
    private final Consumer<String> ask;
    private final Consumer<CacheKey> silent;
    private final Map<String, Holder> holders = new HashMap<>();
    private final Map<String, Long> silentSince = new HashMap<>();
    private @Nullable ScheduledFuture<?> ticks;

    /** A node that is waited for. */
    private static final class Holder {
        long heardAt;
        long askedAt;
        /** Until when, for each key. */
        final Map<CacheKey, Long> keys = new HashMap<>();

        Holder(long now) {
            this.heardAt = now;
            this.askedAt = now;
        }
    }

    /**
     * Nobody is waited for yet.
     *
     * @param patienceNanos how long a node may give no sign of life
     * @param nanos a clock that never goes back
     * @param ask asks the node of this name for one, without waiting
     * @param silent told of each key that is waited for, where its holder gave none
     */
    LeaseHolders(
            long patienceNanos,
            LongSupplier nanos,
            ScheduledExecutorService timer,
            Consumer<String> ask,
            Consumer<CacheKey> silent) {
        this.patience = patienceNanos;
        this.nanos = nanos;
        this.timer = timer;
        this.ask = ask;
        this.silent = silent;
    }

    /** Somebody is about to wait for {@code key}, whose lease {@code node} has; false where it gave no sign lately. */
    boolean await(CacheKey key, String node) {
        long now = nanos.getAsLong();
        boolean isNew;
        synchronized (this) {
            silentSince.values().removeIf(since -> now - since >= SILENT_NANOS);
            if (silentSince.containsKey(node)) {
                return false;
            }
            isNew = !holders.containsKey(node);
            holders.computeIfAbsent(node, each -> new Holder(now)).keys.put(key, now + LIFE_NANOS);
            if (ticks == null) {
                begin();
            }
        }
        if (isNew) {
            ask.accept(node);
        }
        return true;
    }

    private void begin() {
        long every = Math.max(LEAST_TICK_NANOS, patience / QUESTIONS / 2);
        try {
            ticks = timer.scheduleWithFixedDelay(this::tick, every, every, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            holders.clear(); // nobody waits for long any more
        }
    }

    /** A node has told something. */
    void heard(String node) {
        long now = nanos.getAsLong();
        synchronized (this) {
            silentSince.remove(node);
            Holder holder = holders.get(node);
            if (holder != null) {
                holder.heardAt = now;
            }
        }
    }

    /** The lease of {@code key} has ended, so that nobody waits for it any more. */
    void ended(CacheKey key) {
        synchronized (this) {
            holders.values().forEach(holder -> holder.keys.remove(key));
        }
    }

    /** Asks who was silent for a while, and tells who was for too long. */
    void tick() {
        long now = nanos.getAsLong();
        List<String> asked = new ArrayList<>();
        List<CacheKey> over = new ArrayList<>();
        synchronized (this) {
            Iterator<Map.Entry<String, Holder>> each = holders.entrySet().iterator();
            while (each.hasNext()) {
                Map.Entry<String, Holder> entry = each.next();
                Holder holder = entry.getValue();
                holder.keys.values().removeIf(until -> now - until >= 0);
                if (holder.keys.isEmpty()) {
                    each.remove();
                } else if (now - holder.heardAt >= patience) {
                    silentSince.put(entry.getKey(), now);
                    over.addAll(holder.keys.keySet());
                    each.remove();
                } else if (now - Math.max(holder.heardAt, holder.askedAt) >= patience / QUESTIONS) {
                    holder.askedAt = now;
                    asked.add(entry.getKey());
                }
            }
            if (holders.isEmpty() && ticks != null) {
                ticks.cancel(false);
                ticks = null;
            }
        }
        asked.forEach(ask);
        over.forEach(silent);
    }
}
