package forebay.balance;

import java.util.Optional;

/** The upstreams to try for one request, in order. For one thread at a time. */
public interface Candidates {
    /** The next one; empty where every upstream was offered. */
    Optional<Upstream> next();
}
