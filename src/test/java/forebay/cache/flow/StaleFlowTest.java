package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.Stale;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.route.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of stale responses, from the request to the store. */
class StaleFlowTest {
    private final FlowFixture node = new FlowFixture();

    /** Operators see the detail. */
    @BeforeEach
    void asOperator() {
        node.caller = new Caller("keys", "root", Set.of("admin"));
        node.route = FlowFixture.route(CachePolicy.RFC.withShareAuthenticated(true), false);
    }

    @AfterEach
    void close() {
        node.flow.close();
        node.store.close();
    }

    private void store(String cacheControl) {
        node.upstream = request -> Scripted.of(200, "old", "Cache-Control", cacheControl, "ETag", "\"1\"");
        node.get("/a");
        node.asked.clear();
        node.events.clear();
    }

    private Got afterwards(long seconds, String... fields) {
        node.pass(Duration.ofSeconds(seconds));
        return node.get("/a", fields);
    }

    private static String shown(Got got) {
        String status = got.cacheStatus();
        int key = status.indexOf("; key=");
        return key < 0 ? status : status.substring(0, key) + status.substring(status.indexOf("; detail="));
    }

    @Holds({"5861-4-1", "9211-2.3-1", "9211-2.4-1", "9211-2.1-2", "9211-2.8-1"})
    @ParameterizedTest(name = "RFC 5861 §4 {0} is answered with the stale response")
    @ValueSource(ints = {500, 502, 503, 504})
    void error_with_permission(int status) {
        store("max-age=10, stale-if-error=60");
        node.upstream = request -> Scripted.of(status, "trouble");
        Got got = afterwards(15);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("old");
        assertThat(got.fields().first("Age")).contains("15");
        assertThat(shown(got))
                .isEqualTo("forebay; fwd=stale; fwd-status=" + status + "; ttl=-5; detail=\"stale-if-error\"");
        assertThat(node.events).containsExactly("forwarded stale", "stale stale-if-error");
    }

    @Holds({"9111-4.3.3-3", "9111-4.2.4-2"})
    @ParameterizedTest(name = "§4.3.3 {0} without permission is relayed, and what is stored stays")
    @ValueSource(ints = {500, 501, 502, 503, 504, 599})
    void error_without_permission(int status) {
        store("max-age=10");
        node.upstream = request -> Scripted.of(status, "trouble");
        Got got = afterwards(15);
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.content()).isEqualTo("trouble");
        assertThat(got.cacheStatus())
                .contains("fwd=stale")
                .doesNotContain("fwd-status")
                .doesNotContain("stored");
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"1\"").framed(CachePlan.Framing.NONE);
        assertThat(node.get("/a").content()).isEqualTo("old");
    }

    @Test
    @DisplayName("RFC 5861 §4 the request may permit it too")
    void request_permits() {
        store("max-age=10");
        node.upstream = request -> Scripted.of(503, "trouble");
        assertThat(afterwards(15, "Cache-Control", "stale-if-error=20").content())
                .isEqualTo("old");
        assertThat(node.get("/a", "Cache-Control", "stale-if-error=5").status()).isEqualTo(503);
    }

    @Test
    void the_operators_grace_permits_it() {
        store("max-age=10");
        node.route = FlowFixture.route(
                CachePolicy.RFC
                        .withShareAuthenticated(true)
                        .withStale(new Stale(Duration.ZERO, Duration.ofSeconds(20), Duration.ZERO, false)),
                false);
        store("max-age=10");
        node.upstream = request -> Scripted.of(503, "trouble");
        assertThat(afterwards(15).content()).isEqualTo("old");
        assertThat(afterwards(15).status()).isEqualTo(503);
    }

    @Test
    @DisplayName("§4.2.4 no upstream answers: the stale response does")
    void disconnected() {
        store("max-age=10");
        node.upstream = request -> FlowFixture.REFUSED;
        Got got = afterwards(15);
        assertThat(got.content()).isEqualTo("old");
        assertThat(got.fields().first("Age")).contains("15");
        assertThat(shown(got)).isEqualTo("forebay; fwd=stale; ttl=-5; detail=\"unreachable\"");
        assertThat(node.events).containsExactly("forwarded stale", "stale unreachable");
        assertThat(node.get("/b").status()).as("nothing is stored for this one").isEqualTo(503);
    }

    @Test
    @DisplayName("§4.3.2 a client that holds the stale response gets 304 in place of the error")
    void disconnected_conditional() {
        store("max-age=10");
        node.upstream = request -> FlowFixture.REFUSED;
        assertThat(afterwards(15, "If-None-Match", "\"1\"").status()).isEqualTo(304);
    }

    @ParameterizedTest(name = "§4.2.4 {0} forbids it: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "must-revalidate, max-age=10  | 504",
                "proxy-revalidate, max-age=10 | 504",
                "s-maxage=10                  | 504",
                "no-cache, max-age=10         | 503"
            })
    @Holds("9111-5.2.2.2-2")
    void forbidden(String cacheControl, int status) {
        store(cacheControl);
        node.upstream = request -> FlowFixture.REFUSED;
        assertThat(afterwards(15).status()).isEqualTo(status);
        assertThat(node.events).noneMatch(event -> event.startsWith("stale"));
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"1\"").framed(CachePlan.Framing.NONE);
        assertThat(node.get("/a").content()).as("it stays stored").isEqualTo("old");
    }

    @Test
    @DisplayName("§5.2.2.2 a request's own wish to validate what is fresh is no reason for 504")
    void forbidden_while_fresh() {
        store("must-revalidate, max-age=10");
        node.upstream = request -> FlowFixture.REFUSED;
        assertThat(afterwards(5, "Cache-Control", "no-cache").status()).isEqualTo(503);
    }

    @Test
    @DisplayName("§4.4 what was invalidated does not come back in place of an error")
    void invalidated() {
        store("max-age=10");
        node.pass(Duration.ofSeconds(15));
        node.upstream = request -> {
            node.marks.invalidate(forebay.cache.PlainUri.of("http", "origin.test", "/a", Optional.empty()));
            return FlowFixture.REFUSED;
        };
        assertThat(node.get("/a").status()).isEqualTo(503);
    }

    @Test
    @Holds({"5861-3-1", "5861-3-2"})
    @DisplayName("RFC 5861 §3 the stale response at once, one validation behind it, the fresh one afterwards")
    void while_revalidating() {
        store("max-age=10, stale-while-revalidate=60");
        Got got = afterwards(15);
        assertThat(got.content()).isEqualTo("old");
        assertThat(got.cacheStatus()).isEqualTo("stale hit");
        node.get("/a");
        node.get("/a");
        assertThat(node.asked).as("nobody waited for the upstream").isEmpty();
        assertThat(node.behind).as("one for the key").hasSize(1);
        Exchange child = node.behind.get(0);
        assertThat(child.parent()).contains("id");
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"1\"", "Cache-Control", "max-age=100")
                .framed(CachePlan.Framing.NONE);
        int before = node.ended.get();
        node.answerBehind();
        assertThat(node.asked.get(0).fields().first("If-None-Match")).contains("\"1\"");
        assertThat(node.ended).hasValue(before + 1);
        assertThat(child.cacheStatus().orElseThrow().forward()).contains(CacheStatus.Forward.STALE);
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
        assertThat(node.flow.collapsing().leads()).isZero();
    }

    @Test
    @DisplayName("RFC 5861 §3 a new response takes the stale one's place")
    void revalidated_by_another() {
        store("max-age=10, stale-while-revalidate=60");
        afterwards(15);
        node.upstream = request -> Scripted.of(200, "new", "Cache-Control", "max-age=10");
        node.answerBehind();
        Got got = node.get("/a");
        assertThat(got.content()).isEqualTo("new");
        assertThat(got.cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("§4.3.3 what the origin no longer stands by is not used stale any more")
    void superseded_behind() {
        store("max-age=10, stale-while-revalidate=60");
        afterwards(15);
        node.upstream = request -> Scripted.of(404, "gone", "Cache-Control", "no-store");
        node.answerBehind();
        assertThat(node.get("/a").status()).isEqualTo(404);
    }

    @ParameterizedTest(name = "§4.3.3 a {0} behind takes no stored response''s place, whatever its lifetime")
    @ValueSource(ints = {500, 502, 503, 504})
    void error_behind(int status) {
        store("max-age=10, stale-while-revalidate=60");
        afterwards(15);
        node.upstream = request -> Scripted.of(status, "trouble", "Cache-Control", "max-age=60");
        node.answerBehind();
        assertThat(node.get("/a").content()).isEqualTo("old");
        assertThat(node.behind).as("the key rests").isEmpty();
        assertThat(node.events).contains("not stored status");
    }

    @Test
    void after_a_validation_that_failed_the_key_rests() {
        store("max-age=10, stale-while-revalidate=60");
        afterwards(15);
        node.upstream = request -> FlowFixture.REFUSED;
        node.answerBehind();
        assertThat(node.get("/a").cacheStatus()).isEqualTo("stale hit");
        assertThat(node.behind).isEmpty();
        assertThat(node.events).doesNotContain("stale unreachable");
    }

    @Test
    @DisplayName("§3.5 what goes out behind is on nobody's behalf")
    void nobodys_behalf() {
        node.route = Route.builder("app", "pool")
                .keepHost(false)
                .authorization(true)
                .cache(CachePolicy.RFC.withShareAuthenticated(true))
                .build();
        store("max-age=10, stale-while-revalidate=60, public");
        node.pass(Duration.ofSeconds(15));
        node.get("/a", "Authorization", "Bearer x", "If-None-Match", "\"mine\"", "X-Other", "1");
        Fields sent = node.behind.get(0).forwarded().fields();
        assertThat(sent.contains("Authorization")).isFalse();
        assertThat(sent.contains("If-None-Match")).isFalse();
        assertThat(sent.first("X-Other")).contains("1");
        assertThat(node.behind.get(0).caller()).isEqualTo(Caller.ANONYMOUS);
    }

    @Test
    void not_more_than_a_bounded_number_at_a_time() {
        int most = Revalidating.MOST;
        node.upstream = request -> Scripted.of(200, "old", "Cache-Control", "max-age=10, stale-while-revalidate=60");
        for (int i = 0; i <= most; i++) {
            node.get("/" + i);
        }
        node.pass(Duration.ofSeconds(15));
        for (int i = 0; i <= most; i++) {
            assertThat(node.get("/" + i).content()).isEqualTo("old");
        }
        assertThat(node.behind).hasSize(most);
        node.answerBehind();
        node.pass(Duration.ofSeconds(15));
        node.get("/" + most);
        assertThat(node.behind).as("there is room again").hasSize(1);
    }
}
