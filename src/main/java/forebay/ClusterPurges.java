package forebay;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import forebay.cache.flow.PurgeLog;
import forebay.cluster.ClusterNodes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Purges that are true once every node of the cluster has applied them. */
final class ClusterPurges implements Purges {
    private final ClusterNodes nodes;
    private final PurgeLog log;
    private final Duration patience;

    ClusterPurges(ClusterNodes nodes, PurgeLog log, Duration patience) {
        this.nodes = nodes;
        this.log = log;
        this.patience = patience;
    }

    @Override
    public CompletionStage<Outcome> purge(PurgeScope scope, boolean soft) {
        long begun = System.nanoTime();
        return nodes.apply(EpochCommands.command(scope, soft), patience).thenApply(result -> {
            Outcome outcome = new Outcome(
                    result.number(),
                    result.nodes(),
                    result.nodes() - result.missing().size(),
                    result.missing(),
                    Duration.ofNanos(System.nanoTime() - begun));
            log.add(scope, soft, outcome);
            return outcome;
        });
    }

    @Override
    public List<Called> recent() {
        return log.recent();
    }
}
