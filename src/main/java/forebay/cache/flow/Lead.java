package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.SelectingFields;
import forebay.cache.Stamp;
import forebay.cache.StoredResponse;
import forebay.exchange.CachePlan.NoAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One forward, led by the request that began it, and the requests of this node that follow it (RFC 9111 §4): what it
 * brings is told to each of them once, and to those that come while its content is still arriving.
 *
 * <p>Thread-safe. No follower is told under the lock.
 */
public final class Lead {
    /**
     * Requests of one key and, as far as they are known, of one set of selecting fields may be answered together.
     *
     * @param ofParts whether what is fetched are parts of a representation: who wants the whole does not wait for these
     */
    record Lane(CacheKey key, SelectingFields selecting, boolean ofParts) {
        Lane(CacheKey key, SelectingFields selecting) {
            this(key, selecting, false);
        }

        Lane parts() {
            return new Lane(key, selecting, true);
        }
    }

    /**
     * Where a request stands.
     *
     * @param lead the forward
     * @param leading whether the request leads it; else it follows
     */
    public record Place(Lead lead, boolean leading) {}

    /** What followers learn. */
    public sealed interface News permits Arriving, Stored, Unshared, Failed, Again {}

    /**
     * A response that may be stored arrives.
     *
     * @param described the response as it will be stored, without its content
     * @param content what arrives
     */
    public record Arriving(StoredResponse described, InFlightResponse content) implements News {}

    /**
     * What is needed may be in the store now.
     *
     * @param forwarded whether it came from upstream; else it was found in the shared store
     * @param forwardStatus what the upstream answered, where that is not what is stored
     */
    public record Stored(boolean forwarded, OptionalInt forwardStatus) implements News {}

    /**
     * The response is for the leader alone.
     *
     * @param status its status
     */
    public record Unshared(int status) implements News {}

    /**
     * No upstream answered; whoever waited for this forward would have met the same.
     *
     * @param answer what the leader met
     */
    public record Failed(NoAnswer answer) implements News {}

    /** The leader has given up, or takes too long: another one may lead. */
    public record Again() implements News {}

    private final Lane lane;
    private final Stamp stamp;
    private final Collapser collapser;
    private final List<Consumer<News>> followers = new ArrayList<>(2);
    private @Nullable News news;
    private @Nullable LeaseKeeper keeper;
    private boolean begun;
    private @Nullable Future<?> deadline;

    Lead(Lane lane, Stamp stamp, Collapser collapser) {
        this.lane = lane;
        this.stamp = stamp;
        this.collapser = collapser;
    }

    Lane lane() {
        return lane;
    }

    /** Whether it fetches a part, which is for this node alone until it is complete. */
    public boolean ofParts() {
        return lane.ofParts();
    }

    /** Whether others wait, or may come to wait, until the part that it fetches is stored. */
    synchronized boolean holdsUpOthers() {
        return lane.ofParts() && news == null;
    }

    /** Taken before anything was looked up or sent. */
    Stamp stamp() {
        return stamp;
    }

    /** Tells {@code follower} what this brings, once; at once where it is known. */
    public void follow(Consumer<News> follower) {
        News known;
        synchronized (this) {
            known = news;
            if (known == null) {
                followers.add(follower);
                if (deadline == null) {
                    deadline = collapser.expireInTime(this);
                }
            }
        }
        if (known != null) {
            follower.accept(known);
        }
    }

    /** How many wait. */
    synchronized int waiting() {
        return followers.size();
    }

    /** The forward was begun: from now on its plan is told how it ends. */
    synchronized void begin() {
        begun = true;
    }

    /** Keeps the cluster's lease of the key until it is known what this brings. */
    void keep(LeaseKeeper lease) {
        News known;
        synchronized (this) {
            keeper = lease;
            known = news;
        }
        if (known != null) {
            lease.told(known);
        }
    }

    /** Whether it goes forward for the whole cluster. */
    public boolean isLeased() {
        return keeper() != null;
    }

    private synchronized @Nullable LeaseKeeper keeper() {
        return keeper;
    }

    /** Tells the followers; what was told before stands. */
    void tell(News what) {
        settle(what, false);
        LeaseKeeper lease = keeper();
        if (lease != null) {
            lease.told(what);
        }
    }

    /** Nothing needs to be sent: what was found in the shared store is here now. */
    public void found() {
        tell(new Stored(false, OptionalInt.empty()));
    }

    /** Nothing more can be had from it. */
    public void over() {
        settle(new Again(), false);
        collapser.remove(this);
        LeaseKeeper lease = keeper();
        if (lease != null) {
            lease.over();
        }
    }

    /** The leader's request has ended; where nothing was begun on its behalf, nothing will come. */
    public void leaderEnded() {
        settle(new Again(), true);
        LeaseKeeper lease = keeper();
        if (lease != null && !isBegun()) {
            lease.over();
        }
    }

    private synchronized boolean isBegun() {
        return begun;
    }

    /** The leader's client has left: the end of this, where nobody follows. */
    boolean givenUp() {
        synchronized (this) {
            if (news != null || !followers.isEmpty()) {
                return false;
            }
        }
        over();
        return true;
    }

    private void settle(News what, boolean onlyUnlessBegun) {
        List<Consumer<News>> told;
        synchronized (this) {
            if (news != null || (onlyUnlessBegun && begun)) {
                return;
            }
            news = what;
            told = List.copyOf(followers);
            followers.clear();
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
        if (!(what instanceof Arriving)) {
            collapser.remove(this);
        }
        told.forEach(follower -> follower.accept(what));
    }
}
