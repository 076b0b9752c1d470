package forebay.config;

import forebay.balance.DiscoverySettings;
import forebay.balance.PoolSettings;
import forebay.balance.UpstreamSettings;
import forebay.proxy.ProxySettings;
import forebay.proxy.UpstreamProtocol;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code pools}. */
final class PoolReader {
    static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_PRIORITY = 100;
    private static final String UPSTREAMS = "write upstreams: with at least one - url: http://host:port below it";

    private final ProxySettings general;
    private final Map<String, ProxySettings> connections;
    private final Optional<String> ownZone;

    private PoolReader(ProxySettings general, Map<String, ProxySettings> connections, Optional<String> ownZone) {
        this.general = general;
        this.connections = connections;
        this.ownZone = ownZone;
    }

    /**
     * The pools in the order of the file; none where none is declared.
     *
     * @param general how upstreams are connected to where a pool does not say
     * @param connections takes how the upstreams of each pool are connected to, where that is not so
     */
    static List<PoolSettings> read(Section root, ProxySettings general, Map<String, ProxySettings> connections) {
        PoolReader reader = new PoolReader(general, connections, BalanceReader.zone(root));
        List<PoolSettings> pools = new ArrayList<>();
        root.value("pools")
                .ifPresent(value -> value.named("write a name, and upstreams: below it")
                        .forEach(entry -> pools.add(reader.pool(entry.getKey(), entry.getValue()))));
        return pools;
    }

    private PoolSettings pool(String name, Value value) {
        Parsed<String> parsed = RouteWords.name(name);
        if (parsed.value().isEmpty()) {
            value.wrong("\"" + Value.shown(name) + "\" " + parsed.wrong(), parsed.right());
        }
        if (value.isEmpty()) {
            value.wrong("has no upstreams", UPSTREAMS);
            return new PoolSettings(name, List.of());
        }
        return value.section().map(section -> pool(name, section)).orElseGet(() -> new PoolSettings(name, List.of()));
    }

    private PoolSettings pool(String name, Section section) {
        ProxySettings connection = ConnectionReader.read(section, general);
        if (!connection.equals(general)) {
            connections.put(name, connection);
        }
        boolean found = section.value("discovery").isPresent();
        PoolSettings pool = new PoolSettings(
                name,
                upstreams(section, found),
                HealthReader.read(section),
                RetryReader.read(section),
                RetryReader.limits(section.section("limits")),
                BalanceReader.read(section, ownZone),
                DiscoveryReader.read(section));
        fits(section, connection.protocol(), pool);
        section.end();
        return pool;
    }

    /** What is spoken must fit the scheme of each upstream that is known beforehand. */
    private static void fits(Section section, UpstreamProtocol protocol, PoolSettings pool) {
        Optional<String> scheme = protocol.scheme();
        Stream<String> upstreams = Stream.concat(
                pool.upstreams().stream().map(each -> each.url().getScheme()),
                pool
                        .discovery()
                        .filter(DiscoverySettings.Dns.class::isInstance)
                        .map(found -> ((DiscoverySettings.Dns) found).scheme())
                        .stream());
        if (scheme.isPresent() && upstreams.anyMatch(each -> !each.equals(scheme.get()))) {
            section.section("connection")
                    .wrong(
                            "protocol",
                            protocol.word() + " is for upstreams by " + scheme.get()
                                    + " only, and this pool has others",
                            "h2 for https, h2c for http, http1 for both");
        }
    }

    private static List<UpstreamSettings> upstreams(Section pool, boolean found) {
        Optional<Value> list = found ? pool.filled("upstreams") : pool.required("upstreams", UPSTREAMS);
        return list.map(PoolReader::listed).orElse(List.of());
    }

    /** The upstreams of a list, at least one. */
    static List<UpstreamSettings> listed(Value list) {
        List<UpstreamSettings> upstreams = new ArrayList<>();
        Map<URI, Integer> lines = new HashMap<>();
        if (list.isEmptySequence()) {
            list.wrong("has no upstreams", UPSTREAMS);
            return List.of();
        }
        for (Value item : list.items(UPSTREAMS)) {
            upstream(item).ifPresent(upstream -> {
                Integer first = lines.putIfAbsent(upstream.url(), item.line());
                if (first != null) {
                    item.wrong(
                            "is the same upstream as the one on line " + first,
                            "declare it once, with a larger weight");
                }
                upstreams.add(upstream);
            });
        }
        return List.copyOf(upstreams);
    }

    private static Optional<UpstreamSettings> upstream(Value item) {
        return item.section().flatMap(section -> {
            Optional<URI> url = section.required("url", "write url: http://host:port")
                    .flatMap(value -> value.parse(Addresses::upstream));
            int weight = section.filled("weight")
                    .flatMap(value -> value.integer(1, MAX_WEIGHT))
                    .orElse(1);
            int priority = SettingsReader.integer(section, "priority", 0, MAX_PRIORITY, 0);
            Optional<String> zone = BalanceReader.zone(section);
            section.end();
            return url.map(some -> new UpstreamSettings(some, weight, priority, zone));
        });
    }
}
