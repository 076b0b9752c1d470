package forebay.cache;

/**
 * This node's word to the others that it is fetching what belongs under a key, so that they may wait for it. It ends by
 * itself unless it is renewed; nothing that is right rests on it. Thread-safe; no call blocks or fails.
 */
public interface SharedLease {
    /** Content arrived: it holds on for a while. */
    void renew();

    /**
     * Ends it, once what was to be stored before is in the store, and tells who waits; idempotent.
     *
     * @param shared false where the response is for one request alone, so that none is to be waited for
     */
    void end(boolean shared);

    /** What becomes of asking for one. */
    sealed interface Answer permits Granted, Held, Nobody, Unanswered {}

    /**
     * This node has it.
     *
     * @param lease to be ended
     */
    record Granted(SharedLease lease) implements Answer {}

    /** Another node has it, and is fetching. */
    record Held() implements Answer {}

    /** There is nobody to share with. */
    record Nobody() implements Answer {}

    /** The cluster, or the node that has it, does not answer in time: each goes on by itself. */
    record Unanswered() implements Answer {}
}
