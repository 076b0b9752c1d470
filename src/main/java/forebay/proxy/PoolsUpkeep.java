package forebay.proxy;

import forebay.balance.HealthCheckSettings;
import forebay.balance.Pool;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is due for the pools of one configuration while it is the current one: about once a second, and checks. */
final class PoolsUpkeep {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** How soon clients that are not there yet are looked for again: an upstream may wait for its first check. */
    private static final Duration SOON = Duration.ofMillis(50);

    private final List<Pool> pools;
    private final Upkeep upkeep;
    private final Function<Pool, Optional<PoolClient>> client;
    private final Map<Pool, HealthChecker> checkers = new HashMap<>();
    private final Upkeep.Timer ticking;
    private boolean stopped;

    /**
     * Begins.
     *
     * @param client what checks are made with; empty as long as the servlet is not initialised
     */
    PoolsUpkeep(Collection<Pool> pools, Upkeep upkeep, Function<Pool, Optional<PoolClient>> client) {
        this.pools = List.copyOf(pools);
        this.upkeep = upkeep;
        this.client = client;
        upkeep.run(this::begin);
        this.ticking = upkeep.every(TICK, this::tick);
    }

    private void begin() {
        if (!check()) {
            upkeep.after(SOON, this::begin);
        }
    }

    private void tick() {
        pools.forEach(Pool::tick);
        boolean unused = check();
    }

    /** Has all that is to be checked checked; false where there is no client for some of it yet. */
    private synchronized boolean check() {
        boolean all = true;
        for (Pool pool : pools) {
            Optional<HealthCheckSettings> check = pool.health().check();
            if (!stopped && check.isPresent() && !checkers.containsKey(pool)) {
                Optional<PoolClient> ready = client.apply(pool);
                ready.ifPresent(by -> checkers.put(pool, checker(pool, check.get(), by)));
                all &= ready.isPresent();
            }
        }
        checkers.values().forEach(HealthChecker::follow);
        return all;
    }

    private HealthChecker checker(Pool pool, HealthCheckSettings check, PoolClient client) {
        // What listens on a port of its own need not speak what the upstream does.
        boolean announced = client.settings().proxyProtocol() && check.port().isEmpty();
        HealthProbe probe = check.http()
                .<HealthProbe>map(http -> new HttpProbe(client.http(), check, http, announced))
                .orElseGet(() -> new TcpProbe(client.http(), upkeep, check, announced));
        return new HealthChecker(pool, check, probe, upkeep);
    }

    /** Ends; when another configuration takes over, or this one is unused. Idempotent. */
    synchronized void stop() {
        stopped = true;
        ticking.cancel();
        checkers.values().forEach(HealthChecker::stop);
    }
}
