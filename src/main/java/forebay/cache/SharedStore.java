package forebay.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The store that the nodes of a cluster share. Its caller bounds the time that a look-up may take, and takes one that
 * fails for a miss. Thread-safe; no call blocks.
 */
public interface SharedStore {
    /**
     * What is stored under {@code key}, under its purge stamp and a stamp of {@link UriMarks} taken before the look-up; may fail, or take
     * long.
     *
     * @param policy of the key's route
     */
    CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy);

    /** Whether {@code response} would be stored: it is of use for a while, and not too large. */
    boolean takes(StoredResponse response);

    /** Adds {@code response} to the variants of {@code key} at best effort; never completes exceptionally. */
    CompletionStage<Void> store(CacheKey key, StoredResponse response);

    /**
     * Asks for the lease of {@code key}, which one node has at a time while membership is stable; completes in the time
     * of a look-up, never exceptionally.
     */
    CompletionStage<SharedLease.Answer> lease(CacheKey key);

    /** Removes all variants of {@code key} at best effort, after what was to be stored before; never fails. */
    CompletionStage<Void> remove(CacheKey key);

    /** Tells the other nodes, at best effort and without waiting, that {@code uri} was invalidated. */
    void announce(PlainUri uri);

    /** As {@link #announce(PlainUri)}, for groups. */
    void announce(List<OriginGroup> groups);

    /** From now on {@code news} learns what other nodes do; called once. */
    void subscribe(News news);

    /** What other nodes did. Called on threads of the store; never blocks. */
    interface News {
        /** Another node stored or removed something under {@code key}. */
        void changed(CacheKey key);

        /**
         * Another node's lease of {@code key} has ended.
         *
         * @param shared false where its response is for one request alone
         */
        void ended(CacheKey key, boolean shared);

        /** The node that has the lease of {@code key} does not answer. */
        void holderSilent(CacheKey key);

        /** A node is gone, or does not answer any more, and with it what it was about to store. */
        void nodeLeft();

        /** Another node invalidated {@code uri}. */
        void invalidated(PlainUri uri);

        /** Another node invalidated these groups. */
        void invalidated(List<OriginGroup> groups);
    }
}
