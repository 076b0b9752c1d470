package forebay.proxy;

import forebay.balance.BalanceKey;
import forebay.balance.Candidates;
import forebay.balance.Pool;
import forebay.balance.Upstream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes places for one request's attempts at the candidates of its pool, in their order. For one thread at a time. */
final class Places {
    private final BalanceKey key;
    private final Pool pool;
    private Candidates candidates;
    private boolean full;

    Places(BalanceKey key, Pool pool) {
        this.key = key;
        this.pool = pool;
        this.candidates = pool.candidates(key);
    }

    /** The next candidate that has a place, which is taken; empty where none is left. */
    Optional<Upstream> next() {
        Optional<Upstream> offered = candidates.next();
        while (offered.isPresent() && !pool.load().tryBegin(offered.get().state())) {
            full = true;
            offered = candidates.next();
        }
        return offered;
    }

    /**
     * The same, unless others wait for places already.
     *
     * @param refused whether the attempt before was refused, so that where none is left one that was tried may do: at
     *     the beginning of a connection it is not known how many requests at a time it takes
     */
    Optional<Upstream> nextInTurn(boolean refused) {
        full = !pool.load().line().isEmpty();
        Optional<Upstream> found = full ? Optional.empty() : next();
        return found.isPresent() || full || !refused ? found : Optional.ofNullable(anew());
    }

    /** Whether it was for want of places that there was none. */
    boolean full() {
        return full;
    }

    /** A place at any upstream as if nothing had been tried; null where there is none. */
    @Nullable
    Upstream anew() {
        candidates = pool.candidates(key);
        return next().orElse(null);
    }

    /** Gives back a place that was taken. */
    void release(Upstream upstream) {
        pool.load().end(upstream.state());
    }
}
