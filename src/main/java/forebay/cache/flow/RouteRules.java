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

/** The cache rules of every route of one configuration, worked out once. Immutable. */
public final class RouteRules {
    private final Map<String, CacheRules> byName;
    private final List<KeyRules> ofQuery;
    private final boolean anyCaches;

    private RouteRules(Map<String, CacheRules> byName) {
        this.byName = byName;
        this.anyCaches =
                byName.values().stream().anyMatch(rules -> rules.policy().enabled());
        this.ofQuery = byName.values().stream()
                .map(rules -> rules.policy().key())
                .filter(KeyRules::ofQuery)
                .distinct()
                .toList();
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

    /** Whether the cache of any route is on. */
    boolean anyCaches() {
        return anyCaches;
    }

    /**
     * The URI as it came, and as the key rules of each route see it: whatever is stored for it is marked by one of
     * them.
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

    private static CacheRules rules(Route route, CacheSettings settings) {
        long fingerprint = CacheRules.fingerprint(
                route.match().toString(),
                route.pool(),
                Boolean.toString(route.keepHost()),
                Boolean.toString(route.authorization()),
                Boolean.toString(route.tellUser()),
                route.cache().toString());
        return new CacheRules(route.name(), fingerprint, route.cache(), route.tellUser(), settings.maxObjectBytes());
    }
}
