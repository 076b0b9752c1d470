package forebay.admin;

import forebay.edge.BrokenContent;
import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A call by which an operator changes something: JSON comes in by POST, JSON or a problem goes out. It must say in
 * Content-Type that it is JSON: no form of another site can send that without asking first (a preflight, which is not
 * answered).
 *
 * @param request the call
 * @param response its answer
 * @param exchange who is calling, and where the outcome is noted
 */
record ApiCall(HttpServletRequest request, HttpServletResponse response, Exchange exchange) {
    private static final Logger LOG = LoggerFactory.getLogger(ApiCall.class);

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** What takes such calls. */
    interface Endpoint {
        /** Answers a caller who has the role for it. */
        void serve(ApiCall call) throws IOException;
    }

    /** What answers a call once its outcome is known. */
    interface Later<T> {
        /** Exactly one of the two is there. */
        void answer(Optional<T> outcome, Optional<Throwable> failure) throws IOException;
    }

    /**
     * The JSON that was sent; empty where it was refused, and answered so.
     *
     * @param name the first word of its reason codes
     * @param mostBytes more is not read
     */
    Optional<byte[]> json(String name, int mostBytes) throws IOException {
        if (!request.getMethod().equals("POST")) {
            refuse(Problem.of(405, "method-not-allowed", "Method not allowed", "What changes something is a POST.")
                    .with("Allow", "POST"));
            return Optional.empty();
        }
        if (!mediaType().equals("application/json")) {
            refuse(Problem.of(
                    415,
                    name + "-content-type",
                    "Unsupported media type",
                    "This takes JSON that says so: Content-Type: application/json."));
            return Optional.empty();
        }
        byte[] json;
        try {
            json = request.getInputStream().readNBytes(mostBytes + 1);
        } catch (IOException broken) {
            refuse(broken);
            return Optional.empty();
        }
        if (json.length > mostBytes) {
            refuse(Problem.of(
                    413,
                    name + "-too-large",
                    "Content too large",
                    "A call takes up " + mostBytes / 1024 + " KiB at most."));
            return Optional.empty();
        }
        return Optional.of(json);
    }

    /** Answers in place of the container, where that has begun an answer of its own. */
    private void refuse(IOException broken) throws IOException {
        boolean takenBack = Collaborators.get(request.getServletContext(), ConnectionAbort.class)
                .takeBack(response);
        refuse(BrokenContent.problem(broken));
        if (takenBack) {
            response.flushBuffer();
        }
    }

    private String mediaType() {
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Answers 200 with {@code value} as JSON, its names in snake case. */
    void answer(Object value) throws IOException {
        byte[] json = JSON.writeValueAsBytes(value);
        response.setStatus(200);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Request-Id", exchange.arrival().id());
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
        exchange.sent(json.length);
    }

    /** Answers with a problem. */
    void refuse(Problem problem) throws IOException {
        exchange.refusal(problem.code());
        ProblemWriter.send(
                request, response, problem, Optional.of(exchange.arrival().id()));
    }

    /** Answers once {@code outcome} is there, on a thread of the container's: writing may wait, for the client or a log. */
    <T> void whenKnown(CompletionStage<T> outcome, Later<T> later) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        outcome.whenComplete((found, failure) -> start(async, () -> {
            try {
                later.answer(Optional.ofNullable(found), Optional.ofNullable(failure));
            } catch (IOException | RuntimeException gone) {
                LOG.debug("nobody to answer", gone);
            } finally {
                async.complete();
            }
        }));
    }

    private static void start(AsyncContext async, Runnable answer) {
        try {
            async.start(answer);
        } catch (IllegalStateException gone) {
            answer.run(); // the container has ended the request; what is noted of the outcome is noted all the same
        }
    }
}
