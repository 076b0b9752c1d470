package forebay.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Removes by name what is stored, on all nodes. Thread-safe; nothing blocks. */
public interface Purges {
    /**
     * Purges. Completes, never exceptionally, once every node has applied it, or once it is clear that one does not in
     * time. Where {@link Outcome#complete} holds, no request that begins from then on is answered with what a forward
     * begun before this call fetched (a soft purge: not without a validation, or as stale responses may be used).
     */
    CompletionStage<Outcome> purge(PurgeScope scope, boolean soft);

    /** The latest purges that were called on this node, latest first. */
    List<Called> recent();

    /**
     * What became of a purge.
     *
     * @param number tells it from all others of the cluster, and orders them; 0 where none could be given
     * @param nodes how many were to apply it
     * @param acknowledged how many have
     * @param missing names of the nodes that have not; where there are some, the purge goes on being repeated
     * @param elapsed since the call
     */
    record Outcome(long number, int nodes, int acknowledged, List<String> missing, Duration elapsed) {
        /** Copies the list. */
        public Outcome {
            missing = List.copyOf(missing);
        }

        /** Whether it is true everywhere. */
        public boolean complete() {
            return missing.isEmpty() && acknowledged == nodes && nodes > 0;
        }
    }

    /**
     * A purge that was called on this node.
     *
     * @param scope what it named
     * @param soft whether it was soft
     * @param outcome what became of it
     * @param swept how many stored responses of this node's heap were let go of because of it, or of purges at the same
     *     time
     */
    record Called(PurgeScope scope, boolean soft, Outcome outcome, long swept) {}
}
