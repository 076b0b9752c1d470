package forebay.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds routes that no request can reach, because another one at the same place is asked before. Pure. */
final class Conflicts {
    private Conflicts() {}

    private record Place(HostMatch host, PathMatch.Kind kind, Object path) {}

    private record Declared(int index, Route route) {}

    /** Every route that is hidden, with the first that hides it, in the order of declaration. */
    static List<Router.Conflict> among(List<Route> routes) {
        Map<Place, List<Declared>> places = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            places.computeIfAbsent(place(route.match()), unused -> new ArrayList<>())
                    .add(new Declared(i, route));
        }
        List<Router.Conflict> conflicts = new ArrayList<>();
        places.values().forEach(at -> {
            if (at.size() > 1) {
                addHidden(at, conflicts);
            }
        });
        conflicts.sort((one, other) -> Integer.compare(one.hidden(), other.hidden()));
        return conflicts;
    }

    /** By what their order does not depend on; a prefix is the same with and without its final slash. */
    private static Place place(RouteMatch match) {
        PathMatch path = match.path();
        return new Place(
                match.host(),
                path.kind(),
                path.kind() == PathMatch.Kind.PREFIX ? SegmentTree.segments(path.text()) : path.text());
    }

    private static void addHidden(List<Declared> declared, List<Router.Conflict> conflicts) {
        List<Declared> asked = new ArrayList<>(declared);
        asked.sort((one, other) -> Integer.compare(count(other), count(one)));
        for (int i = 1; i < asked.size(); i++) {
            Declared late = asked.get(i);
            asked.subList(0, i).stream()
                    .filter(early -> conditions(early).cover(conditions(late)))
                    .findFirst()
                    .ifPresent(early -> conflicts.add(new Router.Conflict(
                            early.index(), late.index(), conditions(late).cover(conditions(early)))));
        }
    }

    private static int count(Declared declared) {
        return conditions(declared).count();
    }

    private static Conditions conditions(Declared declared) {
        return declared.route().match().conditions();
    }
}
