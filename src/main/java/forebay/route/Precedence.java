package forebay.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of several routes that fit a request takes it. The first of these that tells them apart:
 *
 * <ol>
 *   <li>the host: one host, then the wildcard with the most labels, then any;
 *   <li>the literal segments that the path begins with, the most first, whatever follows them;
 *   <li>the kind of path: exact, then patterns, then prefixes;
 *   <li>of patterns, the one declared first; one that is declared again with other conditions stands with the first;
 *   <li>the number of conditions, the most first;
 *   <li>the order of declaration.
 * </ol>
 *
 * <p>A route whose conditions do not hold does not fit, and the next one is asked. Pure.
 */
final class Precedence {
    private Precedence() {}

    /** Routes of one host with the same literal segments, given as declared, in the order in which they are asked. */
    static List<Route> atOnePlace(List<Route> declared) {
        Map<PathMatch, Integer> firsts = new HashMap<>();
        for (int i = 0; i < declared.size(); i++) {
            firsts.putIfAbsent(declared.get(i).match().path(), i);
        }
        List<Route> asked = new ArrayList<>(declared);
        // A stable sort: what nothing tells apart keeps its order.
        asked.sort(Comparator.comparing((Route route) -> route.match().path().kind())
                .thenComparing(route ->
                        pattern(route) ? firsts.getOrDefault(route.match().path(), -1) : -1)
                .thenComparing(route -> -route.match().conditions().count()));
        return asked;
    }

    private static boolean pattern(Route route) {
        return route.match().path().kind() == PathMatch.Kind.PATTERN;
    }
}
