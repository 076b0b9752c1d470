package forebay.admin;

import forebay.cache.Purges;
import forebay.cluster.NodeControl;
import forebay.observe.Readings;
import java.util.List;

/** What status.json says of purges: who takes part, how they went, and the latest that were called on this node. */
record PurgesView(
        boolean serving,
        String self,
        List<String> nodes,
        long highest,
        long complete,
        long incomplete,
        long swept,
        long refusedMessages,
        List<Latest> latest) {
    /** One purge. */
    record Latest(
            long number,
            String scope,
            boolean soft,
            int nodes,
            int acknowledged,
            List<String> missing,
            double elapsedMillis,
            long swept) {}

    static PurgesView of(NodeControl.View nodes, Readings.Purging counts, List<Purges.Called> called) {
        return new PurgesView(
                nodes.serving(),
                nodes.self(),
                nodes.nodes(),
                counts.highest(),
                counts.complete(),
                counts.incomplete(),
                counts.swept(),
                nodes.refused(),
                called.stream().map(PurgesView::latest).toList());
    }

    private static Latest latest(Purges.Called called) {
        Purges.Outcome outcome = called.outcome();
        return new Latest(
                outcome.number(),
                called.scope().toString(),
                called.soft(),
                outcome.nodes(),
                outcome.acknowledged(),
                outcome.missing(),
                outcome.elapsed().toNanos() / 1e6,
                called.swept());
    }
}
