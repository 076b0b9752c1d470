package forebay.admin;

import forebay.cache.PurgeScope;
import forebay.cache.Purges;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /_forebay/purge}: operators remove by name what is stored. Takes JSON only, and says so in Content-Type:
 * no form of another site can send that without asking first (a preflight that is not answered). The answer is 200 when
 * the purge is true on all nodes, and 503 when a node is missing, never in between.
 */
final class PurgeEndpoint {
    static final String PATH = "/purge";

    /** The role that opens this and nothing else. */
    static final String ROLE = "purge";

    private static final Logger log = LoggerFactory.getLogger(PurgeEndpoint.class);
    private static final int MOST_BYTES = 64 << 10;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Purges purges;
    private final CallRate rate;

    /** What a purge that is true everywhere is answered with. */
    record Done(long number, int nodes, int acknowledged, double elapsedMillis) {}

    PurgeEndpoint(Purges purges, CallRate rate) {
        this.purges = purges;
        this.rate = rate;
    }

    static boolean allowed(Caller caller) {
        return caller.roles().contains(ROLE) || caller.roles().contains(AdminServlet.ROLE);
    }

    /** Answers; the purge itself is waited for without a thread. */
    void serve(HttpServletRequest request, HttpServletResponse response, Exchange exchange) throws IOException {
        Optional<Problem> refusal = refusal(request);
        if (refusal.isPresent()) {
            refuse(request, response, exchange, refusal.get());
            return;
        }
        byte[] json = request.getInputStream().readNBytes(MOST_BYTES + 1);
        PurgeCall call = PurgeCall.read(json);
        if (json.length > MOST_BYTES) {
            refuse(request, response, exchange, tooLarge());
        } else if (call.scope().isEmpty()) {
            refuse(request, response, exchange, wrong(call.wrong()));
        } else {
            purge(call.scope().get(), call.soft(), request, response, exchange);
        }
    }

    private Optional<Problem> refusal(HttpServletRequest request) {
        if (!request.getMethod().equals("POST")) {
            return Optional.of(Problem.of(405, "method-not-allowed", "Method not allowed", "A purge is a POST.")
                    .with("Allow", "POST"));
        }
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json")) {
            return Optional.of(Problem.of(
                    415,
                    "purge-content-type",
                    "Unsupported media type",
                    "A purge is JSON and says so: Content-Type: application/json."));
        }
        if (request.getContentLengthLong() > MOST_BYTES) {
            return Optional.of(tooLarge());
        }
        return rate.permits()
                ? Optional.empty()
                : Optional.of(Problem.of(
                                429,
                                "purge-rate",
                                "Too many purges",
                                "This node takes no more purges in this second; one tag or prefix may stand for many URLs.")
                        .with("Retry-After", "1"));
    }

    private static Problem tooLarge() {
        return Problem.of(413, "purge-too-large", "Content too large", "A purge names one thing, in 64 KiB at most.");
    }

    private static Problem wrong(List<String> wrong) {
        return Problem.of(400, "purge-invalid", "This names nothing to purge", String.join(". ", wrong) + ".");
    }

    private void purge(
            PurgeScope scope,
            boolean soft,
            HttpServletRequest request,
            HttpServletResponse response,
            Exchange exchange) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        purges.purge(scope, soft).whenComplete((outcome, failure) -> {
            try {
                if (failure != null) {
                    log.error("a purge failed that never fails", failure);
                    refuse(request, response, exchange, failed());
                } else {
                    log.info(
                            "purge {} ({}{}) by {}: {} of {} nodes",
                            outcome.number(),
                            soft ? "soft " : "",
                            scope,
                            exchange.caller().principal(),
                            outcome.acknowledged(),
                            outcome.nodes());
                    answer(outcome, request, response, exchange);
                }
            } catch (IOException | RuntimeException gone) {
                log.debug("nobody to answer", gone);
            } finally {
                async.complete();
            }
        });
    }

    private static Problem failed() {
        return Problem.of(
                500, "purge-failed", "Internal error", "Whether the purge was applied is not known; repeat it.");
    }

    private static void answer(
            Purges.Outcome outcome, HttpServletRequest request, HttpServletResponse response, Exchange exchange)
            throws IOException {
        if (!outcome.complete()) {
            refuse(request, response, exchange, incomplete(outcome));
            return;
        }
        byte[] json = JSON.writeValueAsBytes(new Done(
                outcome.number(),
                outcome.nodes(),
                outcome.acknowledged(),
                TimeUnit.NANOSECONDS.toMicros(outcome.elapsed().toNanos()) / 1_000.0));
        response.setStatus(200);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Request-Id", exchange.arrival().id());
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
        exchange.sent(json.length);
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

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, Exchange exchange, Problem problem)
            throws IOException {
        exchange.refusal(problem.code());
        ProblemWriter.send(
                request, response, problem, Optional.of(exchange.arrival().id()));
    }
}
