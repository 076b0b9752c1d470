package forebay.config;

import forebay.balance.Algorithm;
import forebay.balance.BalanceSettings;
import forebay.balance.DiscoverySettings;
import forebay.balance.HealthCheckSettings;
import forebay.balance.HealthSettings;
import forebay.balance.HedgeSettings;
import forebay.balance.LimitSettings;
import forebay.balance.OutlierSettings;
import forebay.balance.PoolSettings;
import forebay.balance.RetryCondition;
import forebay.balance.RetrySettings;
import forebay.balance.UpstreamSettings;
import forebay.proxy.ProxySettings;
import forebay.proxy.UpstreamProtocol;
import forebay.proxy.UpstreamTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What holds for a pool, for people: where its requests go, and all that decides on the way, defaults included. */
final class PoolReport {
    private PoolReport() {}

    /** A line for each upstream that is declared. */
    static List<String> upstreams(PoolSettings pool) {
        Map<Integer, Long> totals = pool.upstreams().stream()
                .collect(Collectors.groupingBy(
                        UpstreamSettings::priority, Collectors.summingLong(UpstreamSettings::weight)));
        return pool.upstreams().stream()
                .map(upstream -> {
                    long total = totals.getOrDefault(upstream.priority(), 1L);
                    long tenths = Math.round(1000.0 * upstream.weight() / total);
                    return String.format(
                            Locale.ROOT,
                            "%s  weight %d (%d.%d %%)%s%s",
                            upstream.url(),
                            upstream.weight(),
                            tenths / 10,
                            tenths % 10,
                            upstream.priority() == 0 ? "" : ", backup of priority " + upstream.priority(),
                            upstream.zone().map(zone -> ", zone " + zone).orElse(""));
                })
                .toList();
    }

    /** How requests are spread. */
    static String spread(BalanceSettings balance) {
        String by = balance.algorithm() == Algorithm.CONSISTENT_HASH
                ? " by "
                        + (balance.hash().source() + " " + balance.hash().name())
                                .toLowerCase(Locale.ROOT)
                                .strip()
                : "";
        return balance.algorithm().word()
                + by
                + balance.ownZone().map(zone -> ", zone " + zone + " first").orElse("");
    }

    /** Everything else, by a word for it. */
    static Map<String, String> lines(PoolSettings pool, ProxySettings connection) {
        Map<String, String> lines = new LinkedHashMap<>();
        pool.discovery().ifPresent(found -> lines.put("found", found(found)));
        pool.balance()
                .sticky()
                .ifPresent(sticky -> lines.put("sticky", "by the cookie " + sticky.cookie() + ", " + sticky.keys()));
        lines.put("health check", pool.health().check().map(PoolReport::check).orElse("none"));
        lines.put("outliers", outliers(pool.health()));
        lines.put("retries", retries(pool.retries()));
        pool.retries().hedge().ifPresent(hedge -> lines.put("hedge", hedge(hedge)));
        lines.put("limits", limits(pool.limits(), connection));
        connection(connection, lines);
        return lines;
    }

    private static String found(DiscoverySettings discovery) {
        if (discovery instanceof DiscoverySettings.Dns dns) {
            return "by DNS, " + (dns.service() ? "SRV of " : "addresses of ") + dns.name() + ", for its TTL from "
                    + text(dns.shortest()) + " to " + text(dns.longest());
        }
        DiscoverySettings.InFile file = (DiscoverySettings.InFile) discovery;
        return "in " + file.path() + ", looked at every " + text(file.interval());
    }

    private static String check(HealthCheckSettings check) {
        String what = check.http().map(PoolReport::asked).orElse("a TCP connection");
        OptionalInt port = check.port();
        return what
                + (port.isPresent() ? ", on port " + port.getAsInt() : "")
                + ", every " + text(check.interval()) + " (" + text(check.fastInterval()) + " in doubt), within "
                + text(check.timeout()) + "; " + check.rise() + " in a row make well, " + check.fall() + " make unwell"
                + (check.startHealthy() ? "" : "; unwell until checked");
    }

    private static String asked(HealthCheckSettings.Http http) {
        String statuses = http.statuses().stream()
                .map(range -> range.first() == range.last()
                        ? Integer.toString(range.first())
                        : range.first() + "-" + range.last())
                .collect(Collectors.joining(" "));
        return http.method() + " " + http.path() + " answers " + statuses
                + http.contains()
                        .map(text -> ", containing " + Value.shown(text))
                        .orElse("")
                + http.matches().map(text -> ", matching " + Value.shown(text)).orElse("");
    }

    private static String outliers(HealthSettings health) {
        OutlierSettings outliers = health.outliers();
        List<String> reasons = new ArrayList<>();
        if (outliers.failuresInARow() > 0) {
            reasons.add(outliers.failuresInARow() + " failures in a row");
        }
        if (outliers.gatewayErrorsInARow() > 0) {
            reasons.add(outliers.gatewayErrorsInARow() + " gateway errors in a row");
        }
        outliers.successRate().ifPresent(rate -> reasons.add("a success rate " + rate.deviation() + " deviations low"));
        outliers.latency().ifPresent(latency -> reasons.add(latency.factor() + " times the median latency"));
        String slow = health.slowStart().isZero() ? "" : "; slow start of " + text(health.slowStart());
        return reasons.isEmpty()
                ? "none" + slow
                : "ejected for " + text(outliers.ejection()) + " to " + text(outliers.maxEjection()) + " after "
                        + String.join(", ", reasons) + "; at most " + outliers.maxEjectedPercent() + " %" + slow;
    }

    private static String retries(RetrySettings retries) {
        if (retries.attempts() == 1) {
            return "none"
                    + retries.total().map(time -> "; all within " + text(time)).orElse("");
        }
        List<String> after = new ArrayList<>(
                retries.on().stream().map(RetryCondition::word).sorted().toList());
        retries.statuses().stream().sorted().forEach(status -> after.add(status.toString()));
        return "up to " + retries.attempts() + " attempts, after " + String.join(" ", after)
                + retries.perTry().map(time -> ", each within " + text(time)).orElse("")
                + retries.total().map(time -> ", all within " + text(time)).orElse("")
                + (retries.backOff().isZero()
                        ? ""
                        : ", " + text(retries.backOff()) + " to " + text(retries.maxBackOff()) + " apart")
                + "; at most " + retries.budgetPercent() + " % of requests, or " + retries.budgetPerSecond()
                + " a second";
    }

    private static String hedge(HedgeSettings hedge) {
        return hedge.after()
                .map(time -> "a second attempt after " + text(time))
                .orElse("a second attempt when " + hedge.percentile() + " % of answers would have come, after "
                        + text(hedge.atLeast()) + " at the earliest");
    }

    private static String limits(LimitSettings limits, ProxySettings connection) {
        LimitSettings held =
                connection.proxyProtocol() ? limits.atMostPerUpstream(connection.maxConnections()) : limits;
        List<String> parts = new ArrayList<>();
        if (held.inFlight() != LimitSettings.UNLIMITED) {
            parts.add(held.inFlight() + " in flight");
        }
        if (held.inFlightPerUpstream() != LimitSettings.UNLIMITED) {
            parts.add(held.inFlightPerUpstream() + " in flight per upstream");
        }
        return parts.isEmpty()
                ? "none in flight"
                : String.join(", ", parts) + "; " + held.queue() + " may wait for " + text(held.queueTimeout());
    }

    private static void connection(ProxySettings own, Map<String, String> lines) {
        lines.put(
                "connections",
                "connect within " + text(own.connect()) + ", head within " + text(own.responseHead())
                        + ", silence up to " + text(own.idle()) + ", " + own.maxConnections() + " per upstream");
        lines.put("used again", reuse(own.reuse()));
        if (own.protocol() != UpstreamProtocol.HTTP1) {
            lines.put("protocol", own.protocol().word());
        }
        if (own.proxyProtocol()) {
            lines.put("proxy protocol", "v2 names the client; each client address has connections of its own");
        }
        if (!own.tls().equals(UpstreamTls.DEFAULT)) {
            lines.put("https", tls(own.tls()));
        }
    }

    private static String reuse(ProxySettings.Reuse reuse) {
        return reuse.keepAlive().map(time -> "within " + text(time)).orElse("while not silent")
                + reuse.maxAge().map(age -> ", up to an age of " + text(age)).orElse("")
                + (reuse.maxRequests().isPresent()
                        ? ", for " + reuse.maxRequests().getAsInt() + " requests"
                        : "");
    }

    private static String tls(UpstreamTls tls) {
        String who = tls.verified()
                ? "verified" + (tls.trustsOwn() ? " by tls.ca" : "")
                : "NOT VERIFIED: whoever gets in between reads everything";
        return who
                + tls.serverName().map(name -> ", as " + name).orElse("")
                + (tls.presents() ? ", with a certificate of this gateway" : "");
    }

    private static String text(Duration time) {
        return Quantities.text(time);
    }
}
