package forebay.admin;

import forebay.cluster.NodeControl;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /_forebay/nodes/forget}: an admin takes a node for dead, so that purges wait for it no longer. Takes JSON
 * only, for the reason that {@link PurgeEndpoint} does.
 */
final class ForgetEndpoint {
    static final String PATH = "/nodes/forget";

    private static final Logger log = LoggerFactory.getLogger(ForgetEndpoint.class);
    private static final int MOST_BYTES = 4_096;
    private static final JsonMapper JSON = new JsonMapper();

    private final NodeControl nodes;

    ForgetEndpoint(NodeControl nodes) {
        this.nodes = nodes;
    }

    void serve(HttpServletRequest request, HttpServletResponse response, Exchange exchange) throws IOException {
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!request.getMethod().equals("POST")) {
            Problem problem =
                    Problem.of(405, "method-not-allowed", "Method not allowed", "To forget a node is a POST.");
            refuse(request, response, exchange, problem.with("Allow", "POST"));
        } else if (!bare.equals("application/json")) {
            refuse(
                    request,
                    response,
                    exchange,
                    Problem.of(
                            415,
                            "nodes-content-type",
                            "Unsupported media type",
                            "This is JSON and says so: Content-Type: application/json."));
        } else {
            forget(node(request.getInputStream().readNBytes(MOST_BYTES)), request, response, exchange);
        }
    }

    private static Optional<String> node(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readTree(json).get("node"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .filter(text -> text.matches("[0-9a-f]{1,16}"));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void forget(
            Optional<String> node, HttpServletRequest request, HttpServletResponse response, Exchange exchange)
            throws IOException {
        if (node.isEmpty()) {
            refuse(
                    request,
                    response,
                    exchange,
                    Problem.of(
                            400,
                            "nodes-invalid",
                            "This names no node",
                            "Write {\"node\": \"…\"} with the hexadecimal id that errors and status.json show before the @."));
            return;
        }
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        nodes.forget(node.get()).whenComplete((found, failure) -> {
            try {
                answer(failure == null && found, request, response, exchange);
            } catch (IOException | RuntimeException gone) {
                log.debug("nobody to answer", gone);
            } finally {
                async.complete();
            }
        });
    }

    private static void answer(
            boolean found, HttpServletRequest request, HttpServletResponse response, Exchange exchange)
            throws IOException {
        if (!found) {
            refuse(
                    request,
                    response,
                    exchange,
                    Problem.of(
                            404,
                            "nodes-unknown",
                            "No such node",
                            "No node of this id takes part; purges.nodes in status.json lists those that do."));
            return;
        }
        byte[] json = "{\"forgotten\":true}".getBytes(StandardCharsets.UTF_8);
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
