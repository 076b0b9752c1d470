package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import forebay.route.Route;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationFlowTest {
    private final FlowFixture node = new FlowFixture();

    @AfterEach
    void close() {
        node.store.close();
    }

    private static Scripted page(String content, String... more) {
        String[] fields = new String[more.length + 4];
        fields[0] = "Cache-Control";
        fields[1] = "max-age=60";
        fields[2] = "Content-Length";
        fields[3] = Integer.toString(content.length());
        System.arraycopy(more, 0, fields, 4, more.length);
        return Scripted.of(200, content, fields);
    }

    private static Scripted notModified(String... fields) {
        return Scripted.of(304, "", fields).framed(CachePlan.Framing.NONE);
    }

    private void stale() {
        node.pass(Duration.ofSeconds(61));
    }

    @Test
    @DisplayName("§4.3.2 a 304 for what the client holds and nobody stored is relayed")
    void for_the_client() {
        node.upstream = request -> page("old", "ETag", "\"old\"");
        node.get("/a");
        stale();
        node.upstream = request -> notModified("ETag", "\"new\"");
        Got got = node.get("/a", "If-None-Match", "\"new\"");
        assertThat(node.asked.get(1).fields().all("If-None-Match")).containsExactly("\"old\", \"new\"");
        assertThat(got.status()).isEqualTo(304);
        assertThat(got.fields().first("ETag")).contains("\"new\"");
        node.upstream = request -> page("new", "ETag", "\"new\"");
        assertThat(node.get("/a").content()).as("the old one stays stale").isEqualTo("new");
    }

    @Test
    @Holds("9111-4.3.2-6")
    @DisplayName("§4.3.2 a 304 for what is stored and the client does not hold becomes a 200")
    void for_the_store() {
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        stale();
        node.upstream = request -> notModified("ETag", "\"1\"");
        Got got = node.get("/a", "If-None-Match", "\"other\"");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("page");
    }

    @Test
    @DisplayName(
            "§4.3.2 where nothing is stored the client's conditions go as they are; the 304 is relayed, not stored")
    void nothing_stored() {
        node.upstream = request -> notModified("ETag", "\"1\"", "Cache-Control", "max-age=60");
        Got got = node.get("/a", "If-None-Match", "\"1\"", "If-Modified-Since", "Sun, 01 Nov 2026 12:00:00 GMT");
        assertThat(got.status()).isEqualTo(304);
        assertThat(node.asked.get(0).fields().first("If-None-Match")).contains("\"1\"");
        assertThat(node.asked.get(0).fields().contains("If-Modified-Since")).isTrue();
        assertThat(got.cacheStatus()).isEqualTo("forebay; fwd=uri-miss");
        node.upstream = request -> page("page");
        assertThat(node.get("/a").content()).isEqualTo("page");
    }

    @ParameterizedTest(name = "§3.5, §7.3 a 304 for one client ({0}) freshens nothing for others, and ends nothing")
    @CsvSource({"Authorization", "Set-Cookie"})
    void for_one_client(String name) {
        node.route = Route.builder("app", "pool")
                .keepHost(false)
                .authorization(true)
                .cache(CachePolicy.RFC)
                .build();
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        stale();
        boolean asked = name.equals("Authorization");
        node.upstream =
                request -> asked ? notModified("ETag", "\"1\"") : notModified("ETag", "\"1\"", "Set-Cookie", "hers");
        Got got = asked ? node.get("/a", "Authorization", "Basic hers") : node.get("/a");
        assertThat(got.content()).isEqualTo("page");
        assertThat(got.fields().contains("Set-Cookie")).isNotEqualTo(asked);

        node.upstream = request -> notModified("ETag", "\"1\"");
        Got other = node.get("/a");
        assertThat(other.content()).isEqualTo("page");
        assertThat(other.cacheStatus()).startsWith("forebay; fwd=stale; fwd-status=304");
        assertThat(other.fields().contains("Set-Cookie")).isFalse();
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("§3.5 a HEAD with Authorization that agrees freshens nothing for others, and ends nothing")
    void head_for_one_client() {
        node.route = Route.builder("app", "pool")
                .keepHost(false)
                .authorization(true)
                .cache(CachePolicy.RFC)
                .build();
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        node.upstream =
                request -> Scripted.of(200, "", "ETag", "\"1\"", "X-Hers", "1").framed(CachePlan.Framing.NONE);
        node.send("HEAD", "/a", "Authorization", "Basic hers", "Cache-Control", "no-cache");
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.fields().contains("X-Hers")).isFalse();
    }

    @Test
    @DisplayName("§4.1 where no variant matches, a 304 may still select one")
    void vary_miss() {
        node.upstream = request -> page("de", "ETag", "\"de\"", "Vary", "Accept-Language");
        node.get("/a", "Accept-Language", "de");
        node.upstream = request -> notModified("ETag", "\"de\"", "Cache-Control", "max-age=60");
        Got got = node.get("/a", "Accept-Language", "de-CH");
        assertThat(node.asked.get(1).fields().first("If-None-Match")).contains("\"de\"");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("de");
        assertThat(got.cacheStatus()).startsWith("forebay; fwd=vary-miss; fwd-status=304");
        assertThat(node.get("/a", "Accept-Language", "de-CH").cacheStatus()).isEqualTo("hit");
        assertThat(node.get("/a", "Accept-Language", "de").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("§4.3.3 where no variant matches, an answer that can not be stored leaves those that were asked about")
    void vary_miss_not_stored() {
        node.upstream = request -> page("one", "ETag", "\"1\"", "Vary", "Foo");
        node.get("/a", "Foo", "1");
        node.upstream = request -> Scripted.of(200, "two", "Cache-Control", "no-store", "Vary", "Foo");
        assertThat(node.get("/a", "Foo", "2").content()).isEqualTo("two");
        assertThat(node.asked.get(1).fields().first("If-None-Match")).contains("\"1\"");
        Got got = node.get("/a", "Foo", "1");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.content()).isEqualTo("one");
    }

    @Test
    @DisplayName("§5.2.1.5 no-store asks about nothing, as a 304 would have to be stored")
    void vary_miss_no_store() {
        node.upstream = request -> page("de", "ETag", "\"de\"", "Vary", "Accept-Language");
        node.get("/a", "Accept-Language", "de");
        node.get("/a", "Accept-Language", "fr", "Cache-Control", "no-store");
        assertThat(node.asked.get(1).fields().contains("If-None-Match")).isFalse();
    }

    @Test
    @DisplayName("RFC 9110 §13.1.2 a 412 for conditions of our own is not for the client: once more without them")
    void our_own_conditions() {
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        stale();
        node.upstream = request -> request.fields().contains("If-None-Match")
                ? Scripted.of(412, "", "Cache-Control", "max-age=60")
                : page("new", "ETag", "\"2\"");
        Got got = node.get("/a");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("new");
        assertThat(node.get("/a").content()).isEqualTo("new");
    }

    @Test
    @DisplayName("§4.3.1 a stale HEAD is validated, and answered from what is stored")
    void stale_head() {
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        stale();
        node.upstream = request -> notModified("ETag", "\"1\"");
        Got got = node.send("HEAD", "/a");
        assertThat(node.asked.get(1).fields().first("If-None-Match")).contains("\"1\"");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEmpty();
        assertThat(got.fields().first("Content-Length")).contains("4");
        assertThat(node.get("/a").cacheStatus()).as("freshened for GET too").isEqualTo("hit");
    }

    @ParameterizedTest(name = "§4.3.5 HEAD answered with {0} and length {1}: then {2}")
    @CsvSource({
        "\"1\", 4, hit",
        "\"2\", 4, forebay; fwd=uri-miss; ttl=60; stored",
        "\"1\", 5, forebay; fwd=uri-miss; ttl=60; stored"
    })
    @Holds("9111-4.3.5-3")
    void head(String tag, String length, String then) {
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        stale();
        node.upstream = request -> Scripted.of(
                        200, "", "ETag", tag, "Content-Length", length, "Cache-Control", "max-age=60", "X-New", "1")
                .framed(CachePlan.Framing.NONE);
        assertThat(node.send("HEAD", "/a").fields().first("ETag")).contains(tag);
        node.upstream = request -> page("page");
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo(then);
        assertThat(got.fields().contains("X-New")).isEqualTo(then.equals("hit"));
    }

    @Test
    @DisplayName("§4.3.5 a HEAD of another variant says nothing of this one")
    void head_of_another_variant() {
        node.upstream = request -> page("de", "ETag", "\"de\"", "Vary", "Accept-Language");
        node.get("/a", "Accept-Language", "de");
        node.upstream = request -> Scripted.of(200, "", "ETag", "\"fr\"", "Vary", "Accept-Language")
                .framed(CachePlan.Framing.NONE);
        node.send("HEAD", "/a", "Accept-Language", "fr");
        assertThat(node.get("/a", "Accept-Language", "de").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("RFC 9110 §8.8.3 an unquoted tag is sent back as it came, and validates")
    void unquoted() {
        node.upstream = request -> page("page", "ETag", "abc");
        node.get("/a");
        stale();
        node.upstream = request -> notModified("ETag", "abc");
        assertThat(node.get("/a").content()).isEqualTo("page");
        assertThat(node.asked.get(1).fields().all("If-None-Match")).containsExactly("abc");
    }

    @Test
    @Holds({"9110-13.1.1-1", "9110-13.1.4-1", "9111-4.3.2-2"})
    @DisplayName("§4.3.2 If-Match and If-Unmodified-Since are the origin's, whatever is stored")
    void for_the_origin() {
        node.upstream = request -> page("page", "ETag", "\"1\"");
        node.get("/a");
        node.upstream = request -> Scripted.of(412, "");
        assertThat(node.get("/a", "If-Match", "\"2\"").status()).isEqualTo(412);
        assertThat(node.get("/a", "If-Unmodified-Since", "Sun, 01 Nov 2020 12:00:00 GMT")
                        .status())
                .isEqualTo(412);
        assertThat(node.asked.get(1).fields().first("If-Match")).contains("\"2\"");
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }
}
