package forebay.proxy;

import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.NameSet;
import forebay.http.ResponseHead;
import forebay.route.FieldEdits;
import forebay.route.InterimRelay;
import forebay.route.Route;
import java.net.URI;
import java.util.Optional;

/**
 * An upstream's interim response as a client gets it (RFC 9110 §15.2): without what belongs to the connection, to the
 * final response, or to the gateway, and without what the route takes out of answers. Pure.
 */
final class InterimHead {
    /** Less than any container's buffer for a head. */
    static final int MOST_CHARACTERS = 6 * 1024;

    /** Of the final response's content, of the hop, or for the client's store of cookies. */
    private static final NameSet NOT_HINTED = NameSet.of(
            "Content-Length",
            "Content-Type",
            "Content-Encoding",
            "Content-Range",
            "Set-Cookie",
            "Date",
            "Server",
            "Age",
            "X-Request-Id");

    private InterimHead() {}

    /**
     * What the client is sent; empty where that is nothing.
     *
     * @param received the upstream's, with all its fields
     * @param upstream the URL of the upstream
     */
    static Optional<ResponseHead> of(ResponseHead received, Exchange exchange, URI upstream) {
        if (!isForClients(received.status()) || exchange.upgrade().isPresent()) {
            return Optional.empty();
        }
        FieldEdits edits = exchange.arrival().route().map(Route::responseFields).orElse(FieldEdits.NONE);
        Fields passed =
                HopByHop.strip(received.fields()).filter(name -> !NOT_HINTED.contains(name) && !edits.replaces(name));
        int characters = 0;
        for (Fields.Line line : passed) {
            characters += line.name().length() + line.value().length();
        }
        return characters > MOST_CHARACTERS
                ? Optional.empty()
                : Optional.of(PublicHead.of(received.withFields(passed), exchange, upstream));
    }

    /** 100 and 101 are about the connection to the upstream, and answered on this side by the container. */
    private static boolean isForClients(int status) {
        return status > 101 && status < 200;
    }

    /** Whether the client that this exchange is with gets any. */
    static boolean isWanted(Exchange exchange, String protocol) {
        return exchange.arrival()
                .route()
                .map(Route::interim)
                .orElse(InterimRelay.OFF)
                .reaches(protocol);
    }
}
