package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.support.Routes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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
        assertThat(ROUTER.match(host, path)).map(Route::name).contains(name);
    }

    @Test
    void findsNothingWhereNothingMatches() {
        Router router = Router.of(List.of(Routes.at("x.test", "/a")));

        assertThat(router.match("x.test", "/b")).isEmpty();
        assertThat(router.match("y.test", "/a")).isEmpty();
        assertThat(Router.of(List.of()).match("x.test", "/")).isEmpty();
    }

    @Test
    void tellsEqualRoutes() {
        Route slash = Routes.at("/a/");
        Route plain = Routes.at("/a");

        assertThat(Router.conflicts(List.of(plain, Routes.at("x.test", "/a"), slash)))
                .containsExactly(new Router.Conflict(plain, slash));
        assertThatThrownBy(() -> Router.of(List.of(plain, slash))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Router.of(List.of(Routes.at("a")))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsTheMethodsOfAllRoutes() {
        assertThat(ROUTER.methods()).isEqualTo(Route.DEFAULT_METHODS);
    }

    @Property(tries = 1_000)
    void agreesWithAScanOverAllRoutes(
            @ForAll @Size(max = 12) List<@IntRange(max = 80) Integer> prefixes, @ForAll @IntRange(max = 80) int path) {
        List<Route> routes = prefixes.stream()
                .map(RouterTest::path)
                .distinct()
                .map(Routes::at)
                .toList();

        Optional<Route> scanned = routes.stream()
                .filter(route -> (path(path) + "/").startsWith(route.pathPrefix() + "/"))
                .max(Comparator.comparing(route -> route.pathPrefix().length()));

        assertThat(Router.of(routes).match("x.test", path(path))).isEqualTo(scanned);
    }

    /** A path of three segments or fewer over a small alphabet. */
    private static String path(int number) {
        return IntStream.iterate(number + 1, n -> n > 0, n -> n / 4)
                .mapToObj(n -> "/" + "abc".substring(0, n % 4))
                .filter(segment -> segment.length() > 1)
                .reduce("/r", String::concat);
    }

    @Test
    void holdsManyRoutes() {
        List<Route> routes = Stream.iterate(0, n -> n + 1)
                .limit(5_000)
                .map(n -> Routes.at("/app" + n + "/v1"))
                .toList();

        assertThat(Router.of(routes).match("x.test", "/app4711/v1/items"))
                .map(Route::name)
                .contains("any/app4711/v1");
    }
}
