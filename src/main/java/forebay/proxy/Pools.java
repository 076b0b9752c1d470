package forebay.proxy;

import forebay.balance.Pool;
import forebay.balance.PoolSettings;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one configuration and the clients that they share, one for all pools with the same settings: a part of
 * its generation. Thread-safe.
 *
 * <p>{@link #close} is for when the generation is unused; requests that run until then keep their connections.
 */
public final class Pools implements AutoCloseable {
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final Map<ProxySettings, PoolClients.Lease> leases = new HashMap<>();
    private final Map<String, PoolClients.Lease> leaseOfPool = new HashMap<>();
    private final PoolClients.Lease general;
    private final Upkeep upkeep;
    private final PoolsUpkeep current;

    /**
     * Builds the pools of a configuration.
     *
     * @param pools the pools, names unique
     * @param settings time-outs and bounds towards upstreams
     * @param connections those of pools that differ, by name
     * @param clients where the clients come from; the same for all configurations
     * @param previous the pools before a reload: what was seen of an upstream stays with its address, and a client
     *     stays where the settings are the same; nothing more is done between requests for the pools before;
     *     null at the first load
     * @param upkeep does what is due between requests
     */
    public Pools(
            List<PoolSettings> pools,
            ProxySettings settings,
            Map<String, ProxySettings> connections,
            PoolClients clients,
            @Nullable Pools previous,
            Upkeep upkeep) {
        if (previous != null) {
            // First: what its checks find from here on must not be taken for what those of this configuration find.
            previous.current.stop();
        }
        UpstreamLog log = new UpstreamLog();
        for (PoolSettings pool : pools) {
            Pool before = previous == null ? null : previous.pools.get(pool.name());
            ProxySettings connection = connections.getOrDefault(pool.name(), settings);
            this.pools.put(pool.name(), Pool.of(bounded(pool, connection), before, log, System::nanoTime));
        }
        Set<ProxySettings> all = new HashSet<>(Set.of(settings));
        pools.forEach(pool -> all.add(connections.getOrDefault(pool.name(), settings)));
        all.forEach(each -> leases.put(each, clients.lease(each)));
        this.general = lease(settings);
        pools.forEach(pool -> leaseOfPool.put(pool.name(), lease(connections.getOrDefault(pool.name(), settings))));
        this.upkeep = upkeep;
        this.current = new PoolsUpkeep(
                this.pools.values(), upkeep, pool -> leaseOf(pool).ready());
    }

    /** Where each client has connections of its own, requests wait for a place before they would make too many. */
    private static PoolSettings bounded(PoolSettings pool, ProxySettings connection) {
        return connection.proxyProtocol()
                ? pool.withLimits(pool.limits().atMostPerUpstream(connection.maxConnections()))
                : pool;
    }

    /** The pool of this name. */
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    /** All pools, in order of declaration. */
    public Collection<Pool> all() {
        return Collections.unmodifiableCollection(pools.values());
    }

    /** The names of the cookies that keep clients with their upstreams. */
    public Set<String> sessionCookies() {
        return pools.values().stream()
                .flatMap(pool -> pool.sessionCookieName().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    Upkeep upkeep() {
        return upkeep;
    }

    /** The client of the pools that say nothing of their own. */
    PoolClient client() {
        return general.client();
    }

    /** The client of a pool. */
    PoolClient client(Pool pool) {
        return leaseOf(pool).client();
    }

    private PoolClients.Lease lease(ProxySettings settings) {
        PoolClients.Lease lease = leases.get(settings);
        if (lease == null) {
            throw new IllegalStateException("settings of another configuration");
        }
        return lease;
    }

    private PoolClients.Lease leaseOf(Pool pool) {
        return leaseOfPool.getOrDefault(pool.name(), general);
    }

    /** Lets go of the clients and of what the pools learn from; by the generation's end. */
    @Override
    public void close() {
        current.stop();
        pools.values().forEach(Pool::close);
        leases.values().forEach(PoolClients.Lease::release);
    }
}
