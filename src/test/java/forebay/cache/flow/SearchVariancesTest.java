package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CacheSettings;
import forebay.cache.flow.FlowFixture.Scripted;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No-Vary-Search from a request's arrival to its end (draft-ietf-httpbis-no-vary-search, "Caching"). */
class SearchVariancesTest {
    private final FlowFixture node = new FlowFixture();
    private String variance = "params=(\"utm\")";

    @BeforeEach
    void upstream() {
        node.upstream = request -> Scripted.of(
                200, request.target(), "Cache-Control", "max-age=60", "ETag", "\"1\"", "No-Vary-Search", variance);
    }

    @AfterEach
    void close() {
        node.store.close();
    }

    private boolean hits(String path, String... fields) {
        return node.get(path, fields).cacheStatus().equals("hit");
    }

    @Test
    @DisplayName("a request for an equivalent query is answered by what is stored")
    void equivalent() {
        assertThat(hits("/a?x=1&utm=2")).isFalse();

        assertThat(hits("/a?x=1")).isTrue();
        assertThat(node.get("/a?utm=7&x=1").content()).isEqualTo("/a?x=1&utm=2");
        assertThat(hits("/a?x=2")).isFalse();
        assertThat(hits("/b?x=1")).isFalse();
    }

    @Test
    @DisplayName("without the field, or with one that can not be used, all of the query counts")
    void not_equivalent() {
        variance = "params=(utm)";
        assertThat(hits("/a?x=1&utm=2")).isFalse();
        assertThat(hits("/a?x=1")).isFalse();
    }

    @Test
    @DisplayName("the response must say it itself: one that took its place and says otherwise is not reused")
    void replaced() {
        hits("/a?x=1&utm=2");
        variance = "params=(\"other\")";
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> Scripted.of(200, "new", "Cache-Control", "max-age=60");
        assertThat(node.get("/a?x=1&utm=2").content()).isEqualTo("new");

        assertThat(hits("/a?x=1")).isFalse();
    }

    @Test
    @DisplayName("the last variances of a path count, each for what was stored under it")
    void several() {
        hits("/a?x=1&utm=2");
        variance = "params, except=(\"id\")";
        hits("/a?id=1&x=9");

        assertThat(hits("/a?id=1&x=5")).isTrue();
        assertThat(hits("/a?utm=5&x=1")).isTrue();
    }

    @Test
    @DisplayName("§4.4 an invalidation of the stored URI and one of the requested URI both hold")
    void invalidation() {
        hits("/a?x=1&utm=2");
        hits("/b?x=1&utm=2");
        node.pass(Duration.ofSeconds(1));
        node.send("POST", "/a?x=1&utm=2");
        node.send("POST", "/b?x=1");
        node.pass(Duration.ofSeconds(1));

        assertThat(hits("/a?x=1&utm=9")).isFalse();
        assertThat(hits("/b?x=1")).isFalse();
        assertThat(hits("/b?x=1&utm=2")).isTrue();
    }

    @Test
    @DisplayName("what is stale is asked for under the requested URI, without the other's validators")
    void stale() {
        hits("/a?x=1&utm=2");
        node.pass(Duration.ofSeconds(61));

        assertThat(hits("/a?x=1")).isFalse();
        assertThat(node.asked.get(1).target()).isEqualTo("/a?x=1");
        assertThat(node.asked.get(1).fields().contains("If-None-Match")).isFalse();
    }

    @Test
    @DisplayName("Vary and the request's directives hold as for any stored response")
    void vary() {
        node.upstream = request -> Scripted.of(
                200, "page", "Cache-Control", "max-age=60", "No-Vary-Search", variance, "Vary", "Accept-Language");
        hits("/a?x=1&utm=2", "Accept-Language", "de");

        assertThat(hits("/a?x=1", "Accept-Language", "fr")).isFalse();
        assertThat(hits("/a?x=1&utm=3", "Accept-Language", "de", "Cache-Control", "no-cache"))
                .isFalse();
        assertThat(hits("/a?x=1&utm=4", "Accept-Language", "de")).isTrue();
    }

    @Test
    @DisplayName("what other nodes stored is learned when it is looked up")
    void learned_from_the_cluster() {
        hits("/a?x=1&utm=2");
        FlowFixture other = new FlowFixture();
        other.shared.entries.putAll(node.shared.entries);

        assertThat(other.get("/a?x=1&utm=2").cacheStatus()).isEqualTo("hit");
        assertThat(other.get("/a?x=1").cacheStatus()).isEqualTo("hit");
        other.store.close();
    }

    @Test
    @DisplayName("routes and origins do not mix")
    void zones() {
        hits("/a?x=1&utm=2");
        node.route = FlowFixture.route(CachePolicy.RFC.withTargets(java.util.List.of()), false);

        assertThat(hits("/a?x=1")).isFalse();
    }

    @Test
    @DisplayName("what is learned is bounded")
    void bounded() {
        FlowFixture small = new FlowFixture(new CacheSettings(64 << 10, 1 << 20, 1000, Duration.ofMinutes(1)));
        small.upstream = node.upstream;
        for (int i = 0; i < 2_000; i++) {
            small.get("/" + i + "?x=1&utm=2");
        }
        assertThat(small.store.variances().weight()).isLessThanOrEqualTo(64 << 10);
        assertThat(small.store.variances().weight()).isPositive();
        small.store.close();
    }
}
