package forebay.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Routes by the segments of their prefixes. */
final class SegmentTree {
    private final String[] names;
    private final SegmentTree[] children;
    private final Optional<Route> route;

    private SegmentTree(String[] names, SegmentTree[] children, Optional<Route> route) {
        this.names = names;
        this.children = children;
        this.route = route;
    }

    static SegmentTree of(List<Route> routes) {
        Growing root = new Growing();
        for (Route route : routes) {
            Growing node = root;
            for (String segment : segments(route.pathPrefix())) {
                node = node.children.computeIfAbsent(segment, unused -> new Growing());
            }
            node.route = route;
        }
        return root.grown();
    }

    /** The segments of a prefix; none for the root, and a final slash makes no difference. */
    static List<String> segments(String prefix) {
        if (!prefix.startsWith("/")) {
            throw new IllegalArgumentException("a path prefix begins with a slash: " + prefix);
        }
        List<String> segments = new ArrayList<>();
        for (int start = 1; start < prefix.length(); ) {
            int end = end(prefix, start);
            segments.add(prefix.substring(start, end));
            start = end + 1;
        }
        return segments;
    }

    /** The route of the longest prefix of {@code path}. */
    Optional<Route> match(String path) {
        SegmentTree node = this;
        Optional<Route> longest = route;
        for (int start = 1; start < path.length(); ) {
            int end = end(path, start);
            node = node.child(path, start, end);
            if (node == null) {
                return longest;
            }
            if (node.route.isPresent()) {
                longest = node.route;
            }
            start = end + 1;
        }
        return longest;
    }

    private static int end(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private @Nullable SegmentTree child(String path, int start, int end) {
        int low = 0;
        int high = names.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(names[middle], path, start, end);
            if (order == 0) {
                return children[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** Compares as {@link String#compareTo} would, without a substring. */
    private static int compare(String name, String path, int start, int end) {
        int common = Math.min(name.length(), end - start);
        for (int i = 0; i < common; i++) {
            int order = name.charAt(i) - path.charAt(start + i);
            if (order != 0) {
                return order;
            }
        }
        return name.length() - (end - start);
    }

    private static final class Growing {
        private final TreeMap<String, Growing> children = new TreeMap<>();
        private @Nullable Route route;

        SegmentTree grown() {
            return new SegmentTree(
                    children.keySet().toArray(String[]::new),
                    children.values().stream().map(Growing::grown).toArray(SegmentTree[]::new),
                    Optional.ofNullable(route));
        }
    }
}
