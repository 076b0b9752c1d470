package forebay.config;

import forebay.access.AccessSettings;
import forebay.cache.CacheSettings;
import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterSettings;
import forebay.cluster.Partition;
import forebay.guard.GuardSettings;
import forebay.observe.AccessLogSettings;
import forebay.proxy.ProxySettings;
import forebay.proxy.UpstreamProtocol;
import forebay.proxy.UpstreamTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads every section but {@code server}, {@code pools} and {@code routes}; the defaults of their keys are here. */
final class SettingsReader {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long TIB = 1L << 40;
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private SettingsReader() {}

    static GuardSettings guard(Section root) {
        return new GuardSettings(
                List.copyOf(list(root, "trusted-proxies", Addresses::block, "a list such as [10.0.0.0/8]")),
                list(root, "authorities", Addresses::host, "a list such as [shop.example]"));
    }

    private static Set<String> list(Section root, String key, Function<String, Parsed<String>> parser, String right) {
        Set<String> found = new LinkedHashSet<>();
        for (Value item : root.value(key).map(value -> value.items(right)).orElse(List.of())) {
            item.parse(parser)
                    .filter(text -> !found.add(text))
                    .ifPresent(text -> item.wrong("is there twice", "once is enough"));
        }
        return Collections.unmodifiableSet(found);
    }

    static ProxySettings upstream(Section root) {
        Section section = root.section("upstream");
        ProxySettings settings = new ProxySettings(
                duration(section, "connect-timeout", MILLI, Duration.ofMinutes(5), Duration.ofSeconds(5)),
                duration(section, "response-head-timeout", MILLI, DAY, Duration.ofSeconds(60)),
                duration(section, "idle-timeout", MILLI, DAY, Duration.ofSeconds(60)),
                duration(section, "upgrade-idle-timeout", MILLI, DAY, Duration.ofMinutes(5)),
                duration(section, "upgrade-drain-timeout", Duration.ZERO, DAY, ProxySettings.UPGRADE_DRAIN),
                integer(section, "max-connections", 1, 65_535, 256),
                integer(section, "max-queued", 0, 1_000_000, 1_024),
                (int) size(section, "max-response-head", KIB, 16 * MIB, 32 * KIB),
                ProxySettings.Reuse.ANY,
                UpstreamTls.DEFAULT,
                UpstreamProtocol.HTTP1,
                false);
        section.end();
        return settings;
    }

    static CacheSettings cache(Section root) {
        Section section = root.section("cache");
        long heap = size(section, "heap", 64 * KIB, TIB, 64 * MIB);
        long cluster = size(section, "cluster", 64 * KIB, TIB, 128 * MIB);
        Optional<Value> maxObject = section.filled("max-object");
        long max = maxObject.flatMap(value -> value.size(1, TIB)).orElse(Math.min(64 * MIB, heap));
        if (max > heap) {
            maxObject.ifPresent(value ->
                    value.wrong("is larger than the heap that it must fit in", "at most " + Quantities.text(heap)));
        }
        Duration lookup = duration(section, "lookup-timeout", MILLI, Duration.ofSeconds(10), Duration.ofMillis(50));
        Section purge = section.section("purge");
        CacheSettings.Purging usual = CacheSettings.Purging.USUAL;
        CacheSettings.Purging purging = new CacheSettings.Purging(
                integer(purge, "per-second", 1, 100_000, usual.perSecond()),
                duration(purge, "patience", Duration.ofMillis(10), Duration.ofMinutes(1), usual.patience()));
        purge.end();
        section.end();
        return new CacheSettings(heap, cluster, max, lookup, purging);
    }

    static ClusterSettings cluster(Section root, Path folder) {
        Section section = root.section("cluster");
        ClusterSettings.Mode mode = section.filled("mode")
                .flatMap(value -> value.word(Map.of(
                        "embedded", ClusterSettings.Mode.EMBEDDED,
                        "client", ClusterSettings.Mode.CLIENT,
                        "off", ClusterSettings.Mode.OFF)))
                .orElse(ClusterSettings.Mode.EMBEDDED);
        String name = mode == ClusterSettings.Mode.CLIENT ? "hazelcast-client.yaml" : "hazelcast.yaml";
        Optional<Path> usual = Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
        Optional<Path> file =
                section.filled("file").flatMap(Value::readableFile).or(() -> usual);
        ClusterKeys keys = section.filled("keys")
                .map(KeysReader::read)
                .map(ClusterKeys::of)
                .orElse(ClusterKeys.NONE);
        Partition partition = section.filled("partition")
                .flatMap(value ->
                        value.word(Map.of("purge-waits", Partition.PURGE_WAITS, "hits-stop", Partition.HITS_STOP)))
                .orElse(Partition.PURGE_WAITS);
        section.end();
        return new ClusterSettings(mode, mode == ClusterSettings.Mode.OFF ? Optional.empty() : file, keys, partition);
    }

    static AccessSettings access(Section root, Path folder) {
        Section section = root.section("access");
        AccessSettings settings = new AccessSettings(
                section.filled("file").flatMap(Value::readableFile).orElse(folder.resolve("shiro.ini")),
                integer(section, "concurrent-hashes", 1, 64, 2),
                integer(section, "queued-hashes", 0, 10_000, 16),
                integer(section, "failures-per-minute", 1, 100_000, 10),
                duration(section, "remember-verified", Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(1)));
        section.end();
        return settings;
    }

    static AccessLogSettings accessLog(Section root) {
        Optional<Value> value = root.value("access-log");
        if (value.isPresent() && !value.get().isMapping()) {
            boolean on = value.get()
                    .word(Map.of("on", true, "true", true, "off", false, "false", false))
                    .orElse(true);
            return new AccessLogSettings(on, Optional.empty(), 8_192, false);
        }
        Section section = root.section("access-log");
        AccessLogSettings settings = new AccessLogSettings(
                true,
                section.filled("file").flatMap(Value::file),
                integer(section, "queue", 1, 10_000_000, 8_192),
                section.filled("query").flatMap(Value::flag).orElse(false));
        section.end();
        return settings;
    }

    static int integer(Section section, String key, int min, int max, int fallback) {
        return section.filled(key).flatMap(value -> value.integer(min, max)).orElse(fallback);
    }

    static long size(Section section, String key, long min, long max, long fallback) {
        return section.filled(key).flatMap(value -> value.size(min, max)).orElse(fallback);
    }

    static Duration duration(Section section, String key, Duration min, Duration max, Duration fallback) {
        return section.filled(key).flatMap(value -> value.duration(min, max)).orElse(fallback);
    }
}
