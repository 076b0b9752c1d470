package forebay.config;

import forebay.balance.PoolSettings;
import forebay.balance.UpstreamSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code pools}. */
final class PoolReader {
    static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_PRIORITY = 100;
    private static final String UPSTREAMS = "write upstreams: with at least one - url: http://host:port below it";

    private PoolReader() {}

    /** The pools in the order of the file; none where none is declared. */
    static List<PoolSettings> read(Section root) {
        Optional<String> ownZone = BalanceReader.zone(root);
        List<PoolSettings> pools = new ArrayList<>();
        root.value("pools")
                .ifPresent(value -> value.named("write a name, and upstreams: below it")
                        .forEach(entry -> pools.add(pool(entry.getKey(), entry.getValue(), ownZone))));
        return pools;
    }

    private static PoolSettings pool(String name, Value value, Optional<String> ownZone) {
        Parsed<String> parsed = RouteWords.name(name);
        if (parsed.value().isEmpty()) {
            value.wrong("\"" + Value.shown(name) + "\" " + parsed.wrong(), parsed.right());
        }
        if (value.isEmpty()) {
            value.wrong("has no upstreams", UPSTREAMS);
            return new PoolSettings(name, List.of());
        }
        return value.section()
                .map(section -> pool(name, section, ownZone))
                .orElseGet(() -> new PoolSettings(name, List.of()));
    }

    private static PoolSettings pool(String name, Section section, Optional<String> ownZone) {
        PoolSettings pool = new PoolSettings(
                name,
                upstreams(section),
                HealthReader.read(section),
                RetryReader.read(section.section("retries")),
                RetryReader.limits(section.section("limits")),
                BalanceReader.read(section, ownZone));
        section.end();
        return pool;
    }

    private static List<UpstreamSettings> upstreams(Section pool) {
        List<UpstreamSettings> upstreams = new ArrayList<>();
        Map<URI, Integer> lines = new HashMap<>();
        Optional<Value> list = pool.required("upstreams", UPSTREAMS);
        List<Value> items = list.map(value -> value.items(UPSTREAMS)).orElse(List.of());
        list.filter(Value::isEmptySequence).ifPresent(value -> value.wrong("has no upstreams", UPSTREAMS));
        for (Value item : items) {
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
