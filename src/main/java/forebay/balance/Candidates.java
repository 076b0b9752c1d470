package forebay.balance;

import java.util.Optional;

/**
 * The upstreams to try for one request, in order. For one thread at a time.
 *
 * <p>Whether one of them has room for a request is asked by whoever takes it ({@link UpstreamState#tryBegin}).
 */
public interface Candidates {
    /** The next one; empty where every upstream was offered that an operator lets in. */
    Optional<Upstream> next();
}
