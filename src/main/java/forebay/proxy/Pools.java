package forebay.proxy;

import forebay.balance.Pool;
import forebay.balance.PoolSettings;
import forebay.balance.UpstreamSettings;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one configuration and the client that they share: a part of its generation. Thread-safe.
 *
 * <p>{@link #close} is for when the generation is unused; requests that run until then keep their connections.
 */
public final class Pools implements AutoCloseable {
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final ProxySettings settings;
    private final PoolClients.Lease lease;
    private final Upkeep upkeep;
    private final PoolsUpkeep current;

    /**
     * Builds the pools of a configuration.
     *
     * @param pools the pools, names unique
     * @param settings time-outs and bounds towards upstreams
     * @param clients where the client comes from; the same for all configurations
     * @param previous the pools before a reload: what was seen of an upstream stays with its address, and the client
     *     stays where upstreams and settings are the same; nothing more is done between requests for the pools before;
     *     null at the first load
     * @param upkeep does what is due between requests
     */
    public Pools(
            List<PoolSettings> pools,
            ProxySettings settings,
            PoolClients clients,
            @Nullable Pools previous,
            Upkeep upkeep) {
        UpstreamLog log = new UpstreamLog();
        for (PoolSettings pool : pools) {
            Pool before = previous == null ? null : previous.pools.get(pool.name());
            this.pools.put(pool.name(), Pool.of(pool, before, log, System::nanoTime));
        }
        this.settings = settings;
        Set<URI> upstreams = pools.stream()
                .flatMap(pool -> pool.upstreams().stream())
                .map(UpstreamSettings::url)
                .collect(Collectors.toSet());
        this.lease = clients.lease(upstreams, settings);
        if (previous != null) {
            previous.current.stop();
        }
        this.upkeep = upkeep;
        this.current = new PoolsUpkeep(this.pools.values(), upkeep, lease::http);
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

    ProxySettings settings() {
        return settings;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    PoolClient client() {
        return lease.client();
    }

    /** Lets go of the client and of what the pools learn from; by the generation's end. */
    @Override
    public void close() {
        current.stop();
        pools.values().forEach(Pool::close);
        lease.release();
    }
}
