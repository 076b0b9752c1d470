package forebay.observe;

import forebay.exchange.Attempt;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import forebay.exchange.Generation;
import forebay.http.CacheStatus;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.route.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Exchanges for tests: a GET of {@code /p} from 192.0.2.7 on route {@code shop}, changed as the test says. */
public final class SampleExchange {
    /** When every sample arrived. */
    public static final Instant ARRIVED = Instant.parse("2026-02-03T04:05:06.789Z");

    private final List<Attempt> attempts = new ArrayList<>();
    private String method = "GET";
    private String authority = "shop.test";
    private String target = "/p";
    private String id = "r-1";
    private Fields fields = Fields.EMPTY;
    private Optional<String> route = Optional.of("shop");
    private Caller caller = Caller.ANONYMOUS;
    private Optional<CacheStatus> cache = Optional.empty();
    private Optional<String> refusal = Optional.empty();

    public SampleExchange method(String value) {
        method = value;
        return this;
    }

    public SampleExchange authority(String value) {
        authority = value;
        return this;
    }

    public SampleExchange target(String value) {
        target = value;
        return this;
    }

    public SampleExchange id(String value) {
        id = value;
        return this;
    }

    public SampleExchange fields(String... namesAndValues) {
        fields = Fields.of(namesAndValues);
        return this;
    }

    public SampleExchange route(Optional<String> value) {
        route = value;
        return this;
    }

    public SampleExchange caller(Caller value) {
        caller = value;
        return this;
    }

    public SampleExchange cache(CacheStatus value) {
        cache = Optional.of(value);
        return this;
    }

    public SampleExchange refusal(String code) {
        refusal = Optional.of(code);
        return this;
    }

    public SampleExchange attempt(String upstream, Attempt.Outcome outcome, OptionalInt status, Duration duration) {
        attempts.add(new Attempt(upstream, outcome, status, duration));
        return this;
    }

    /** The exchange, begun and not ended. */
    public Exchange begin(ExchangeListener listener) {
        Exchange exchange = new Exchange(
                new Generation(4, Map.of(), () -> {}),
                new Exchange.Arrival(
                        id,
                        new RequestHead(method, "https", authority, target, fields),
                        new CanonicalTarget(target, "/p", "/p", Optional.empty(), List.of("/p")),
                        address("10.0.0.1"),
                        address("192.0.2.7"),
                        route.map(SampleExchange::route),
                        ARRIVED,
                        0,
                        "1.1"),
                listener);
        if (caller.authenticated()) {
            exchange.caller(caller);
        }
        cache.ifPresent(exchange::cacheStatus);
        refusal.ifPresent(exchange::refusal);
        attempts.forEach(exchange::attempt);
        return exchange;
    }

    /** Begins and ends it: 1,234 content bytes in 12.345678 ms. */
    public void run(ExchangeListener listener, int status) {
        Exchange exchange = begin(listener);
        exchange.sent(1234);
        exchange.finish(status, 12_345_678, false);
    }

    /** A route of this name with all defaults. */
    public static Route route(String name) {
        return Route.builder(name, "app").build();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
