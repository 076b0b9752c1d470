package forebay.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The order of {@link Precedence} spelled out by a scan over all routes: what the router is compared with. */
final class ReferenceRouter {
    private final List<Route> routes;

    ReferenceRouter(List<Route> routes) {
        this.routes = routes;
    }

    Optional<Route> match(RoutedRequest request, String path) {
        List<Route> fitting = new ArrayList<>();
        for (Route route : routes) {
            RouteMatch match = route.match();
            if (host(match.host(), request.host())
                    && path(match.path(), path)
                    && match.conditions().hold(request)) {
                fitting.add(route);
            }
        }
        return fitting.stream()
                .min(Comparator.comparing((Route route) -> route.match().host().kind())
                        .thenComparing(route -> -labels(route.match().host()))
                        .thenComparing(route -> -depth(route.match().path()))
                        .thenComparing(route -> route.match().path().kind())
                        .thenComparing(route -> firstOfPattern(route.match()))
                        .thenComparing(route -> -route.match().conditions().count())
                        .thenComparing(routes::indexOf));
    }

    private static boolean host(HostMatch match, String host) {
        return switch (match.kind()) {
            case EXACT -> host.equals(match.name());
            case WILDCARD -> host.endsWith("." + match.name());
            case ANY -> true;
        };
    }

    private static boolean path(PathMatch match, String path) {
        String text = match.text();
        return switch (match.kind()) {
            case EXACT -> path.equals(text);
            case PATTERN -> Pattern.matches(text, path);
            case PREFIX -> text.equals("/") || path.equals(text) || path.startsWith(text + "/");
        };
    }

    private static int labels(HostMatch host) {
        return host.name().isEmpty() ? 0 : host.name().split("\\.").length;
    }

    /** The literal segments; those of the patterns of the test end before the first character that is none. */
    private static int depth(PathMatch path) {
        String text = path.text();
        if (path.kind() == PathMatch.Kind.PATTERN) {
            String literal = text.split("[\\[(.]", 2)[0];
            text = literal.substring(0, Math.max(0, literal.lastIndexOf('/')));
        }
        return (int) List.of(text.split("/")).stream()
                .filter(segment -> !segment.isEmpty())
                .count();
    }

    /** Where the pattern stands first among the routes of this host; those of other hosts say nothing of its order. */
    private int firstOfPattern(RouteMatch match) {
        for (int i = 0; match.path().kind() == PathMatch.Kind.PATTERN; i++) {
            RouteMatch other = routes.get(i).match();
            if (other.path().equals(match.path()) && other.host().equals(match.host())) {
                return i;
            }
        }
        return -1;
    }
}
