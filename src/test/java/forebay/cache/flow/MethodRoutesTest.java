package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.KeyRules;
import forebay.route.Conditions;
import forebay.route.Route;
import forebay.route.RouteMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A URI whose methods are served by different routes. */
class MethodRoutesTest {
    private final FlowFixture node = new FlowFixture();
    private final Route reads = route("reads", CachePolicy.RFC, "GET", "HEAD");

    private static Route route(String name, CachePolicy cache, String... methods) {
        return Route.builder(name, "pool")
                .match(RouteMatch.ALL.when(new Conditions(Set.of(methods), List.of(), List.of())))
                .cache(cache)
                .build();
    }

    @BeforeEach
    void store() {
        node.route = reads;
        node.upstream = request -> answer(200, "page");
        node.get("/a?b=1");
        assertThat(node.get("/a?b=1").cacheStatus()).isEqualTo("hit");
    }

    private static FlowFixture.Scripted answer(int status, String content) {
        return FlowFixture.Scripted.of(status, content, "Cache-Control", "max-age=60");
    }

    private FlowFixture.Got write(Route writes, String method, int status) {
        node.others.addAll(List.of(reads, writes));
        node.route = writes;
        node.upstream = request -> answer(status, "done");
        FlowFixture.Got got = writes.cache().enabled() ? node.send(method, "/a?b=1") : forwardAround(method);
        node.route = reads;
        return got;
    }

    private FlowFixture.Got forwardAround(String method) {
        var exchange = node.exchange(method, "/a?b=1");
        return node.forward(exchange, node.flow.bypass(exchange));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("§4.4 an unsafe method invalidates what another route stored of the URI, with its own cache on or off")
    void unsafe(boolean cacheOfWrites) {
        write(route("writes", cacheOfWrites ? CachePolicy.RFC : CachePolicy.OFF, "POST"), "POST", 200);

        node.upstream = request -> answer(200, "new page");
        assertThat(node.get("/a?b=1").content()).isEqualTo("new page");
    }

    @Test
    @DisplayName(
            "§4.4 also what was stored before a reload turned every cache off, until another one turns it on again")
    void while_all_caches_are_off() {
        node.route = route("writes", CachePolicy.OFF, "POST");
        node.upstream = request -> answer(200, "done");
        forwardAround("POST");
        node.route = reads;
        node.upstream = request -> answer(200, "new page");
        assertThat(node.get("/a?b=1").content()).isEqualTo("new page");
    }

    @Test
    @DisplayName("§4.4 also what was stored under key rules that a reload changed, until another one changes them back")
    void under_other_key_rules() {
        Route keyed = route(
                "reads",
                CachePolicy.RFC.withKey(new KeyRules(Optional.empty(), List.of("b"), false, List.of(), List.of())),
                "GET",
                "POST");
        node.route = keyed;
        node.get("/a?b=2");
        assertThat(node.get("/a?b=3").cacheStatus()).isEqualTo("hit");

        node.route = route("reads", CachePolicy.RFC, "GET", "POST");
        node.send("POST", "/a?b=2");

        node.route = keyed;
        node.upstream = request -> answer(200, "new page");
        assertThat(node.get("/a?b=3").content()).isEqualTo("new page");
    }

    @Test
    @DisplayName("§4.2.4 what was stored before a reload is used stale after it, unless its route has other rules now")
    void stale_after_a_reload() {
        node.pass(Duration.ofSeconds(70));
        node.upstream = request -> FlowFixture.REFUSED;
        node.route = route("reads", CachePolicy.RFC, "GET", "HEAD");
        assertThat(node.get("/a?b=1").content()).isEqualTo("page");
        node.route = route("reads", CachePolicy.RFC.withShareAuthenticated(true), "GET", "HEAD");
        assertThat(node.get("/a?b=1").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, 200", "POST, 404"})
    @DisplayName("§4.4 a safe method, and an error, invalidate nothing")
    void safe(String method, int status) {
        write(route("writes", CachePolicy.OFF, method), method, status);

        assertThat(node.get("/a?b=1").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("HEAD of another route is not answered from what GET stored: they may lead to different upstreams")
    void zones() {
        node.others.add(reads);
        node.route = route("heads", CachePolicy.RFC, "HEAD");
        assertThat(node.send("HEAD", "/a?b=1").cacheStatus()).contains("fwd=uri-miss");
    }
}
