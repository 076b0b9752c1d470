package forebay.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the route of a request: the longest prefix by whole segments among the routes of its host, else among those
 * of any host. Immutable, thread-safe.
 *
 * <p>A lookup walks the path once, with a binary search among the children of each segment, and allocates nothing:
 * its time depends on the length of the path, hardly on the number of routes.
 */
public final class Router {
    private final Map<String, SegmentTree> byHost;
    private final SegmentTree anyHost;
    private final Set<String> methods;

    /**
     * Two routes that take the same requests.
     *
     * @param first the one that is declared first
     * @param second the other one
     */
    public record Conflict(Route first, Route second) {}

    private Router(Map<String, SegmentTree> byHost, SegmentTree anyHost, Set<String> methods) {
        this.byHost = byHost;
        this.anyHost = anyHost;
        this.methods = methods;
    }

    /**
     * A router over {@code routes}.
     *
     * @throws IllegalArgumentException where two of them take the same requests, or a prefix does not begin with a
     *     slash; the configuration is checked before
     */
    public static Router of(List<Route> routes) {
        List<Conflict> conflicts = conflicts(routes);
        if (!conflicts.isEmpty()) {
            throw new IllegalArgumentException("routes that take the same requests: " + conflicts);
        }
        Map<String, List<Route>> hosts = new HashMap<>();
        List<Route> any = new ArrayList<>();
        Set<String> methods = new HashSet<>();
        for (Route route : routes) {
            route.host()
                    .map(host -> hosts.computeIfAbsent(host, unused -> new ArrayList<>()))
                    .orElse(any)
                    .add(route);
            methods.addAll(route.methods());
        }
        Map<String, SegmentTree> byHost = new HashMap<>();
        hosts.forEach((host, own) -> byHost.put(host, SegmentTree.of(own)));
        return new Router(Map.copyOf(byHost), SegmentTree.of(any), Set.copyOf(methods));
    }

    /** The pairs of routes with the same host and the same prefix, in the order in which they are declared. */
    public static List<Conflict> conflicts(List<Route> routes) {
        record Place(Optional<String> host, List<String> segments) {}
        Map<Place, Route> seen = new HashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (Route route : routes) {
            Place place = new Place(route.host(), SegmentTree.segments(route.pathPrefix()));
            Route first = seen.putIfAbsent(place, route);
            if (first != null) {
                conflicts.add(new Conflict(first, route));
            }
        }
        return conflicts;
    }

    /**
     * The route of a request.
     *
     * @param host the authority's host in lower case, without port
     * @param path the canonical path, decoded
     */
    public Optional<Route> match(String host, String path) {
        SegmentTree own = byHost.get(host);
        if (own != null) {
            Optional<Route> route = own.match(path);
            if (route.isPresent()) {
                return route;
            }
        }
        return anyHost.match(path);
    }

    /** Every method that some route takes. */
    public Set<String> methods() {
        return methods;
    }
}
