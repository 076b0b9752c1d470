package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import forebay.support.RequestSample;
import forebay.support.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static final Router ROUTER = Router.of(List.of(
            Routes.at("/"),
            Routes.at("/a"),
            Routes.at("/a/b/c"),
            Routes.at("/ab"),
            Routes.at("/pé"),
            Routes.at("x.test", "/a"),
            Routes.at("x.test", "/x/")));

    private static Route route(String name, RouteMatch match) {
        return Route.builder(name, "pool").match(match).build();
    }

    private static Route at(HostMatch host, PathMatch path) {
        return route(host + "" + path, new RouteMatch(host, path, Conditions.NONE));
    }

    private static Conditions fields(ValueCondition... conditions) {
        return new Conditions(Set.of(), List.of(conditions), List.of());
    }

    @ParameterizedTest(name = "{0} {1} goes to {2}")
    @CsvSource({
        "y.test, /, any/",
        "y.test, /zzz, any/",
        "y.test, /a, any/a",
        "y.test, /a/, any/a",
        "y.test, /a/b, any/a",
        "y.test, /a/bc, any/a",
        "y.test, /a/b/c, any/a/b/c",
        "y.test, /a/b/c/d, any/a/b/c",
        "y.test, /a/b/cd, any/a",
        "y.test, /abc, any/",
        "y.test, /ab/c, any/ab",
        "y.test, /A, any/",
        "y.test, /pé/x, any/pé",
        "x.test, /a/b/c, x.test/a",
        "x.test, /x, x.test/x/",
        "x.test, /x/y, x.test/x/",
        "x.test, /xy, any/",
        "x.test, /ab, any/ab"
    })
    void takesTheLongestPrefixOfTheHostElseOfAnyHost(String host, String path, String name) {
        assertThat(ROUTER.match(RequestSample.of(host), path)).map(Route::name).contains(name);
    }

    @ParameterizedTest(name = "{0} goes to {1}")
    @CsvSource({
        "shop.example, shop.example/",
        "x.shop.example, *.shop.example/",
        "y.x.shop.example, *.x.shop.example/",
        "z.y.x.shop.example, *.x.shop.example/",
        "y.shop.example, *.shop.example/",
        "a.example, *.example/",
        "example, /",
        "xshop.example, *.example/",
        "[::1], /"
    })
    void anExactHostWinsThenTheWildcardWithTheMostLabelsThenAny(String host, String name) {
        Router router = Router.of(Stream.of(
                        HostMatch.ANY,
                        HostMatch.below("example"),
                        HostMatch.below("shop.example"),
                        HostMatch.exact("shop.example"),
                        HostMatch.below("x.shop.example"))
                .map(some -> at(some, PathMatch.ALL))
                .toList());

        assertThat(router.match(RequestSample.of(host), "/any/path"))
                .map(Route::name)
                .contains(name);
    }

    @Test
    void whereAHostHasNoRouteForAPathTheNextOneIsAsked() {
        Router router = Router.of(List.of(
                at(HostMatch.exact("a.shop.example"), PathMatch.prefix("/a")),
                at(HostMatch.below("shop.example"), PathMatch.prefix("/b")),
                at(HostMatch.below("example"), PathMatch.prefix("/c"))));
        RequestSample request = RequestSample.of("a.shop.example");

        assertThat(router.match(request, "/a")).map(Route::name).contains("a.shop.example/a");
        assertThat(router.match(request, "/b")).map(Route::name).contains("*.shop.example/b");
        assertThat(router.match(request, "/c")).map(Route::name).contains("*.example/c");
        assertThat(router.match(request, "/d")).isEmpty();
    }

    @ParameterizedTest(name = "{0} goes to {1}")
    @CsvSource({
        "/shop, =/shop",
        "/shop/, /shop",
        "/shop/42, ~/shop/[0-9]+",
        "/shop/42/x, /shop",
        "/shop/4711, /shop/4711",
        "/shop/x, ~/shop/(x|[0-9]+)",
        "/shop/4711/x, /shop/4711",
        "/shop/index.php, /shop",
        "/index.php, ~.*\\.php",
        "/x/, =/x/",
        "/x, /"
    })
    void theLongestLiteralPartWinsThenExactThenPatternsAsDeclaredThenPrefixes(String path, String name) {
        Router router = Router.of(Stream.of(
                        PathMatch.ALL,
                        PathMatch.prefix("/shop"),
                        PathMatch.prefix("/shop/4711"),
                        PathMatch.pattern("/shop/[0-9]+"),
                        PathMatch.pattern("/shop/(x|[0-9]+)"),
                        PathMatch.exact("/shop"),
                        PathMatch.exact("/x/"),
                        PathMatch.pattern(".*\\.php"))
                .map(some -> at(HostMatch.ANY, some))
                .toList());

        assertThat(router.match(RequestSample.of("x.test"), path))
                .map(Route::name)
                .contains(name);
    }

    @Test
    void whatBeginsLiterallyTakesNoExactPathAndNoPattern() {
        Router router = Router.of(List.of(
                at(HostMatch.ANY, PathMatch.exact("/a/")),
                at(HostMatch.ANY, PathMatch.pattern("/a.*")),
                at(HostMatch.ANY, PathMatch.prefix("/a"))));

        assertThat(router.matchStart(RequestSample.of("x.test"), "/a/"))
                .map(Route::name)
                .contains("/a");
    }

    @Test
    void moreConditionsAreAskedFirstAndAFallThroughGoesUpThePath() {
        Router router = Router.of(List.of(
                at(HostMatch.ANY, PathMatch.prefix("/a")),
                route("beta", RouteMatch.below("/a").when(fields(ValueCondition.present("X-Beta")))),
                route(
                        "beta-2",
                        RouteMatch.below("/a")
                                .when(new Conditions(
                                        Set.of("GET", "HEAD"),
                                        List.of(ValueCondition.matching("x-beta", Pattern.compile("[2-9]|1[0-9]"))),
                                        List.of()))),
                route(
                        "version",
                        RouteMatch.below("/a/b")
                                .when(new Conditions(
                                        Set.of(), List.of(), List.of(ValueCondition.equal("version", "2 b")))))));
        RequestSample get = RequestSample.of("x.test");

        assertThat(router.match(get, "/a/b")).map(Route::name).contains("/a");
        assertThat(router.match(get.with("X-BETA", "1"), "/a/b"))
                .map(Route::name)
                .contains("beta");
        assertThat(router.match(get.with("X-Beta", "x", "X-Beta", "12"), "/a"))
                .map(Route::name)
                .contains("beta-2");
        assertThat(router.match(get.with("X-Beta", "120"), "/a"))
                .as("the whole value matches")
                .map(Route::name)
                .contains("beta");
        assertThat(router.match(get.method("POST").with("X-Beta", "2"), "/a"))
                .map(Route::name)
                .contains("beta");
        assertThat(router.match(get.query("x=1&%76ersion=2+b"), "/a/b"))
                .map(Route::name)
                .contains("version");
        assertThat(router.match(get.query("version=2%20b"), "/a"))
                .map(Route::name)
                .contains("/a");
        assertThat(router.match(get.query("version=2b&version"), "/a/b"))
                .map(Route::name)
                .contains("/a");
    }

    @Test
    void findsNothingWhereNothingMatches() {
        Router router = Router.of(List.of(Routes.at("x.test", "/a")));

        assertThat(router.match(RequestSample.of("x.test"), "/b")).isEmpty();
        assertThat(router.match(RequestSample.of("y.test"), "/a")).isEmpty();
        assertThat(Router.of(List.of()).match(RequestSample.of("x.test"), "/")).isEmpty();
    }

    @Test
    void tellsRoutesThatTakeTheSameRequests() {
        Route slash = Routes.at("/a/");
        Route plain = Routes.at("/a");

        assertThat(Router.conflicts(List.of(plain, Routes.at("x.test", "/a"), slash)))
                .containsExactly(new Router.Conflict(0, 2, true));
        assertThatThrownBy(() -> Router.of(List.of(plain, slash))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Router.of(List.of(Routes.at("a")))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Router.conflicts(List.of(
                        at(HostMatch.ANY, PathMatch.exact("/a")), at(HostMatch.ANY, PathMatch.exact("/a/")), plain)))
                .isEmpty();
    }

    @Test
    void tellsRoutesThatAreHiddenByTheConditionsOfOthers() {
        List<Route> routes = List.of(
                route("any", RouteMatch.ALL.when(fields(ValueCondition.present("X-A")))),
                route("one", RouteMatch.ALL.when(fields(ValueCondition.equal("x-a", "1")))),
                route(
                        "reads",
                        RouteMatch.below("/b").when(new Conditions(Set.of("GET", "HEAD"), List.of(), List.of()))),
                route("gets", RouteMatch.below("/b").when(new Conditions(Set.of("GET"), List.of(), List.of()))),
                route(
                        "posts",
                        RouteMatch.below("/b").when(new Conditions(Set.of("GET", "POST"), List.of(), List.of()))),
                route(
                        "both",
                        RouteMatch.ALL.when(fields(
                                ValueCondition.matching("X-A", Pattern.compile("[0-9]")),
                                ValueCondition.present("X-B")))));

        assertThat(Router.conflicts(routes))
                .containsExactly(new Router.Conflict(0, 1, false), new Router.Conflict(2, 3, false));
    }

    @Test
    void knowsTheMethodsOfAllRoutes() {
        assertThat(ROUTER.methods()).isEqualTo(Route.DEFAULT_METHODS);
        assertThat(ROUTER.allowed()).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    }

    @Test
    void holdsManyRoutes() {
        List<Route> routes = new ArrayList<>(IntStream.range(0, 5_000)
                .mapToObj(n -> Routes.at("/app" + n + "/v1"))
                .toList());
        IntStream.range(0, 5_000)
                .mapToObj(n -> Routes.at("h" + n + ".test", "/"))
                .forEach(routes::add);

        Router router = Router.of(routes);

        assertThat(router.match(RequestSample.of("x.test"), "/app4711/v1/items"))
                .map(Route::name)
                .contains("any/app4711/v1");
        assertThat(router.match(RequestSample.of("h4711.test"), "/app4711/v1/items"))
                .map(Route::name)
                .contains("h4711.test/");
    }
}
