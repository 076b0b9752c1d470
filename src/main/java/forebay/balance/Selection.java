package forebay.balance;

import java.util.Optional;

/**
 * The candidates of one request. Each is asked for when it is needed, of the pool as it stands then: between two
 * attempts an upstream may have come, gone or been found out.
 */
final class Selection implements Candidates {
    private final Pool pool;
    private final long hash;
    private final Tried tried = new Tried();

    Selection(Pool pool, long hash) {
        this.pool = pool;
        this.hash = hash;
    }

    @Override
    public Optional<Upstream> next() {
        Optional<Upstream> next = pool.snapshot().next(hash, tried);
        next.ifPresent(tried::add);
        return next;
    }
}
