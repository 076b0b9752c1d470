package forebay.proxy;

import forebay.balance.Upstream;
import forebay.balance.WaitingLine;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is not made yet: it waits for a place in the pool, or for a while after one that failed. It ends
 * once, by the attempt, by running out of time, or because it is no longer wanted; no thread waits with it.
 */
final class Postponed implements WaitingLine.Waiter {
    private final Waiting waiting;
    private final @Nullable Upstream held;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Upkeep.@Nullable Timer timer;

    /**
     * A postponed attempt.
     *
     * @param held the upstream at which a place was taken already; null to wait for one
     */
    Postponed(Waiting waiting, @Nullable Upstream held) {
        this.waiting = waiting;
        this.held = held;
    }

    /** Says what ends it, unless something else did already. */
    void timer(Upkeep.Timer due) {
        timer = due;
        if (over.get()) {
            due.cancel();
        }
    }

    /** Whether the caller is the one who ends it. */
    private boolean end() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        Upkeep.Timer due = timer;
        if (due != null) {
            due.cancel();
        }
        return true;
    }

    @Override
    public boolean tryStart() {
        if (over.get()) {
            return true;
        }
        Upstream found = waiting.takePlaceAnew();
        if (found == null) {
            return false;
        }
        if (end()) {
            waiting.attempt(found);
        } else {
            waiting.release(found);
        }
        return true;
    }

    /** The while is over. */
    void resume() {
        Upstream upstream = held;
        if (upstream != null && end()) {
            waiting.attempt(upstream);
        }
    }

    /** Ends it without an attempt; false where it has ended already. */
    boolean abandon() {
        if (!end()) {
            return false;
        }
        if (held == null) {
            waiting.leave(this);
        } else {
            waiting.release(held);
        }
        return true;
    }
}
