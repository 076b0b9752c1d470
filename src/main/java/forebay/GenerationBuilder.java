package forebay;

import forebay.cache.CacheSettings;
import forebay.cache.flow.RouteRules;
import forebay.config.GatewayConfig;
import forebay.discovery.Discoveries;
import forebay.exchange.Generation;
import forebay.exchange.ViaPseudonym;
import forebay.exchange.WithheldCookies;
import forebay.guard.GuardRules;
import forebay.proxy.PoolClients;
import forebay.proxy.Pools;
import forebay.proxy.Upkeep;
import forebay.route.ErrorPages;
import forebay.route.Router;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds what the live part of a configuration stands for. For one thread at a time. */
final class GenerationBuilder {
    private final PoolClients clients;
    private final ViaPseudonym pseudonym;
    private final CacheSettings cache;
    private final Upkeep upkeep;
    private final Discoveries discoveries;
    private int number;
    private @Nullable Pools pools;
    private @Nullable RouteRules rules;

    /**
     * A builder.
     *
     * @param cache the bounds that the running cache has; a change of them needs a restart
     * @param upkeep does what is due for upstreams between requests
     * @param discoveries finds upstreams that are not declared
     */
    GenerationBuilder(
            PoolClients clients, ViaPseudonym pseudonym, CacheSettings cache, Upkeep upkeep, Discoveries discoveries) {
        this.discoveries = discoveries;
        this.clients = clients;
        this.pseudonym = pseudonym;
        this.cache = cache;
        this.upkeep = upkeep;
    }

    /** The next generation; what was seen of upstreams that stay, and their connections, goes on. */
    Generation build(GatewayConfig config) {
        Pools next = new Pools(config.pools(), config.proxy(), config.connections(), clients, pools, upkeep);
        pools = next;
        discoveries.follow(next.all());
        RouteRules before = rules;
        RouteRules now = before == null ? RouteRules.of(config.routes(), cache) : before.next(config.routes(), cache);
        rules = now;
        number++;
        Map<Class<?>, Object> parts = Map.of(
                Router.class,
                Router.of(config.routes()),
                GuardRules.class,
                GuardRules.of(config.guard()),
                ErrorPages.class,
                config.errorPages(),
                RouteRules.class,
                now,
                Pools.class,
                next,
                ViaPseudonym.class,
                pseudonym,
                WithheldCookies.class,
                new WithheldCookies(next.sessionCookies()));
        return new Generation(number, parts, next::close);
    }
}
