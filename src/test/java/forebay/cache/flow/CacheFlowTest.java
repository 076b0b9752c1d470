package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheFlowTest {
    private final FlowFixture node = new FlowFixture();

    @AfterEach
    void close() {
        node.store.close();
    }

    private static Scripted fresh(String content, String... more) {
        String[] fields = new String[more.length + 4];
        fields[0] = "Cache-Control";
        fields[1] = "max-age=60";
        fields[2] = "Content-Length";
        fields[3] = Integer.toString(content.length());
        System.arraycopy(more, 0, fields, 4, more.length);
        return Scripted.of(200, content, fields);
    }

    @Test
    @Holds({"9211-2.5-1", "9110-9.3.1-1"})
    @DisplayName("§3 a miss is fetched, stored, and then a hit with its age")
    void miss_then_hit() {
        node.upstream = request -> fresh("page");
        Got miss = node.get("/a");
        assertThat(miss.content()).isEqualTo("page");
        assertThat(miss.cacheStatus()).isEqualTo("forebay; fwd=uri-miss; ttl=60; stored");
        assertThat(miss.fields().contains("Age"))
                .as("none on what was just fetched")
                .isFalse();
        node.pass(Duration.ofSeconds(7));
        Got hit = node.get("/a");
        assertThat(hit.content()).isEqualTo("page");
        assertThat(hit.fields().first("Age")).contains("7");
        assertThat(node.asked).hasSize(1);
        assertThat(node.events).containsExactly("forwarded not-found", "stored", "hit");
    }

    @Test
    @DisplayName("§4.3.4 a stale response is validated; a 304 freshens it and answers with its content")
    void freshened() {
        node.upstream = request -> fresh("page", "ETag", "\"1\"");
        node.get("/a");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"1\"", "Cache-Control", "max-age=30")
                .framed(CachePlan.Framing.NONE);
        Got validated = node.get("/a");
        assertThat(node.asked.get(1).fields().first("If-None-Match")).contains("\"1\"");
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.content()).isEqualTo("page");
        assertThat(validated.cacheStatus()).isEqualTo("forebay; fwd=stale; fwd-status=304; ttl=30; stored");
        assertThat(validated.fields().contains("Age")).as("validated: none").isFalse();
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("§4.3.3 after a 304 the client that holds the same gets a 304 too")
    void freshened_for_a_conditional_client() {
        node.upstream = request -> fresh("page", "ETag", "\"1\"");
        node.get("/a");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"1\"").framed(CachePlan.Framing.NONE);
        Got got = node.get("/a", "If-None-Match", "\"1\"");
        assertThat(got.status()).isEqualTo(304);
        assertThat(got.content()).isEmpty();
        assertThat(got.whole()).isTrue();
    }

    @Test
    @Holds({"9111-4.3.3-1", "9111-4.3.3-2"})
    @DisplayName("§4.3.3 any other answer to a validation takes the stored one's place")
    void superseded() {
        node.upstream = request -> fresh("old", "ETag", "\"1\"");
        node.get("/a");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> fresh("new", "ETag", "\"2\"");
        assertThat(node.get("/a").content()).isEqualTo("new");
        assertThat(node.get("/a").content()).isEqualTo("new");
        assertThat(node.asked).hasSize(2);
    }

    @Test
    @DisplayName("§4.3.3 a 304 that selects nothing stored: once more, without our validators")
    void not_selected() {
        node.upstream = request -> fresh("old", "ETag", "\"1\"");
        node.get("/a");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> request.fields().contains("If-None-Match")
                ? Scripted.of(304, "", "ETag", "\"other\"").framed(CachePlan.Framing.NONE)
                : fresh("new", "ETag", "\"other\"");
        Got got = node.get("/a");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("new");
        assertThat(node.asked.get(2).fields().contains("If-None-Match")).isFalse();
        assertThat(node.get("/a").content()).isEqualTo("new");
    }

    @Test
    @DisplayName("§3.2 a 304 that forbids storing answers this request and ends the stored response")
    void freshened_but_not_stored() {
        node.upstream = request -> fresh("page", "ETag", "\"1\"");
        node.get("/a");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"1\"", "Cache-Control", "no-store")
                .framed(CachePlan.Framing.NONE);
        assertThat(node.get("/a").cacheStatus()).isEqualTo("forebay; fwd=stale; fwd-status=304; ttl=0");
        assertThat(node.shared.entries).isEmpty();
        node.upstream = request -> fresh("again");
        assertThat(node.get("/a").content()).isEqualTo("again");
    }

    @Test
    @DisplayName("§3.3 content that was cut is not stored, and the client does not see it end")
    void cut() {
        node.upstream = request -> fresh("page").cutOff();
        assertThat(node.get("/a").whole()).isFalse();
        assertThat(node.shared.entries).isEmpty();
        node.upstream = request -> fresh("page");
        assertThat(node.get("/a").cacheStatus()).contains("fwd=uri-miss");
        assertThat(node.events).contains("not stored incomplete");
    }

    @ParameterizedTest(name = "§3 {0}: {1} is relayed, {2}")
    @CsvSource({
        "no-store, Cache-Control, no-store, no-store",
        "private, Cache-Control, private, private",
        "cookie, Set-Cookie, a=b, set-cookie",
        "any, Vary, *, vary-any",
        "credential, Vary, Authorization, vary-credential"
    })
    void not_storable(String name, String field, String value, String reason) {
        node.upstream = request -> fresh("page", field, value);
        assertThat(node.get("/a").cacheStatus()).isEqualTo("forebay; fwd=uri-miss");
        assertThat(node.events).containsExactly("forwarded not-found", "not stored " + reason);
        assertThat(node.store.heapUse().keys()).isZero();
    }

    @Test
    void what_proved_not_storable_is_not_looked_up_in_the_cluster_for_a_while() {
        node.upstream = request -> fresh("page", "Cache-Control", "no-store");
        node.get("/a");
        node.get("/a");
        node.get("/a");
        assertThat(node.shared.lookups).hasValue(1);
        node.upstream = request -> fresh("page");
        node.get("/a");
        assertThat(node.get("/a").cacheStatus())
                .as("it can be stored at any time")
                .isEqualTo("hit");
    }

    @Test
    void larger_than_allowed_is_relayed_whole() {
        node.upstream = request -> Scripted.of(200, "x".repeat(1001), "Cache-Control", "max-age=60");
        Got got = node.get("/a");
        assertThat(got.content()).hasSize(1001);
        assertThat(got.whole()).isTrue();
        assertThat(node.events).contains("not stored too-large");
        assertThat(node.shared.entries).isEmpty();
    }

    @Test
    @DisplayName("§3.3 without a way to tell the end nothing is stored")
    void close_delimited() {
        node.upstream = request ->
                Scripted.of(200, "page", "Cache-Control", "max-age=60").framed(CachePlan.Framing.CLOSE_DELIMITED);
        assertThat(node.get("/a").content()).isEqualTo("page");
        assertThat(node.shared.entries).isEmpty();
    }

    @Test
    @Holds({"9111-4.1-1", "9111-4-3"})
    @DisplayName("§4.1 variants by Vary")
    void variants() {
        node.upstream =
                request -> fresh(request.fields().first("Accept-Language").orElse("none"), "Vary", "Accept-Language");
        assertThat(node.get("/a", "Accept-Language", "de").content()).isEqualTo("de");
        assertThat(node.get("/a", "Accept-Language", "en").cacheStatus()).contains("fwd=vary-miss");
        assertThat(node.get("/a", "Accept-Language", "de").cacheStatus()).isEqualTo("hit");
        assertThat(node.get("/a", "Accept-Language", "en").content()).isEqualTo("en");
        assertThat(node.asked).hasSize(2);
    }

    @Test
    @DisplayName("§3 a response without content is stored at its head")
    void no_content() {
        node.upstream =
                request -> Scripted.of(204, "", "Cache-Control", "max-age=60").framed(CachePlan.Framing.NONE);
        node.get("/a");
        Got hit = node.get("/a");
        assertThat(hit.status()).isEqualTo(204);
        assertThat(hit.fields().contains("Content-Length")).isFalse();
    }

    @ParameterizedTest(name = "§4.4 {0} answered {1}: then {2}")
    @CsvSource({
        "POST, 200, forebay; fwd=uri-miss; ttl=60; stored",
        "PUT, 303, forebay; fwd=uri-miss; ttl=60; stored",
        "FROB, 201, forebay; fwd=uri-miss; ttl=60; stored",
        "POST, 500, hit",
        "OPTIONS, 200, hit"
    })
    @Holds("9110-9.2.1-1")
    void invalidation(String method, int status, String then) {
        node.upstream = request -> fresh("page");
        node.get("/a");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> Scripted.of(status, "");
        assertThat(node.send(method, "/a").cacheStatus()).isEqualTo("forebay; fwd=method");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> fresh("page");
        assertThat(node.get("/a").cacheStatus()).isEqualTo(then);
        assertThat(node.shared.announced).hasSize(then.equals("hit") ? 0 : 1);
    }

    @Test
    @Holds("9111-4.4-4")
    @DisplayName("§4.4 all variants of a URI and all parts of it are invalidated")
    void invalidation_of_all_variants() {
        node.upstream =
                request -> fresh(request.fields().first("Accept-Language").orElse("none"), "Vary", "Accept-Language");
        node.get("/a", "Accept-Language", "de");
        node.get("/a", "Accept-Language", "en");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> Scripted.of(200, "");
        node.send("DELETE", "/a");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> fresh("new", "Vary", "Accept-Language");
        assertThat(node.get("/a", "Accept-Language", "de").content()).isEqualTo("new");
        assertThat(node.get("/a", "Accept-Language", "en").content()).isEqualTo("new");
    }

    @Test
    @DisplayName("§4.4 Location of the same origin is invalidated too")
    void invalidation_of_location() {
        node.upstream = request -> fresh("list");
        node.get("/list");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> Scripted.of(201, "", "Location", "/list");
        node.send("POST", "/a");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> fresh("new list");
        assertThat(node.get("/list").content()).isEqualTo("new list");
    }

    @Test
    @DisplayName("§4.4 what was on its way when its URI was invalidated is not stored")
    void invalidated_on_its_way() {
        node.upstream = request -> {
            node.upstream = post -> Scripted.of(200, "");
            node.send("POST", "/a");
            return fresh("old");
        };
        assertThat(node.get("/a").content()).isEqualTo("old");
        assertThat(node.events).contains("not stored invalidated");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> fresh("new");
        assertThat(node.get("/a").content()).isEqualTo("new");
    }

    @Test
    @DisplayName("§4.4 an invalidated response that lives on in the cluster is not taken from there")
    void lost_removal() {
        node.upstream = request -> fresh("old");
        node.get("/a");
        node.pass(Duration.ofSeconds(1));
        node.shared.losesRemovals = true;
        node.upstream = request -> Scripted.of(200, "");
        node.send("POST", "/a");
        assertThat(node.shared.entries).isNotEmpty();
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> fresh("new");
        assertThat(node.get("/a").content()).isEqualTo("new");
    }

    @Test
    @Holds("9211-2-1")
    @DisplayName("RFC 9211 §2 the caches before this one come first; key and detail are for operators")
    void cache_status() {
        node.upstream = request -> fresh("page", "Cache-Status", "Inner; hit");
        assertThat(node.get("/a?q=1").fields().all("Cache-Status"))
                .containsExactly("Inner; hit", "forebay; fwd=uri-miss; ttl=60; stored");
        node.caller = new Caller("keys", "root", Set.of("admin"));
        node.upstream = request -> fresh("page", "Cache-Control", "public");
        assertThat(node.get("/b?q=1").cacheStatus())
                .contains("key=\"app ")
                .contains("http://origin.test/b?q=1\"")
                .contains("detail=\"not-found\"");
    }

    @Test
    @DisplayName("§3.5 what an authenticated caller got is shared only where the response or the route allows it")
    void authenticated() {
        node.caller = new Caller("keys", "alice", Set.of());
        node.upstream = request -> fresh("hers");
        node.get("/a");
        assertThat(node.events).contains("not stored authenticated");
        node.route = FlowFixture.route(CachePolicy.RFC.withShareAuthenticated(true), false);
        node.get("/a");
        node.caller = new Caller("keys", "bob", Set.of());
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("§3.5 what answered a request with Authorization is not shared, though the field went no further")
    void authorization_that_stops_here() {
        node.upstream = request -> fresh("page");
        node.get("/a", "Authorization", "Custom abc");
        assertThat(node.asked.get(0).fields().contains("Authorization")).isFalse();
        assertThat(node.events).contains("not stored authenticated");
        node.get("/a");
        assertThat(node.get("/a", "Authorization", "Custom xyz").cacheStatus())
                .as("what was stored without it answers with it")
                .isEqualTo("hit");
    }

    @Test
    @DisplayName("§5.2.1.7 only-if-cached without a stored response is 504")
    void only_if_cached() {
        assertThat(node.get("/a", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void no_head_from_any_upstream_leaves_nothing() {
        Exchange exchange = node.exchange("GET", "/a");
        CacheRequest request = node.flow.request(exchange, node.flow.received(exchange, node.route));
        CachePlan plan = node.flow.plan(exchange, request, node.flow.decideHere(request), Optional.empty(), false);
        plan.onForward(exchange.forwarded());
        assertThat(plan.onFailure(
                        new CachePlan.NoAnswer(CachePlan.NoAnswer.Kind.UNREACHABLE, new IOException("refused"))))
                .isInstanceOf(CachePlan.GiveUp.class);
        assertThat(exchange.cacheStatus().orElseThrow().stored()).isFalse();
    }

    @Test
    void a_route_whose_cache_is_off_says_bypass_and_touches_nothing() {
        Exchange exchange = node.exchange("GET", "/a");
        node.upstream = request -> fresh("page");
        Got got = node.forward(exchange, node.flow.bypass(exchange));
        assertThat(got.cacheStatus()).isEqualTo("forebay; fwd=bypass");
        assertThat(node.events).isEmpty();
        assertThat(node.shared.lookups).hasValue(0);
        assertThat(node.asked).containsExactly(exchange.forwarded());
    }
}
