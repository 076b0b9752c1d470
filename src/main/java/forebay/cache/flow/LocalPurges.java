package forebay.cache.flow;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Purges of a node on its own: true once they are applied here. In a cluster they are not, and say so. */
public final class LocalPurges implements Purges {
    private final PurgeTable table;
    private final List<String> unreached;

    /**
     * Purges what {@code table} stands for.
     *
     * @param unreached names of nodes that would have to apply them too and can not be told
     */
    public LocalPurges(PurgeTable table, List<String> unreached) {
        this.table = table;
        this.unreached = List.copyOf(unreached);
    }

    @Override
    public CompletionStage<Outcome> purge(PurgeScope scope, boolean soft) {
        long begun = System.nanoTime();
        long number;
        synchronized (this) {
            number = table.epochs().high() + 1;
            table.apply(number, scope, soft);
        }
        Outcome outcome =
                new Outcome(number, 1 + unreached.size(), 1, unreached, Duration.ofNanos(System.nanoTime() - begun));
        table.log().add(scope, soft, outcome);
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public List<Called> recent() {
        return table.log().recent();
    }
}
