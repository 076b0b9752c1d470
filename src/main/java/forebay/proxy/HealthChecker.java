package forebay.proxy;

import forebay.balance.HealthCheckSettings;
import forebay.balance.HealthCount;
import forebay.balance.Pool;
import forebay.balance.Standing;
import forebay.balance.Upstream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks the upstreams of one pool again and again whether they are well, each in a rhythm of its own, until it is
 * stopped. What it found stays with the upstream. Everything but the asking itself runs on the upkeep's thread.
 */
final class HealthChecker {
    private final Pool pool;
    private final HealthCheckSettings settings;
    private final HealthProbe probe;
    private final Upkeep upkeep;
    private final Map<URI, HealthCount> counts = new HashMap<>();
    private volatile boolean stopped;

    HealthChecker(Pool pool, HealthCheckSettings settings, HealthProbe probe, Upkeep upkeep) {
        this.pool = pool;
        this.settings = settings;
        this.probe = probe;
        this.upkeep = upkeep;
    }

    /** Begins with upstreams that joined and ends with those that left. */
    void follow() {
        Set<URI> present = pool.upstreams().stream().map(Upstream::url).collect(Collectors.toSet());
        counts.keySet().retainAll(present);
        for (Upstream upstream : pool.upstreams()) {
            if (!stopped && !counts.containsKey(upstream.url())) {
                boolean healthy = upstream.state().standing(System.nanoTime()) != Standing.UNHEALTHY;
                HealthCount count = new HealthCount(settings, healthy);
                counts.put(upstream.url(), count);
                // Not all at once: somewhere within the first interval, at once where nothing is known yet.
                Duration first = healthy ? upkeep.spread(settings.fastInterval().dividedBy(2), 100) : Duration.ZERO;
                upkeep.after(first, () -> ask(upstream, count));
            }
        }
    }

    /** Asks no more; what is being asked is not listened to, so that nothing is found once this has returned. */
    synchronized void stop() {
        stopped = true;
    }

    private boolean over(Upstream upstream, HealthCount count) {
        return stopped || counts.get(upstream.url()) != count;
    }

    private void ask(Upstream upstream, HealthCount count) {
        if (!over(upstream, count)) {
            probe.ask(upstream, finding -> upkeep.run(() -> found(upstream, count, finding)));
        }
    }

    private synchronized void found(Upstream upstream, HealthCount count, HealthProbe.Finding finding) {
        if (over(upstream, count)) {
            return;
        }
        boolean healthy = count.count(finding.well());
        long now = System.nanoTime();
        upstream.state().health(healthy, finding.what(), now);
        if (finding.well() && settings.port().isEmpty()) {
            upstream.state().connected(now);
        }
        Duration next = count.inDoubt() ? settings.fastInterval() : settings.interval();
        upkeep.after(upkeep.spread(next, settings.jitterPercent()), () -> ask(upstream, count));
    }
}
