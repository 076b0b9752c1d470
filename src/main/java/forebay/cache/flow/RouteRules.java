package forebay.cache.flow;

import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.PlainUri;
import forebay.route.Route;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cache rules of every route of one configuration, worked out once. Immutable.
 *
 * <p>What was stored under earlier configurations is found again once their rules are back, so an invalidation has to
 * reach it too: whether anything was ever cached, and under which key rules, goes on from one to the {@link #next}.
 */
public final class RouteRules {
    private final Map<String, ByPool> byName;
    private final List<KeyRules> ofQuery;
    private final boolean anyCaches;

    /** The rules of a route, which differ by the pool that is chosen: what one pool answered never answers for another. */
    private record ByPool(String pool, CacheRules first, Map<String, CacheRules> all) {
        CacheRules of(String chosen) {
            return chosen.equals(pool) ? first : all.getOrDefault(chosen, first);
        }
    }

    private RouteRules(Map<String, ByPool> byName, List<KeyRules> earlierOfQuery, boolean earlierCaches) {
        this.byName = byName;
        this.anyCaches = earlierCaches
                || byName.values().stream()
                        .anyMatch(rules -> rules.first().policy().enabled());
        this.ofQuery = Stream.concat(
                        byName.values().stream()
                                .map(rules -> rules.first().policy().key())
                                .filter(KeyRules::ofQuery),
                        earlierOfQuery.stream())
                .distinct()
                .toList();
    }

    /** The rules of {@code routes}, whose names differ. */
    public static RouteRules of(List<Route> routes, CacheSettings settings) {
        return new RouteRules(byName(routes, settings), List.of(), false);
    }

    /** Those of the configuration that takes the place of this one. */
    public RouteRules next(List<Route> routes, CacheSettings settings) {
        return new RouteRules(byName(routes, settings), ofQuery, anyCaches);
    }

    private static Map<String, ByPool> byName(List<Route> routes, CacheSettings settings) {
        return routes.stream().collect(Collectors.toUnmodifiableMap(Route::name, route -> byPool(route, settings)));
    }

    /** The rules of a route of this configuration, where {@code pool} serves it. */
    public CacheRules of(Route route, String pool) {
        ByPool rules = byName.get(route.name());
        if (rules == null) {
            throw new IllegalArgumentException("no route " + route.name() + " in this configuration");
        }
        return rules.of(pool);
    }

    /** Whether the cache of any route is on, or was. */
    boolean anyCaches() {
        return anyCaches;
    }

    /**
     * The URI as it came, and as the key rules of each route see it or saw it: whatever is stored for it is marked by one
     * of them.
     */
    Set<PlainUri> forms(PlainUri uri) {
        if (ofQuery.isEmpty()) {
            return Set.of(uri);
        }
        Set<PlainUri> forms = new LinkedHashSet<>();
        forms.add(uri);
        ofQuery.forEach(rules -> forms.add(uri.as(rules)));
        return forms;
    }

    private static ByPool byPool(Route route, CacheSettings settings) {
        Map<String, CacheRules> all = route.pools().pools().stream()
                .collect(Collectors.toUnmodifiableMap(pool -> pool, pool -> rules(route, pool, settings)));
        String first = route.pools().first();
        return new ByPool(first, rules(route, first, settings), all);
    }

    private static CacheRules rules(Route route, String pool, CacheSettings settings) {
        long fingerprint = CacheRules.fingerprint(
                route.match().toString(),
                pool,
                Boolean.toString(route.keepHost()),
                Boolean.toString(route.authorization()),
                Boolean.toString(route.tellUser()),
                route.rewrite().toString(),
                route.requestFields().toString(),
                route.cache().toString());
        return new CacheRules(
                route.name(),
                fingerprint,
                route.cache(),
                route.tellUser(),
                settings.maxObjectBytes(),
                route.requestFields().perClient());
    }
}
