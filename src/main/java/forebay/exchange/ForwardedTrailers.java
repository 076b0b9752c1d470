package forebay.exchange;

import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.Trailers;
import forebay.route.FieldEdits;
import forebay.route.Route;
import java.util.List;
import java.util.Optional;

/**
 * Trailer fields of a request as they go to the upstream: what may stand in a trailer section at all, and of that nothing
 * that the gateway or the route keeps to itself in the head. An application may merge the two.
 */
public final class ForwardedTrailers {
    private ForwardedTrailers() {}

    /** These fields less those that stop here. */
    public static Fields of(Exchange exchange, Fields received) {
        FieldEdits edits = edits(exchange);
        return received.filter(name -> passes(name, edits));
    }

    /** The names of those that the request announces and that would be passed on, as Trailer has them. */
    public static Optional<String> announced(Exchange exchange) {
        FieldEdits edits = edits(exchange);
        List<String> names = Trailers.announced(exchange.request().fields()).stream()
                .filter(name -> passes(name, edits))
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    /** Whether the client takes trailer fields of the response (RFC 9110 §10.1.4). */
    public static boolean areTaken(Exchange exchange) {
        return FieldList.members(exchange.request().fields(), "TE").stream().anyMatch("trailers"::equalsIgnoreCase);
    }

    private static FieldEdits edits(Exchange exchange) {
        return exchange.arrival().route().map(Route::requestFields).orElse(FieldEdits.NONE);
    }

    private static boolean passes(String name, FieldEdits edits) {
        return Trailers.mayPass(name) && !ForwardedHead.stopsHere(name) && !edits.replaces(name);
    }
}
