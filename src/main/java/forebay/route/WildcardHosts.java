package forebay.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Routes of wildcard hosts by the labels of their domains, the last label first; the most labels win. Immutable. */
final class WildcardHosts {
    private final String[] labels;
    private final WildcardHosts[] below;
    private final @Nullable SegmentTree routes;

    private WildcardHosts(String[] labels, WildcardHosts[] below, @Nullable SegmentTree routes) {
        this.labels = labels;
        this.below = below;
        this.routes = routes;
    }

    /** A tree over domains, in lower case, and their routes. */
    static WildcardHosts of(Map<String, List<Route>> byDomain) {
        Growing root = new Growing();
        byDomain.forEach((domain, routes) -> {
            Growing node = root;
            for (int end = domain.length(); end > 0; ) {
                int dot = domain.lastIndexOf('.', end - 1);
                node = node.below.computeIfAbsent(domain.substring(dot + 1, end), unused -> new Growing());
                end = dot;
            }
            node.routes.addAll(routes);
        });
        return root.grown();
    }

    /** The route of a request by the longest domain that has one for it. */
    Optional<Route> match(RoutedRequest request, String path, boolean whole) {
        String host = request.host();
        return labels.length == 0 ? Optional.empty() : find(request, path, whole, host.length());
    }

    /** The labels from {@code end} on are this node's domain, so that there is one more, before a dot, at least. */
    private Optional<Route> find(RoutedRequest request, String path, boolean whole, int end) {
        String host = request.host();
        if (end <= 0) {
            return Optional.empty(); // the domain itself
        }
        int dot = host.lastIndexOf('.', end - 1);
        int index = Names.find(labels, host, dot + 1, end);
        if (index >= 0) {
            Optional<Route> longer = below[index].find(request, path, whole, dot);
            if (longer.isPresent()) {
                return longer;
            }
        }
        return routes == null ? Optional.empty() : routes.match(request, path, whole);
    }

    private static final class Growing {
        private final TreeMap<String, Growing> below = new TreeMap<>();
        private final List<Route> routes = new ArrayList<>();

        WildcardHosts grown() {
            return new WildcardHosts(
                    below.keySet().toArray(String[]::new),
                    below.values().stream().map(Growing::grown).toArray(WildcardHosts[]::new),
                    routes.isEmpty() ? null : SegmentTree.of(routes));
        }
    }
}
