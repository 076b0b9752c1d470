package forebay.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What operators see and say of the nodes that have commands applied. Thread-safe; nothing blocks. */
public interface NodeControl {
    /** For a node on its own. */
    NodeControl ALONE = new NodeControl() {
        @Override
        public CompletionStage<Boolean> forget(String node) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public View view() {
            return new View(true, "", List.of(), 0);
        }
    };

    /**
     * Takes a node for dead. The operator vouches for it: what it still serves is no longer reached by commands.
     *
     * @param node its id, as {@link View#nodes} and errors show it before the {@code @}
     * @return false where no node of that id takes part
     */
    CompletionStage<Boolean> forget(String node);

    /** How things stand. */
    View view();

    /**
     * How things stand with one node.
     *
     * @param serving whether it takes part; else it forwards only and stores nothing
     * @param self its own name; empty for a node on its own
     * @param nodes names of all that take part as far as it knows, its own included
     * @param refused messages that no node with one of our keys wrote
     */
    record View(boolean serving, String self, List<String> nodes, long refused) {
        /** Copies the list. */
        public View {
            nodes = List.copyOf(nodes);
        }
    }
}
