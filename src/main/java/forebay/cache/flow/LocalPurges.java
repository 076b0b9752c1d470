package forebay.cache.flow;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Purges of a node on its own: true once they are applied here. */
public final class LocalPurges implements Purges {
    private final PurgeTable table;

    /** Purges what {@code table} stands for. */
    public LocalPurges(PurgeTable table) {
        this.table = table;
    }

    @Override
    public CompletionStage<Outcome> purge(PurgeScope scope, boolean soft) {
        long begun = System.nanoTime();
        long number;
        synchronized (this) {
            number = table.epochs().high() + 1;
            table.apply(number, scope, soft);
        }
        Outcome outcome = new Outcome(number, 1, 1, List.of(), Duration.ofNanos(System.nanoTime() - begun));
        table.log().add(scope, soft, outcome);
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public List<Called> recent() {
        return table.log().recent();
    }
}
