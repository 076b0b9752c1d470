package forebay.cache.flow;

import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.route.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cache rules of every route of one configuration, worked out once. Immutable. */
public final class RouteRules {
    private final Map<String, CacheRules> byName;

    private RouteRules(Map<String, CacheRules> byName) {
        this.byName = byName;
    }

    /** The rules of {@code routes}, whose names differ. */
    public static RouteRules of(List<Route> routes, CacheSettings settings) {
        return new RouteRules(
                routes.stream().collect(Collectors.toUnmodifiableMap(Route::name, route -> rules(route, settings))));
    }

    /** The rules of a route of this configuration. */
    public CacheRules of(Route route) {
        CacheRules rules = byName.get(route.name());
        if (rules == null) {
            throw new IllegalArgumentException("no route " + route.name() + " in this configuration");
        }
        return rules;
    }

    private static CacheRules rules(Route route, CacheSettings settings) {
        long fingerprint = CacheRules.fingerprint(
                route.host().orElse(""),
                route.pathPrefix(),
                route.pool(),
                Boolean.toString(route.keepHost()),
                Boolean.toString(route.authorization()),
                Boolean.toString(route.tellUser()),
                route.cache().toString());
        return new CacheRules(route.name(), fingerprint, route.cache(), route.tellUser(), settings.maxObjectBytes());
    }
}
