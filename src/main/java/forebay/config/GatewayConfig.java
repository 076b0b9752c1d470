package forebay.config;

import forebay.access.AccessSettings;
import forebay.balance.PoolSettings;
import forebay.cache.CacheSettings;
import forebay.cluster.ClusterSettings;
import forebay.guard.GuardSettings;
import forebay.observe.AccessLogSettings;
import forebay.proxy.ProxySettings;
import forebay.route.ErrorPages;
import forebay.route.Route;
import java.util.List;
import java.util.Map;

/**
 * forebay.yaml as a validated value: every name resolves, every number is in its range.
 *
 * @param server restart to change
 * @param guard live
 * @param pools live
 * @param routes live
 * @param errorPages live; for requests that no route takes
 * @param proxy live
 * @param connections live; what of {@code proxy} is different for a pool, by its name
 * @param cache restart to change
 * @param cluster restart to change
 * @param access restart to change (shiro.ini itself is live)
 * @param accessLog restart to change
 */
public record GatewayConfig(
        ServerSettings server,
        GuardSettings guard,
        List<PoolSettings> pools,
        List<Route> routes,
        ErrorPages errorPages,
        ProxySettings proxy,
        Map<String, ProxySettings> connections,
        CacheSettings cache,
        ClusterSettings cluster,
        AccessSettings access,
        AccessLogSettings accessLog) {}
