package forebay.observe;

import forebay.exchange.Attempt;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.RequestHead;
import forebay.route.Route;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a line of the access log says, by reference: cheap to make on the request's thread, and without a hold on field
 * lines (credentials, cookies), on content or on the generation, so that a full queue keeps little alive.
 *
 * @param receivedBytes bytes that came from the client after a change of protocol
 * @param target path and query as received, cut at {@value #MAX_TARGET} characters
 */
record AccessLogEntry(
        Instant receivedAt,
        String id,
        InetAddress client,
        InetAddress peer,
        Caller caller,
        String method,
        String scheme,
        String authority,
        String target,
        Exchange.Outcome outcome,
        Optional<Route> route,
        List<Attempt> attempts,
        Optional<CacheStatus> cacheStatus,
        Optional<String> refusal,
        Optional<String> reported,
        Optional<String> parent,
        OptionalLong receivedBytes,
        int generation) {

    /** Longest target that is kept: a queue full of long ones stays bounded. */
    static final int MAX_TARGET = 4096;

    /** The entry of an exchange that is over. */
    static AccessLogEntry of(Exchange exchange) {
        Exchange.Arrival arrival = exchange.arrival();
        RequestHead head = arrival.head();
        return new AccessLogEntry(
                arrival.receivedAt(),
                arrival.id(),
                arrival.client(),
                arrival.peer(),
                exchange.caller(),
                head.method(),
                head.scheme(),
                head.authority(),
                cut(arrival.target().received()),
                exchange.outcome().orElseThrow(),
                arrival.route(),
                exchange.attempts(),
                exchange.cacheStatus(),
                exchange.refusal(),
                exchange.reported(),
                exchange.parent(),
                exchange.receivedBytes(),
                exchange.generation().number());
    }

    private static String cut(String target) {
        return target.length() <= MAX_TARGET ? target : target.substring(0, MAX_TARGET);
    }
}
