package forebay.proxy;

import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.route.Redirect;
import forebay.route.Route;
import jakarta.servlet.http.HttpServletResponse;

/** Answers that a route gives by itself, without a pool. */
final class RouteAnswers {
    private RouteAnswers() {}

    /** Sends the client elsewhere (RFC 9110 §15.4). */
    static void redirect(Exchange exchange, Route route, HttpServletResponse response) {
        Redirect redirect = route.redirect().orElseThrow();
        String location = redirect.location(
                exchange.request().scheme(),
                exchange.request().authority(),
                exchange.arrival().target(),
                route.match().path().literal());
        response.setStatus(redirect.status());
        exchange.outgoing(Fields.of("Location", location))
                .forEach(line -> response.addHeader(line.name(), line.value()));
        response.setContentLength(0);
    }
}
