package forebay.admin;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import forebay.edge.Problem;
import forebay.exchange.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /_forebay/purge}: operators remove by name what is stored. The answer is 200 when the purge is true on all
 * nodes, and 503 when a node is missing, never in between.
 */
final class PurgeEndpoint implements ApiCall.Endpoint {
    static final String PATH = "/purge";

    /** The role that opens this and nothing else. */
    static final String ROLE = "purge";

    private static final Logger LOG = LoggerFactory.getLogger(PurgeEndpoint.class);
    private static final int MOST_BYTES = 64 << 10;

    private final Purges purges;
    private final CallRate rate;

    /** What a purge that is true everywhere is answered with. */
    record Done(long number, int nodes, int acknowledged, double elapsedMillis) {}

    /** What became of a call: an outcome, or how long to wait before the next one. */
    private record Paced(Duration again, Optional<Purges.Outcome> outcome) {}

    PurgeEndpoint(Purges purges, CallRate rate) {
        this.purges = purges;
        this.rate = rate;
    }

    static boolean allowed(Caller caller) {
        return caller.roles().contains(ROLE) || caller.roles().contains(AdminServlet.ROLE);
    }

    @Override
    public void serve(ApiCall call) throws IOException {
        Optional<byte[]> json = call.json("purge", MOST_BYTES);
        if (json.isEmpty()) {
            return;
        }
        PurgeCall asked = PurgeCall.read(json.get());
        if (asked.scope().isEmpty()) {
            call.refuse(wrong(asked.wrong()));
            return;
        }
        PurgeScope scope = asked.scope().get();
        call.whenKnown(paced(scope, asked.soft()), (paced, failure) -> {
            if (paced.isEmpty()) {
                LOG.error("a purge failed that never fails", failure.orElse(null));
                call.refuse(failed());
            } else if (paced.get().outcome().isEmpty()) {
                call.refuse(tooMany(paced.get().again()));
            } else {
                Purges.Outcome outcome = paced.get().outcome().get();
                LOG.info(
                        "purge {} ({}{}) by {}: {} of {} nodes",
                        outcome.number(),
                        asked.soft() ? "soft " : "",
                        scope,
                        call.exchange().caller().principal(),
                        outcome.acknowledged(),
                        outcome.nodes());
                answer(outcome, call);
            }
        });
    }

    private CompletionStage<Paced> paced(PurgeScope scope, boolean soft) {
        return rate.take()
                .thenCompose(wait -> wait.isPresent()
                        ? CompletableFuture.completedFuture(new Paced(wait.get(), Optional.empty()))
                        : purges.purge(scope, soft)
                                .thenApply(outcome -> new Paced(Duration.ZERO, Optional.of(outcome))));
    }

    private static void answer(Purges.Outcome outcome, ApiCall call) throws IOException {
        if (!outcome.complete()) {
            call.refuse(incomplete(outcome));
            return;
        }
        call.answer(new Done(
                outcome.number(),
                outcome.nodes(),
                outcome.acknowledged(),
                TimeUnit.NANOSECONDS.toMicros(outcome.elapsed().toNanos()) / 1_000.0));
    }

    private static Problem tooMany(Duration wait) {
        return Problem.of(
                        429,
                        "purge-rate",
                        "Too many purges",
                        "The nodes take no more purges in this second; one tag or prefix may stand for many URLs.")
                .with("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
    }

    private static Problem wrong(List<String> wrong) {
        return Problem.of(400, "purge-invalid", "This names nothing to purge", String.join(". ", wrong) + ".");
    }

    private static Problem failed() {
        return Problem.of(
                500, "purge-failed", "Internal error", "Whether the purge was applied is not known; repeat it.");
    }

    private static Problem incomplete(Purges.Outcome outcome) {
        return Problem.of(
                        503,
                        "purge-incomplete",
                        "Not purged everywhere",
                        "Purge " + outcome.number() + " is applied on " + outcome.acknowledged() + " of "
                                + outcome.nodes() + " nodes and goes on being repeated. Missing: "
                                + String.join(", ", outcome.missing())
                                + ". Until they answer they may serve what was to be purged. A node that is dead for"
                                + " good is taken off by POST /_forebay/nodes/forget {\"node\": \"…\"}, with the part"
                                + " before the @; then repeat the purge.")
                .with("Retry-After", "1");
    }
}
