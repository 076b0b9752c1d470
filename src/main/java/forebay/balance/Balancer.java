package forebay.balance;

import java.util.Optional;

/**
 * An algorithm over the upstreams of one {@link Group}, which do not change while it lives: where they do, another one
 * takes its place and goes on with what this one has counted. Thread-safe.
 */
interface Balancer {
    /**
     * The upstream to try next; empty where all eligible ones were tried.
     *
     * @param hash stands for what the request is told apart by; of use to algorithms that hash
     * @param tried what this request was offered before
     */
    Optional<Upstream> pick(long hash, Tried tried);
}
