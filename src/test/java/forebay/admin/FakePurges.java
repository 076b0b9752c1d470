package forebay.admin;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Purges that end as a test says. */
final class FakePurges implements Purges {
    static final Outcome EVERYWHERE = new Outcome(7, 3, 3, List.of(), Duration.ofMillis(4));

    final List<String> called = new CopyOnWriteArrayList<>();
    volatile Outcome outcome = EVERYWHERE;

    @Override
    public CompletionStage<Outcome> purge(PurgeScope scope, boolean soft) {
        called.add(scope + (soft ? " soft" : ""));
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public List<Called> recent() {
        return List.of();
    }
}
