package forebay.balance;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one request. Each is asked for when it is needed, of the pool as it stands then: between two
 * attempts an upstream may have come, gone or been found out.
 */
final class Selection implements Candidates {
    private final Pool pool;
    private final long hash;
    private final Tried tried = new Tried();
    private @Nullable Upstream session;

    /**
     * Candidates that were not asked for yet.
     *
     * @param hash stands for what the request is told apart by
     * @param session the upstream that is first, because the client's session is there; null where there is none
     */
    Selection(Pool pool, long hash, @Nullable Upstream session) {
        this.pool = pool;
        this.hash = hash;
        this.session = session;
    }

    @Override
    public Optional<Upstream> next() {
        Upstream first = session;
        session = null;
        Optional<Upstream> next = first == null ? pool.snapshot().next(hash, tried) : Optional.of(first);
        next.ifPresent(tried::add);
        return next;
    }
}
