package forebay.proxy;

import forebay.balance.Pool;
import forebay.balance.Upstream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one request waits between its attempts: for a while after one that failed, or for a place in its pool's line. One
 * wait at a time; no thread waits with it.
 */
final class Waiting {
    private final Forwarding forwarding;
    private final Pool pool;
    private final Places places;
    private volatile @Nullable Postponed postponed;

    Waiting(Forwarding forwarding, Pool pool, Places places) {
        this.forwarding = forwarding;
        this.pool = pool;
        this.places = places;
    }

    /** Makes an attempt after a while; a place was taken for it. */
    void after(Duration delay, Upstream upstream) {
        if (delay.isZero()) {
            forwarding.attempt(upstream);
            return;
        }
        Upkeep upkeep = forwarding.upkeep();
        Postponed later = new Postponed(this, upstream);
        postponed = later;
        later.timer(upkeep.after(upkeep.spread(delay, 50), later::resume));
        forwarding.endIfUnwanted();
    }

    /** Makes an attempt as soon as there is a place for it. */
    void inLine() {
        Postponed waiting = new Postponed(this, null);
        postponed = waiting;
        waiting.timer(forwarding.upkeep().after(pool.limits().queueTimeout(), () -> {
            if (waiting.abandon()) {
                pool.load().line().late();
                forwarding.gaveUp(Failures.full(pool.name()));
            }
        }));
        if (!pool.load().line().join(waiting)) {
            if (waiting.abandon()) {
                forwarding.gaveUp(Failures.full(pool.name()));
            }
            return;
        }
        forwarding.endIfUnwanted();
    }

    /** Ends the wait without an attempt; false where there is none. */
    boolean abandon() {
        Postponed waiting = postponed;
        return waiting != null && waiting.abandon();
    }

    /** The wait is over: goes to an upstream at which a place was taken. */
    void attempt(Upstream upstream) {
        forwarding.attempt(upstream);
    }

    /** Takes a place at any upstream as if nothing had been tried; null where there is none. */
    @Nullable
    Upstream takePlaceAnew() {
        return places.anew();
    }

    /** Gives back a place that was taken. */
    void release(Upstream upstream) {
        places.release(upstream);
    }

    /** Leaves the pool's line. */
    void leave(Postponed waiting) {
        pool.load().line().leave(waiting);
    }
}
