package forebay.balance;

/** Learns how the upstreams of a pool come and go. Never blocks. */
@FunctionalInterface
public interface PoolListener {
    /** Nobody wants to know. */
    PoolListener NONE = (pool, upstream, before, after, reason) -> {};

    /** An upstream stands differently than before. */
    void changed(String pool, String upstream, Standing before, Standing after, String reason);
}
