package forebay.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Limits that all nodes draw from together: token buckets, each a {@link Bucket}. Every answer comes within
 * {@link #PATIENCE} and none fails; what can not be known in that time is permitted. So who uses this keeps a limit of
 * this node's own beside it ({@link LocalBuckets}), which goes on to hold where the cluster does not answer. Thread-safe;
 * nothing blocks.
 */
public interface SharedBuckets {
    /** Longest that an answer takes. */
    Duration PATIENCE = Duration.ofMillis(50);

    /** For a node on its own, whose own limits are all there are. */
    SharedBuckets ALONE = new SharedBuckets() {
        @Override
        public CompletionStage<Optional<Duration>> look(Bucket bucket) {
            return permitted();
        }

        @Override
        public CompletionStage<Optional<Duration>> take(Bucket bucket) {
            return permitted();
        }

        @Override
        public CompletionStage<Optional<Duration>> spend(Bucket bucket) {
            return permitted();
        }
    };

    /** Takes nothing, and says how long to wait for one; empty where there is one now. */
    CompletionStage<Optional<Duration>> look(Bucket bucket);

    /** Takes one; where there is none left takes nothing and says how long to wait. */
    CompletionStage<Optional<Duration>> take(Bucket bucket);

    /**
     * Takes one even where none is left, for what has happened already: then the wait becomes longer. Says how long it
     * was before.
     */
    CompletionStage<Optional<Duration>> spend(Bucket bucket);

    /** An answer: go on. */
    static CompletionStage<Optional<Duration>> permitted() {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
