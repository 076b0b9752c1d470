package forebay.edge;

import forebay.exchange.Exchange;
import jakarta.servlet.ServletRequest;

/** Finds the exchange of a request. */
public final class Exchanges {
    private Exchanges() {}

    /** The exchange that the guard began; its absence means that the guard is not the first filter. */
    public static Exchange of(ServletRequest request) {
        if (request.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        throw new IllegalStateException("no exchange: is forebay.guard.RequestGuard the first filter in web.xml?");
    }
}
