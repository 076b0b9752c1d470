package forebay.observe;

import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.observe.Traffic.RouteTotals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route. All that can be are made at once, save the timers, of which most combinations of method and
 * status never occur: those are made at their first request and found by index afterwards.
 */
final class RouteMeters {
    /** What any other method counts as: a label is never the client's choice. */
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"};

    /** By the status divided by 100; 0 stands for a connection that ended without a status. */
    private static final String[] STATUSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx", "other"};

    private final MeterRegistry registry;
    private final String route;
    private final AtomicReferenceArray<@Nullable Timer> requests =
            new AtomicReferenceArray<>(METHODS.length * STATUSES.length);
    private final Counter hits;
    private final Map<CacheStatus.Forward, Counter> forwards = new EnumMap<>(CacheStatus.Forward.class);
    private final Counter stored;
    private final Counter collapsed;
    private final Counter behind;
    private final Counter mirrorAnswered;
    private final Counter mirrorFailed;
    private final Counter mirrorDropped;
    private final Counter contentBytes;
    private final Counter aborted;

    RouteMeters(MeterRegistry registry, String route) {
        this.registry = registry;
        this.route = route;
        hits = cacheOutcome(Traffic.HIT);
        for (CacheStatus.Forward reason : CacheStatus.Forward.values()) {
            forwards.put(reason, cacheOutcome(reason.word()));
        }
        stored = counter("forebay.cache.stored", "Responses that the cache stored");
        collapsed = counter("forebay.cache.collapsed", "Requests that waited for the answer to another one");
        behind = counter("forebay.cache.behind", "Validations that no client waited for");
        mirrorAnswered = mirrored("answered");
        mirrorFailed = mirrored("failed");
        mirrorDropped = mirrored("dropped");
        contentBytes = counter("forebay.response.content.bytes", "Content bytes sent to clients");
        aborted = counter("forebay.requests.aborted", "Requests whose stream ended before the answer did");
    }

    /** Counts a request that is over. */
    void count(Exchange exchange, Exchange.Outcome outcome) {
        timer(method(exchange.request().method()), status(outcome.status())).record(outcome.duration());
        contentBytes.increment((double) outcome.contentBytes());
        if (outcome.aborted()) {
            aborted.increment();
        }
        if (exchange.mirrorDropped()) {
            mirrorDropped.increment();
        }
        exchange.cacheStatus().ifPresent(this::count);
    }

    /** Counts what no client asked for: it is no request of the route, but may store. */
    void countBehind(Exchange exchange) {
        behind.increment();
        if (exchange.cacheStatus().filter(CacheStatus::stored).isPresent()) {
            stored.increment();
        }
    }

    /** Counts a copy for another pool, whatever its answer says. */
    void countMirrored(Exchange exchange) {
        (exchange.refusal().isPresent() ? mirrorFailed : mirrorAnswered).increment();
    }

    private void count(CacheStatus status) {
        Counter outcome = status.forward().map(forwards::get).orElse(hits);
        outcome.increment();
        if (status.stored()) {
            stored.increment();
        }
        if (status.collapsed().orElse(false)) {
            collapsed.increment();
        }
    }

    /** What was counted so far. */
    RouteTotals totals() {
        long ended = 0;
        long failed = 0;
        for (int i = 0; i < requests.length(); i++) {
            Timer timer = requests.get(i);
            if (timer != null) {
                ended += timer.count();
                failed += i % STATUSES.length == 5 ? timer.count() : 0;
            }
        }
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put(Traffic.HIT, (long) hits.count());
        forwards.forEach((reason, counter) -> outcomes.put(reason.word(), (long) counter.count()));
        return new RouteTotals(
                ended,
                failed,
                (long) aborted.count(),
                (long) contentBytes.count(),
                outcomes,
                (long) stored.count(),
                (long) collapsed.count());
    }

    private Timer timer(int method, int status) {
        int index = method * STATUSES.length + status;
        Timer timer = requests.get(index);
        if (timer == null) {
            timer = Timer.builder("forebay.requests")
                    .description("Requests, from receipt to the end of the answer")
                    .tags("route", route, "method", METHODS[method], "status", STATUSES[status])
                    .serviceLevelObjectives(Metrics.BUCKETS)
                    .register(registry);
            requests.set(index, timer);
        }
        return timer;
    }

    private Counter cacheOutcome(String outcome) {
        return Counter.builder("forebay.cache.requests")
                .description("Requests by what the cache did, in the words of RFC 9211")
                .tags("route", route, "outcome", outcome)
                .register(registry);
    }

    private Counter mirrored(String outcome) {
        return Counter.builder("forebay.mirrored")
                .description("Copies of requests for another pool")
                .tags("route", route, "outcome", outcome)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("route", route)
                .register(registry);
    }

    private static int method(String method) {
        return switch (method) {
            case "GET" -> 0;
            case "HEAD" -> 1;
            case "POST" -> 2;
            case "PUT" -> 3;
            case "PATCH" -> 4;
            case "DELETE" -> 5;
            case "OPTIONS" -> 6;
            default -> 7;
        };
    }

    private static int status(int status) {
        int hundreds = status / 100;
        return hundreds >= 0 && hundreds <= 5 ? hundreds : STATUSES.length - 1;
    }
}
