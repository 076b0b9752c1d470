package forebay.observe;

import forebay.cache.CacheEvents;
import forebay.exchange.Attempt;
import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import forebay.route.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, what the cache did, refusals and attempts, for Prometheus.
 *
 * <p>On a request's way there is one look-up by the route's name and one by each tried upstream's; the meters
 * themselves are found by index. Labels are words of the configuration or of this code and never a client's choice, so
 * the number of series is bounded by the configuration. Thread-safe.
 */
public final class Metrics implements ExchangeListener, Traffic, MetricsText, AutoCloseable {
    /** The route label of requests that no route took, the gateway's own paths among them. */
    public static final String NO_ROUTE = "none";

    /** Upper bounds of the histograms. */
    static final Duration[] BUCKETS =
            List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** Reason codes beyond this many different ones count as {@code other}. */
    private static final int MAX_CODES = 256;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, RouteMeters> routes = new ConcurrentHashMap<>();
    private final Map<String, UpstreamMeters> upstreams = new ConcurrentHashMap<>();
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<String, Counter> reports = new ConcurrentHashMap<>();
    private final LongAdder inFlight = new LongAdder();
    private final Counter unauthenticated = denials("401");
    private final Counter forbidden = denials("403");

    /** Metrics that count from zero. */
    public Metrics() {
        Gauge.builder("forebay.requests.in.flight", inFlight, LongAdder::sum)
                .description("Requests that have begun and not ended")
                .strongReference(true)
                .register(registry);
    }

    /** Counts what the cache decides about storing. */
    public CacheEvents cacheEvents() {
        return new StoringCounters(registry);
    }

    /** Lets every scrape read {@code readings} too; to be called once. */
    public void read(Readings readings) {
        registry.getPrometheusRegistry().register(new ReadingsCollector(readings));
    }

    @Override
    public void begun(Exchange exchange) {
        inFlight.increment();
    }

    @Override
    public void finished(Exchange exchange) {
        inFlight.decrement();
        Exchange.Outcome outcome = exchange.outcome().orElseThrow();
        RouteMeters route = route(exchange.arrival().route().map(Route::name).orElse(NO_ROUTE));
        if (exchange.mirrored()) {
            route.countMirrored(exchange);
        } else if (exchange.parent().isPresent()) {
            route.countBehind(exchange);
        } else {
            route.count(exchange, outcome);
        }
        for (Attempt attempt : exchange.attempts()) {
            upstream(attempt.upstream()).count(attempt);
        }
        if (exchange.reported().isPresent()) {
            reports.computeIfAbsent(exchange.reported().get(), this::reports).increment();
        }
        if (exchange.refusal().isPresent()) {
            refused(exchange.refusal().get(), outcome.status());
        }
    }

    @Override
    public Totals totals() {
        Map<String, Long> codes = new TreeMap<>();
        refusals.forEach((code, counter) -> codes.put(code, (long) counter.count()));
        Map<String, RouteTotals> byRoute = new TreeMap<>();
        routes.forEach((name, meters) -> byRoute.put(name, meters.totals()));
        return new Totals(inFlight.sum(), codes, byRoute);
    }

    @Override
    public String contentType(@Nullable String accept) {
        return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : PLAIN;
    }

    @Override
    public void write(OutputStream to, String contentType) throws IOException {
        registry.scrape(to, contentType);
    }

    /** Counts no more. */
    @Override
    public void close() {
        registry.close();
    }

    private RouteMeters route(String name) {
        RouteMeters meters = routes.get(name);
        return meters != null ? meters : routes.computeIfAbsent(name, route -> new RouteMeters(registry, route));
    }

    private UpstreamMeters upstream(String name) {
        UpstreamMeters meters = upstreams.get(name);
        return meters != null
                ? meters
                : upstreams.computeIfAbsent(name, upstream -> new UpstreamMeters(registry, upstream));
    }

    private void refused(String code, int status) {
        Counter counter = refusals.get(code);
        if (counter == null) {
            counter = refusals.computeIfAbsent(refusals.size() < MAX_CODES ? code : "other", this::refusals);
        }
        counter.increment();
        if (status == 401) {
            unauthenticated.increment();
        } else if (status == 403) {
            forbidden.increment();
        }
    }

    private Counter refusals(String code) {
        return Counter.builder("forebay.refusals")
                .description("Answers that the gateway made itself, by reason code")
                .tag("code", code)
                .register(registry);
    }

    private Counter reports(String code) {
        return Counter.builder("forebay.reported")
                .description(
                        "Requests that would have been refused on a route that does not only report, by reason code")
                .tag("code", code)
                .register(registry);
    }

    private Counter denials(String status) {
        return Counter.builder("forebay.access.denied")
                .description("Requests that access control refused")
                .tag("status", status)
                .register(registry);
    }
}
