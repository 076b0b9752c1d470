package forebay.bench;

import forebay.http.Fields;
import forebay.route.Conditions;
import forebay.route.HostMatch;
import forebay.route.PathMatch;
import forebay.route.Route;
import forebay.route.RouteMatch;
import forebay.route.RoutedRequest;
import forebay.route.Router;
import forebay.route.ValueCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find the route of a request among few and among many. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RouterBench {
    private record Asked(String host, String method, Fields fields, Optional<String> query) implements RoutedRequest {}

    /** How many routes there are; a fifth each of hosts, wildcards, prefixes, patterns, and prefixes with a condition. */
    @Param({"10", "1000", "10000"})
    public int routes;

    private final RoutedRequest request = new Asked(
            "www.any.example",
            "GET",
            Fields.of("Host", "www.any.example", "Accept", "*/*", "User-Agent", "bench", "X-Beta", "yes"),
            Optional.empty());
    private final RoutedRequest below = new Asked("a.d1.example", "GET", Fields.EMPTY, Optional.empty());
    private final RoutedRequest plain = new Asked(
            "www.any.example", "GET", Fields.of("Host", "www.any.example", "Accept", "*/*"), Optional.empty());
    private Router router;

    /** Declares the routes. */
    @Setup
    public void declare() {
        List<Route> declared = new ArrayList<>();
        Conditions beta = new Conditions(Set.of("GET", "HEAD"), List.of(ValueCondition.present("X-Beta")), List.of());
        for (int i = 0; i < routes / 5; i++) {
            add(declared, new RouteMatch(HostMatch.exact("h" + i + ".example"), PathMatch.ALL, Conditions.NONE));
            add(declared, new RouteMatch(HostMatch.below("d" + i + ".example"), PathMatch.ALL, Conditions.NONE));
            add(declared, RouteMatch.below("/app" + i + "/v1"));
            add(declared, new RouteMatch(HostMatch.ANY, PathMatch.pattern("/item" + i + "/[0-9]+"), Conditions.NONE));
            add(declared, RouteMatch.below("/app" + i + "/v1").when(beta));
        }
        router = Router.of(declared);
    }

    private static void add(List<Route> declared, RouteMatch match) {
        declared.add(Route.builder("r" + declared.size(), "pool").match(match).build());
    }

    /** By the wildcard of its host. */
    @Benchmark
    public Optional<Route> wildcard() {
        return router.match(below, "/app1/v1/items/4711");
    }

    /** By a prefix of two segments, past a route whose conditions do not hold. */
    @Benchmark
    public Optional<Route> prefix() {
        return router.match(plain, "/app1/v1/items/4711");
    }

    /** By a prefix and two conditions. */
    @Benchmark
    public Optional<Route> condition() {
        return router.match(request, "/app1/v1/items/4711");
    }

    /** By a pattern with a literal start. */
    @Benchmark
    public Optional<Route> pattern() {
        return router.match(request, "/item1/4711");
    }

    /** No route at all. */
    @Benchmark
    public Optional<Route> none() {
        return router.match(request, "/else/where");
    }
}
