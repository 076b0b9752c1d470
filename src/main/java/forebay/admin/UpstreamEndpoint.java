package forebay.admin;

import forebay.balance.PoolControl;
import forebay.balance.UpstreamStatus;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /_forebay/upstreams}: an operator drains, disables or enables an upstream, or changes its weight. Takes
 * JSON only, and says so in Content-Type: no form of another site can send that without asking first. The answer says
 * how the upstream stands then.
 */
final class UpstreamEndpoint {
    static final String PATH = "/upstreams";

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamEndpoint.class);
    private static final int MOST_BYTES = 4096;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final PoolControl control;

    /** How an upstream stands, as it is answered. */
    record Answer(String pool, String upstream, String state, int weight, int inFlight) {}

    UpstreamEndpoint(PoolControl control) {
        this.control = control;
    }

    /** Answers a caller with the administrator's role. */
    void serve(HttpServletRequest request, HttpServletResponse response, Exchange exchange) throws IOException {
        Optional<Problem> refusal = refusal(request);
        if (refusal.isPresent()) {
            refuse(request, response, exchange, refusal.get());
            return;
        }
        byte[] json = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (json.length > MOST_BYTES) {
            refuse(request, response, exchange, tooLarge());
            return;
        }
        UpstreamCall call = UpstreamCall.read(json);
        if (!call.wrong().isEmpty()) {
            refuse(request, response, exchange, invalid(call));
            return;
        }
        Optional<UpstreamStatus> status = apply(call);
        if (status.isEmpty()) {
            refuse(request, response, exchange, unknown());
            return;
        }
        LOG.info(
                "{} of pool {}: {}, weight {}, by {}",
                status.get().name(),
                call.pool(),
                status.get().standing().word(),
                status.get().weight(),
                exchange.caller().principal());
        answer(call.pool(), status.get(), response, exchange);
    }

    private Optional<UpstreamStatus> apply(UpstreamCall call) {
        Optional<UpstreamStatus> status =
                call.weighs() ? control.weigh(call.pool(), call.upstream(), call.weight()) : Optional.empty();
        return call.word()
                .map(word -> control.tell(call.pool(), call.upstream(), word))
                .orElse(status);
    }

    private static Optional<Problem> refusal(HttpServletRequest request) {
        if (!request.getMethod().equals("POST")) {
            return Optional.of(
                    Problem.of(405, "method-not-allowed", "Method not allowed", "What changes an upstream is a POST.")
                            .with("Allow", "POST"));
        }
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return bare.equals("application/json")
                ? Optional.empty()
                : Optional.of(Problem.of(
                        415,
                        "upstreams-content-type",
                        "Unsupported media type",
                        "What changes an upstream is JSON and says so: Content-Type: application/json."));
    }

    private static Problem tooLarge() {
        return Problem.of(413, "upstreams-too-large", "Content too large", "4 KiB are enough for one upstream.");
    }

    private static Problem invalid(UpstreamCall call) {
        return Problem.of(
                400, "upstreams-invalid", "This is no change of an upstream", String.join(". ", call.wrong()) + ".");
    }

    private static Problem unknown() {
        return Problem.of(
                404,
                "upstreams-unknown",
                "No such upstream",
                "status.json lists pools and upstreams; an upstream is named by scheme, host and port.");
    }

    private static void answer(String pool, UpstreamStatus status, HttpServletResponse response, Exchange exchange)
            throws IOException {
        byte[] json = JSON.writeValueAsBytes(
                new Answer(pool, status.name(), status.standing().word(), status.weight(), status.inFlight()));
        response.setStatus(200);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Request-Id", exchange.arrival().id());
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
        exchange.sent(json.length);
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, Exchange exchange, Problem problem)
            throws IOException {
        exchange.refusal(problem.code());
        ProblemWriter.send(
                request, response, problem, Optional.of(exchange.arrival().id()));
    }
}
