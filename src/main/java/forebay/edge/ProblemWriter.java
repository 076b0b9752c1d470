package forebay.edge;

import forebay.exchange.Exchange;
import forebay.route.ErrorPages;
import forebay.route.FieldEdits;
import forebay.route.Route;
import forebay.route.Template;
import forebay.route.Variable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Problem} as problem+json, or as HTML where the client asks for it (RFC 9457, RFC 9110 §12.5.1): the page
 * that the configuration has for it, else one of its own.
 */
public final class ProblemWriter {
    private ProblemWriter() {}

    /**
     * Writes the whole answer; the caller completes an asynchronous context. Does nothing once the head is committed.
     *
     * @param requestId named in the answer; empty where the request failed before it had one
     */
    public static void send(
            HttpServletRequest request, HttpServletResponse response, Problem problem, Optional<String> requestId)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.status());
        problem.fields().forEach(line -> response.addHeader(line.name(), line.value()));
        requestId.ifPresent(id -> response.setHeader("X-Request-Id", id));
        if (problem.close()) {
            response.setHeader("Connection", "close");
        }
        response.setHeader("Cache-Control", "no-store");
        Optional<Exchange> exchange = request.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange found
                ? Optional.of(found)
                : Optional.empty();
        exchange.ifPresent(some -> edit(response, some));
        boolean html = prefersHtml(request.getHeader("Accept"));
        byte[] content =
                (html ? html(problem, requestId, exchange) : json(problem, requestId)).getBytes(StandardCharsets.UTF_8);
        response.setContentType(html ? "text/html;charset=utf-8" : "application/problem+json");
        response.setContentLength(content.length);
        if (!"HEAD".equals(request.getMethod())) {
            response.getOutputStream().write(content);
            exchange.ifPresent(some -> some.sent(content.length));
        }
    }

    /** What the route changes in its answers; of this one there is nothing that it could remove. */
    private static void edit(HttpServletResponse response, Exchange exchange) {
        Optional<FieldEdits> edits = exchange.arrival().route().map(Route::responseFields);
        if (edits.isPresent()) {
            for (FieldEdits.Line line : edits.get().set()) {
                response.setHeader(line.name(), line.value().render(exchange::variable));
            }
            for (FieldEdits.Line line : edits.get().added()) {
                response.addHeader(line.name(), line.value().render(exchange::variable));
            }
        }
    }

    private static boolean prefersHtml(@Nullable String accept) {
        return accept != null && accept.contains("text/html");
    }

    private static String json(Problem problem, Optional<String> requestId) {
        StringBuilder text = new StringBuilder(256);
        text.append("{\"type\":\"about:blank\",\"status\":").append(problem.status());
        member(text, "title", problem.title());
        member(text, "detail", problem.detail());
        member(text, "code", problem.code());
        requestId.ifPresent(id -> member(text, "request_id", id));
        return text.append("}\n").toString();
    }

    private static void member(StringBuilder text, String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private static String html(Problem problem, Optional<String> requestId, Optional<Exchange> exchange) {
        return exchange.flatMap(some -> page(some, problem.status()))
                .map(page -> ErrorPages.render(page, variable -> value(variable, problem, requestId)))
                .orElseGet(() -> html(problem, requestId));
    }

    /** The page of the route, else of all routes, for a status. */
    private static Optional<Template> page(Exchange exchange, int status) {
        return exchange.arrival()
                .route()
                .map(Route::errorPages)
                .or(() -> exchange.generation().find(ErrorPages.class))
                .flatMap(pages -> pages.page(status));
    }

    private static String value(Variable variable, Problem problem, Optional<String> requestId) {
        return switch (variable) {
            case STATUS -> Integer.toString(problem.status());
            case CODE -> problem.code();
            case TITLE -> problem.title();
            case DETAIL -> problem.detail();
            case REQUEST_ID -> requestId.orElse("");
            default -> throw new IllegalArgumentException(variable.word() + " is no variable of a page");
        };
    }

    private static String html(Problem problem, Optional<String> requestId) {
        String title = problem.status() + " " + ErrorPages.escaped(problem.title());
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title + "</title><h1>" + title
                + "</h1><p>" + ErrorPages.escaped(problem.detail()) + "</p><p><small>"
                + ErrorPages.escaped(problem.code())
                + requestId.map(id -> " · request " + ErrorPages.escaped(id)).orElse("") + "</small></p></html>\n";
    }
}
