package forebay.exchange;

import forebay.http.RequestHead;

/** Builds the request head that goes to the upstream. */
final class ForwardedHead {
    private ForwardedHead() {}

    static RequestHead of(Exchange exchange) {
        return exchange.request();
    }
}
