package forebay.proxy;

import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.route.FixedAnswer;
import forebay.route.Redirect;
import forebay.route.Route;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers that a route gives by itself, without a pool. */
final class RouteAnswers {
    private RouteAnswers() {}

    /**
     * Writes the whole answer.
     *
     * @param mountedAt the path that the gateway is mounted at
     */
    static void send(Exchange exchange, Route route, String mountedAt, HttpServletResponse response)
            throws IOException {
        if (route.redirect().isPresent()) {
            redirect(exchange, route, mountedAt, response);
        } else {
            answer(exchange, route.fixedAnswer().orElseThrow(), response);
        }
    }

    /** Sends the client elsewhere (RFC 9110 §15.4). */
    private static void redirect(Exchange exchange, Route route, String mountedAt, HttpServletResponse response) {
        Redirect redirect = route.redirect().orElseThrow();
        String location = redirect.location(
                exchange.request(),
                exchange.arrival().target(),
                route.match().path().literal(),
                mountedAt);
        head(exchange, redirect.status(), Fields.of("Location", location), response);
        response.setContentLength(0);
    }

    private static void answer(Exchange exchange, FixedAnswer answer, HttpServletResponse response) throws IOException {
        byte[] content = answer.content().getBytes(StandardCharsets.UTF_8);
        Fields fields = content.length > 0 ? Fields.of("Content-Type", answer.contentType()) : Fields.EMPTY;
        head(exchange, answer.status(), fields, response);
        response.setContentLength(content.length);
        if (!exchange.request().method().equals("HEAD")) {
            response.getOutputStream().write(content);
            exchange.sent(content.length);
        }
    }

    private static void head(Exchange exchange, int status, Fields fields, HttpServletResponse response) {
        response.setStatus(status);
        exchange.outgoing(fields).forEach(line -> response.addHeader(line.name(), line.value()));
    }
}
