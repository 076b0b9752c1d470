package forebay.exchange;

import forebay.http.Fields;
import forebay.http.Trailers;
import forebay.route.FieldEdits;
import forebay.route.Route;
import java.util.List;

/**
 * A request's trailer fields as they go to the upstream: what may stand in a trailer section at all, and of that nothing
 * that the gateway or the route keeps to itself in the head. An application may merge the two.
 */
public final class ForwardedTrailers {
    private ForwardedTrailers() {}

    /** These fields less those that stop here. */
    public static Fields of(Exchange exchange, Fields received) {
        FieldEdits edits = edits(exchange);
        return received.filter(name -> passes(name, edits));
    }

    /** The names of those that the request announces and that would be passed on. */
    public static List<String> announced(Exchange exchange) {
        FieldEdits edits = edits(exchange);
        return Trailers.announced(exchange.request().fields()).stream()
                .filter(name -> passes(name, edits))
                .toList();
    }

    private static FieldEdits edits(Exchange exchange) {
        return exchange.arrival().route().map(Route::requestFields).orElse(FieldEdits.NONE);
    }

    private static boolean passes(String name, FieldEdits edits) {
        return Trailers.mayPass(name) && !ForwardedHead.stopsHere(name) && !edits.replaces(name);
    }
}
