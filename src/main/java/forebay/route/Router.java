package forebay.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the route of a request, by the order of {@link Precedence}. Immutable, thread-safe.
 *
 * <p>The time that it takes depends on the length of host and path, and on the routes that begin with the same literal
 * segments; hardly on how many others there are.
 */
public final class Router {
    private final Map<String, SegmentTree> byHost;
    private final WildcardHosts byDomain;
    private final SegmentTree anyHost;
    private final Set<String> methods;

    /**
     * Two routes of which the second takes no request, as numbers in the order of declaration, from 0.
     *
     * @param first the one that is asked before
     * @param hidden the one that it hides
     * @param equal whether both take the same requests
     */
    public record Conflict(int first, int hidden, boolean equal) {}

    private Router(Map<String, SegmentTree> byHost, WildcardHosts byDomain, SegmentTree anyHost, Set<String> methods) {
        this.byHost = byHost;
        this.byDomain = byDomain;
        this.anyHost = anyHost;
        this.methods = methods;
    }

    /**
     * A router over {@code routes}.
     *
     * @throws IllegalArgumentException where one of them takes no request because of another, or a path does not begin
     *     with a slash; the configuration is checked before
     */
    public static Router of(List<Route> routes) {
        List<Conflict> conflicts = conflicts(routes);
        if (!conflicts.isEmpty()) {
            throw new IllegalArgumentException("routes that take no request: " + conflicts);
        }
        Map<String, List<Route>> hosts = new HashMap<>();
        Map<String, List<Route>> domains = new HashMap<>();
        List<Route> any = new ArrayList<>();
        Set<String> methods = new HashSet<>();
        for (Route route : routes) {
            HostMatch host = route.match().host();
            List<Route> list = switch (host.kind()) {
                case EXACT -> hosts.computeIfAbsent(host.name(), unused -> new ArrayList<>());
                case WILDCARD -> domains.computeIfAbsent(host.name(), unused -> new ArrayList<>());
                case ANY -> any;
            };
            list.add(route);
            methods.addAll(route.methods());
        }
        Map<String, SegmentTree> byHost = new HashMap<>();
        hosts.forEach((host, own) -> byHost.put(host, SegmentTree.of(own)));
        return new Router(Map.copyOf(byHost), WildcardHosts.of(domains), SegmentTree.of(any), Set.copyOf(methods));
    }

    /** The routes that no request can reach because of another, in the order of their declaration. */
    public static List<Conflict> conflicts(List<Route> routes) {
        return Conflicts.among(routes);
    }

    /**
     * The route of a request.
     *
     * @param path the canonical path, decoded
     */
    public Optional<Route> match(RoutedRequest request, String path) {
        return match(request, path, true);
    }

    /**
     * The route of a request of whose path no more is sure than how it begins; routes with an exact path or a pattern
     * take none of these.
     *
     * @param literalPath whole segments with which the path begins
     */
    public Optional<Route> matchStart(RoutedRequest request, String literalPath) {
        return match(request, literalPath, false);
    }

    private Optional<Route> match(RoutedRequest request, String path, boolean whole) {
        SegmentTree own = byHost.get(request.host());
        if (own != null) {
            Optional<Route> route = own.match(request, path, whole);
            if (route.isPresent()) {
                return route;
            }
        }
        Optional<Route> route = byDomain.match(request, path, whole);
        return route.isPresent() ? route : anyHost.match(request, path, whole);
    }

    /** The same as Allow has them (RFC 9110 §10.2.1). */
    public String allowed() {
        return String.join(", ", methods.stream().sorted().toList());
    }

    /** Every method that some route takes. */
    public Set<String> methods() {
        return methods;
    }
}
