package forebay.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host by the literal segments that their paths begin with. A look-up goes down the path as far as
 * there are routes, by a binary search in each segment, and asks the candidates on its way back: the longest literal
 * part first. It allocates nothing where no candidate has a pattern.
 */
final class SegmentTree {
    private final String[] names;
    private final SegmentTree[] children;
    /** In the order in which they are asked. */
    private final Candidate[] candidates;

    private SegmentTree(String[] names, SegmentTree[] children, Candidate[] candidates) {
        this.names = names;
        this.children = children;
        this.candidates = candidates;
    }

    /** A tree over routes in the order of their declaration. */
    static SegmentTree of(List<Route> routes) {
        Growing root = new Growing();
        for (Route route : routes) {
            Growing node = root;
            for (String segment : segments(route.match().path().literal())) {
                node = node.children.computeIfAbsent(segment, unused -> new Growing());
            }
            node.routes.add(route);
        }
        return root.grown();
    }

    /** The segments of a prefix; none for the root, and a final slash makes no difference. */
    static List<String> segments(String prefix) {
        if (!prefix.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash: " + prefix);
        }
        List<String> segments = new ArrayList<>();
        for (int start = 1; start < prefix.length(); ) {
            int end = end(prefix, start);
            segments.add(prefix.substring(start, end));
            start = end + 1;
        }
        return segments;
    }

    /**
     * The route of a request.
     *
     * @param path the canonical path, decoded
     * @param whole whether that is all of it, so that exact paths and patterns may be compared with it
     */
    Optional<Route> match(RoutedRequest request, String path, boolean whole) {
        Candidate found = find(request, path, whole, 1);
        return found == null ? Optional.empty() : found.route;
    }

    private @Nullable Candidate find(RoutedRequest request, String path, boolean whole, int start) {
        if (start < path.length()) {
            int end = end(path, start);
            int index = Names.find(names, path, start, end);
            Candidate longer = index < 0 ? null : children[index].find(request, path, whole, end + 1);
            if (longer != null) {
                return longer;
            }
        }
        for (Candidate candidate : candidates) {
            if (candidate.takes(request, path, whole)) {
                return candidate;
            }
        }
        return null;
    }

    private static int end(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private static final class Growing {
        private final TreeMap<String, Growing> children = new TreeMap<>();
        private final List<Route> routes = new ArrayList<>();

        SegmentTree grown() {
            return new SegmentTree(
                    children.keySet().toArray(String[]::new),
                    children.values().stream().map(Growing::grown).toArray(SegmentTree[]::new),
                    Precedence.atOnePlace(routes).stream().map(Candidate::new).toArray(Candidate[]::new));
        }
    }

    /** A route, ready to be asked for. */
    private static final class Candidate {
        private final Optional<Route> route;
        private final PathMatch.Kind kind;
        private final String text;
        private final com.google.re2j.@Nullable Pattern pattern;
        private final @Nullable Conditions conditions;

        Candidate(Route route) {
            PathMatch path = route.match().path();
            this.route = Optional.of(route);
            this.kind = path.kind();
            this.text = path.text();
            this.pattern = kind == PathMatch.Kind.PATTERN ? path.compiled() : null;
            this.conditions = route.match().conditions().count() == 0
                    ? null
                    : route.match().conditions();
        }

        boolean takes(RoutedRequest request, String path, boolean whole) {
            boolean place = switch (kind) {
                case PREFIX -> true;
                case EXACT -> whole && path.equals(text);
                case PATTERN -> whole && pattern != null && pattern.matches(path);
            };
            return place && (conditions == null || conditions.hold(request));
        }
    }
}
