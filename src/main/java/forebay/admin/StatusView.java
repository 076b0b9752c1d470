package forebay.admin;

import forebay.http.CacheStatus;
import forebay.observe.Readings;
import forebay.observe.Traffic;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What status.json says, in the shape in which it says it (names in snake_case there): counters since the start, from
 * which the page computes rates.
 */
record StatusView(
        String version,
        String node,
        String phase,
        Instant startedAt,
        long uptimeSeconds,
        Config config,
        TrafficView traffic,
        List<Readings.Pool> pools,
        Map<String, Readings.Discovery> discovery,
        List<RouteView> routes,
        CacheView cache,
        Optional<GatewayStatus.Cluster> cluster,
        PurgesView purges,
        int waitingPasswords,
        Readings.Limits limits,
        long accessLogDropped) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** How loading the configuration went. */
    record Config(int generation, long loadsOk, long loadsFailed, GatewayStatus.LastLoad lastLoad) {}

    /** Requests of all kinds. */
    record TrafficView(long requests, long failed, long aborted, long inFlight, Map<String, Long> refusals) {}

    /** A route with its counters; host is empty for any. */
    record RouteView(
            String name,
            Optional<String> host,
            String pathPrefix,
            String pool,
            boolean cached,
            long requests,
            long failed,
            long hits,
            long forwards) {}

    /** What the cache did over all routes, and what it holds. */
    record CacheView(
            Map<String, Long> outcomes,
            long stored,
            long collapsed,
            long capturingBytes,
            Readings.Level heap,
            Optional<Readings.Level> cluster,
            Optional<Readings.Sharing> sharing) {}

    /** The view of this moment. */
    static StatusView of(GatewayStatus status, Traffic traffic) {
        GatewayStatus.Node node = status.node();
        Traffic.Totals totals = traffic.totals();
        Readings.Reloads reloads = status.reloads();
        return new StatusView(
                node.version(),
                node.name(),
                status.phase().name().toLowerCase(Locale.ROOT),
                node.startedAt(),
                node.uptime().toSeconds(),
                new Config(reloads.generation(), reloads.succeeded(), reloads.failed(), status.lastLoad()),
                traffic(totals),
                status.pools(),
                status.discovery(),
                routes(status, totals),
                cache(status.cache(), totals),
                status.cluster(),
                PurgesView.of(status.nodes(), status.purging(), status.purges()),
                status.waitingPasswords(),
                status.limits(),
                status.droppedLogLines());
    }

    /** This as JSON in UTF-8. */
    byte[] json() {
        return JSON.writeValueAsBytes(this);
    }

    private static TrafficView traffic(Traffic.Totals totals) {
        long requests = 0;
        long failed = 0;
        long aborted = 0;
        for (Traffic.RouteTotals route : totals.routes().values()) {
            requests += route.requests();
            failed += route.failed();
            aborted += route.aborted();
        }
        return new TrafficView(requests, failed, aborted, totals.inFlight(), mostFirst(totals.refusals()));
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .forEach(count -> sorted.put(count.getKey(), count.getValue()));
        return sorted;
    }

    private static List<RouteView> routes(GatewayStatus status, Traffic.Totals totals) {
        return status.routes().stream()
                .map(route -> {
                    Optional<Traffic.RouteTotals> counted =
                            Optional.ofNullable(totals.routes().get(route.name()));
                    long hits = counted.map(StatusView::hits).orElse(0L);
                    return new RouteView(
                            route.name(),
                            Optional.of(route.match().host().toString()).filter(host -> !host.isEmpty()),
                            route.match().path().toString(),
                            route.pools().toString(),
                            route.cache().enabled(),
                            counted.map(Traffic.RouteTotals::requests).orElse(0L),
                            counted.map(Traffic.RouteTotals::failed).orElse(0L),
                            hits,
                            counted.map(StatusView::outcomes).orElse(0L) - hits);
                })
                .toList();
    }

    private static CacheView cache(Readings.Cache held, Traffic.Totals totals) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put(Traffic.HIT, 0L);
        for (CacheStatus.Forward reason : CacheStatus.Forward.values()) {
            outcomes.put(reason.word(), 0L);
        }
        long stored = 0;
        long collapsed = 0;
        for (Traffic.RouteTotals route : totals.routes().values()) {
            route.cache().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
            stored += route.stored();
            collapsed += route.collapsed();
        }
        return new CacheView(
                outcomes, stored, collapsed, held.capturingBytes(), held.heap(), held.cluster(), held.sharing());
    }

    private static long hits(Traffic.RouteTotals route) {
        return route.cache().getOrDefault(Traffic.HIT, 0L);
    }

    private static long outcomes(Traffic.RouteTotals route) {
        return route.cache().values().stream().mapToLong(Long::longValue).sum();
    }
}
