package forebay.config;

import forebay.balance.PoolSettings;
import forebay.cache.CacheSettings;
import forebay.cluster.ClusterSettings;
import forebay.http.TargetLeniency;
import forebay.proxy.ProxySettings;
import forebay.route.InterimRelay;
import forebay.route.Mirror;
import forebay.route.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Explains a configuration to a person: what goes where, and within which bounds. No secret is in it. */
public final class ConfigReport {
    private final StringBuilder out = new StringBuilder();

    private ConfigReport() {}

    /** The explanation, several lines, each ended by a line feed. */
    public static String text(GatewayConfig config) {
        ConfigReport report = new ConfigReport();
        report.server(config.server());
        report.guard(config);
        report.pools(config);
        report.routes(config.routes());
        report.upstream(config.proxy());
        report.cache(config.cache());
        report.rest(config);
        return report.out.toString();
    }

    private void server(ServerSettings server) {
        heading("server (java -jar)");
        line("listens", server.address() + ":" + server.port() + " (HTTP/1.1 and h2c)");
        server.tls().ifPresent(tls -> line("with TLS", server.address() + ":" + tls.port() + " (HTTP/1.1 and HTTP/2)"));
        line("request head", "up to " + Quantities.text(server.maxRequestHeadBytes()));
        line("silent connection", "closed after " + Quantities.text(server.idle()));
        line("stopping", "requests in flight have " + Quantities.text(server.drain()));
    }

    private void guard(GatewayConfig config) {
        heading("who is believed");
        line("trusted proxies", words(config.guard().trustedProxies(), "none; forwarding fields are ignored"));
        line("authorities", words(config.guard().authorities().stream().sorted().toList(), "any"));
    }

    private void pools(GatewayConfig config) {
        heading("pools");
        for (PoolSettings pool : config.pools()) {
            boolean used = config.routes().stream().anyMatch(route -> leads(route, pool.name()));
            out.append("  ")
                    .append(pool.name())
                    .append("  ")
                    .append(PoolReport.spread(pool.balance()))
                    .append(used ? "" : "  (no route leads here)")
                    .append('\n');
            PoolReport.upstreams(pool)
                    .forEach(upstream -> out.append("    ").append(upstream).append('\n'));
            PoolReport.lines(pool, config.connections().getOrDefault(pool.name(), config.proxy()))
                    .forEach((word, text) -> line("  " + word, text));
        }
    }

    private void routes(List<Route> routes) {
        heading(
                "routes (an exact host wins over *.domain and any, then the longest path; then exact, pattern, prefix)");
        for (Route route : routes) {
            out.append("  ").append(route.name()).append('\n');
            line("  takes", route.match().toString());
            line("  methods", String.join(" ", route.methods().stream().sorted().toList()));
            line("  goes to", destination(route));
            RouteChanges.lines(route).forEach((word, text) -> line("  " + word, text));
            route.mirror().ifPresent(mirror -> line("  copies", mirror(mirror)));
            line("  caller", caller(route));
            cache(CachePolicyReport.lines(route.cache()));
            line("  content", "up to " + Quantities.text(route.maxContentBytes()));
            route.rate().ifPresent(rate -> line("  rate", RateReader.text(rate)));
            line("  upgrade", route.webSocket() ? "to WebSocket" : "never");
            line("  interim", interim(route.interim()));
            targets(route).ifPresent(text -> line("  targets", text));
        }
    }

    private static String interim(InterimRelay relay) {
        return switch (relay) {
            case OFF -> "none of the upstream's";
            case HTTP2 -> "the upstream's, to clients by HTTP/2";
            case ALL -> "the upstream's, to all clients";
        };
    }

    private void cache(List<String> lines) {
        line("  cache", lines.get(0));
        lines.subList(1, lines.size()).forEach(text -> line("", "  " + text));
    }

    private static String destination(Route route) {
        if (route.redirect().isPresent()) {
            return "another URI, by " + route.redirect().get().status();
        }
        return route.fixedAnswer()
                .map(answer -> "nowhere: it answers " + answer.status() + " itself")
                .orElseGet(
                        () -> "pool " + route.pools() + ", Host is " + (route.keepHost() ? "kept" : "the upstream's"));
    }

    private static boolean leads(Route route, String pool) {
        return route.pools().pools().contains(pool)
                || route.mirror().filter(mirror -> mirror.pool().equals(pool)).isPresent();
    }

    private static String mirror(Mirror mirror) {
        return mirror.percent() + " % of "
                + String.join(" ", mirror.methods().stream().sorted().toList()) + " to pool " + mirror.pool()
                + ", with content up to " + Quantities.text(mirror.maxContentBytes());
    }

    private static String caller(Route route) {
        return "Authorization " + (route.authorization() ? "goes to the upstream" : "stays here")
                + ", X-Forwarded-User " + (route.tellUser() ? "is sent" : "is not sent");
    }

    private static Optional<String> targets(Route route) {
        List<String> parts = new ArrayList<>();
        if (!route.leniency().isEmpty()) {
            parts.add("lets in "
                    + String.join(
                            ", ",
                            route.leniency().stream()
                                    .map(TargetLeniency::word)
                                    .sorted()
                                    .toList()));
        }
        if (route.reportOnly()) {
            parts.add("others that would be refused are only counted");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private void upstream(ProxySettings proxy) {
        heading("towards upstreams");
        line("connect", "within " + Quantities.text(proxy.connect()));
        line(
                "response head",
                "within " + Quantities.text(proxy.responseHead()) + ", up to " + Quantities.text(proxy.maxHeadBytes()));
        line(
                "silence",
                "up to " + Quantities.text(proxy.idle()) + "; in a WebSocket " + Quantities.text(proxy.upgradeIdle()));
        line("connections", proxy.maxConnections() + " per upstream, " + proxy.maxQueued() + " requests may wait");
    }

    private void cache(CacheSettings cache) {
        heading("cache");
        line("heap", Quantities.text(cache.heapBytes()));
        line("for the cluster", Quantities.text(cache.clusterBytes()));
        line("largest content", Quantities.text(cache.maxObjectBytes()));
        line("look-up", "within " + Quantities.text(cache.lookupTimeout()) + ", else a miss");
        line(
                "purge",
                cache.purging().perSecond() + " calls a second, "
                        + Quantities.text(cache.purging().patience()) + " patience with other nodes");
    }

    private void rest(GatewayConfig config) {
        heading("cluster, access, log");
        line(
                "cluster",
                switch (config.cluster().mode()) {
                    case EMBEDDED ->
                        "embedded member, "
                                + config.cluster().file().map(Object::toString).orElse("built-in defaults (loopback)");
                    case CLIENT ->
                        "client, "
                                + config.cluster().file().map(Object::toString).orElse("built-in defaults (loopback)");
                    case OFF -> "off";
                });
        if (config.cluster().mode() != ClusterSettings.Mode.OFF) {
            line(
                    "cluster keys",
                    switch (config.cluster().keys().count()) {
                        case 0 -> "none: who reaches a member's port can forge what is stored; loopback only";
                        case 1 -> "one signs and verifies";
                        default -> "the first signs, both verify";
                    });
            line(
                    "cut off",
                    switch (config.cluster().partition()) {
                        case PURGE_WAITS -> "hits go on, a purge that misses a node fails";
                        case HITS_STOP -> "purges go on with most nodes; whom most do not hear uses nothing stored";
                    });
        }
        line("access", config.access().shiroIni().toString());
        Duration remember = config.access().rememberVerified();
        line(
                "password hashes",
                config.access().concurrentHashes() + " at a time, "
                        + config.access().queuedHashes()
                        + " may wait; " + config.access().failuresPerMinute() + " failures a minute; "
                        + (remember.isZero() ? "none remembered" : "remembered for " + Quantities.text(remember)));
        line(
                "access log",
                !config.accessLog().enabled()
                        ? "off"
                        : config.accessLog().file().map(Object::toString).orElse("standard output")
                                + (config.accessLog().logQuery() ? ", with queries" : ", without queries"));
    }

    private void heading(String text) {
        out.append(text).append('\n');
    }

    private void line(String name, String text) {
        out.append(String.format(Locale.ROOT, "  %-20s %s\n", name, text));
    }

    private static String words(List<String> words, String none) {
        return words.isEmpty() ? none : String.join(", ", words);
    }
}
