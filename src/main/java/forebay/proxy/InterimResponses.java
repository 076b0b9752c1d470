package forebay.proxy;

import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;

/** Responses that are not the answer yet (RFC 9110 §15.2), which the library takes for one if nobody tells it. */
final class InterimResponses {
    private InterimResponses() {}

    /** Goes on waiting for the next one; to be called when an interim one has come as a whole. */
    static void passOver(Response interim) {
        HttpExchange exchange = ((HttpRequest) interim.getRequest())
                .getConversation()
                .getExchanges()
                .peekLast();
        if (exchange != null) {
            exchange.resetResponse();
        }
    }
}
