package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import forebay.support.RequestSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The router against a scan over all routes, on routes and requests by chance. */
class RouterPropertiesTest {
    private static final List<String> HOSTS =
            List.of("a.test", "b.test", "x.a.test", "y.x.a.test", "test", "a.other", "xa.test");
    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "7", "ü");
    private static final List<String> TAILS = List.of("/[0-9]+", "/(a|b)(/.*)?", ".*", "/[^/]*/7", "(/a)?");

    @Property(tries = 2_000)
    void choosesWhatAScanChooses(@ForAll Random random) {
        List<Route> routes = routes(random);
        Router router = Router.of(routes);
        ReferenceRouter reference = new ReferenceRouter(routes);
        for (int i = 0; i < 20; i++) {
            RequestSample request = request(random);
            String path = path(random, 4) + (random.nextInt(4) == 0 ? "/" : "");

            assertThat(router.match(request, path))
                    .as(() -> request + " " + path + " among " + routes)
                    .isEqualTo(reference.match(request, path));
        }
    }

    @Property(tries = 1_000)
    void aRouteThatIsToldToBeHiddenIsNeverChosen(@ForAll Random random) {
        List<Route> routes =
                IntStream.range(0, 8).mapToObj(i -> route(random, i)).toList();
        ReferenceRouter reference = new ReferenceRouter(routes);
        Set<Integer> hidden =
                Router.conflicts(routes).stream().map(Router.Conflict::hidden).collect(Collectors.toSet());
        for (int i = 0; i < 50; i++) {
            assertThat(reference.match(request(random), path(random, 4)).map(routes::indexOf))
                    .as(() -> routes.toString())
                    .isNotIn(hidden.stream().map(java.util.Optional::of).toList());
        }
    }

    /** Some routes, less those that are hidden. */
    private static List<Route> routes(Random random) {
        List<Route> routes = new ArrayList<>();
        int most = random.nextInt(12);
        for (int i = 0; i < most; i++) {
            routes.add(route(random, i));
            if (!Router.conflicts(routes).isEmpty()) {
                routes.remove(routes.size() - 1);
            }
        }
        return routes;
    }

    private static Route route(Random random, int number) {
        String literal = path(random, 2);
        PathMatch path = switch (random.nextInt(4)) {
            case 0 -> PathMatch.exact(literal);
            case 1 -> PathMatch.pattern((literal.equals("/") ? "" : literal) + TAILS.get(random.nextInt(TAILS.size())));
            default -> PathMatch.prefix(literal);
        };
        return Route.builder("r" + number, "pool")
                .match(new RouteMatch(host(random), path, conditions(random)))
                .build();
    }

    private static HostMatch host(Random random) {
        String name = HOSTS.get(random.nextInt(HOSTS.size()));
        return switch (random.nextInt(4)) {
            case 0 -> HostMatch.exact(name);
            case 1 -> HostMatch.below(name);
            default -> HostMatch.ANY;
        };
    }

    private static Conditions conditions(Random random) {
        return new Conditions(
                random.nextInt(4) == 0 ? Set.of("GET", "HEAD") : random.nextInt(4) == 0 ? Set.of("GET") : Set.of(),
                random.nextInt(3) == 0 ? List.of(value(random, "X-A")) : List.of(),
                random.nextInt(3) == 0 ? List.of(value(random, "q")) : List.of());
    }

    private static ValueCondition value(Random random, String name) {
        return switch (random.nextInt(3)) {
            case 0 -> ValueCondition.present(name);
            case 1 -> ValueCondition.equal(name, "1");
            default -> ValueCondition.matching(name, Pattern.compile("[0-2]"));
        };
    }

    private static RequestSample request(Random random) {
        RequestSample request = RequestSample.of(HOSTS.get(random.nextInt(HOSTS.size())))
                .method(random.nextBoolean() ? "GET" : random.nextBoolean() ? "HEAD" : "POST");
        RequestSample fielded =
                random.nextBoolean() ? request.with("x-a", Integer.toString(random.nextInt(4))) : request;
        return random.nextBoolean() ? fielded.query("p=1&q=" + random.nextInt(4)) : fielded;
    }

    private static String path(Random random, int most) {
        String path = IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(i -> "/" + SEGMENTS.get(random.nextInt(SEGMENTS.size())))
                .collect(Collectors.joining());
        return path.isEmpty() ? "/" : path;
    }
}
