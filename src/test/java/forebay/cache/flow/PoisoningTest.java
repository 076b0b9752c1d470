package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one client sends must not change what another one gets, but by the key and the fields that Vary names. */
class PoisoningTest {
    private final FlowFixture node = new FlowFixture();

    private static Scripted fresh(String content, String... more) {
        Fields.Builder fields = Fields.builder().add("Cache-Control", "max-age=60");
        for (int i = 0; i < more.length; i += 2) {
            fields.add(more[i], more[i + 1]);
        }
        return new Scripted(new ResponseHead(200, fields.build()), content, CachePlan.Framing.DELIMITED, false);
    }

    /** An origin that trusts every field and answers with all that it was sent, and lets it be stored. */
    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9111-7.1-1 | another host                    | X-Forwarded-Host       | evil.test
            9111-7.1-1 | another host, by underscores    | X_Forwarded_Host       | evil.test
            9111-7.1-1 | another host, as RFC 7239 has it | Forwarded             | host=evil.test
            9111-7.1-1 | another scheme                  | X-Forwarded-Proto      | evil
            9111-7.1-1 | another path                    | X-Original-URL         | /evil
            9111-7.1-1 | another path                    | X-Rewrite-URL          | /evil
            9111-7.1-1 | another method                  | X-HTTP-Method-Override | EVIL
            9111-7.1-1 | another method                  | X-HTTP-Method          | EVIL
            9111-7.1-1 | another method                  | X-Method-Override      | EVIL
            9111-7.1-1 | another user                    | X-Forwarded-User       | evil
            9111-7.1-1 | a field for this hop            | Upgrade                | evil
            9111-7.1-1 | a field named by Connection     | Keep-Alive             | evil
            """)
    void fields(String id, String what, String name, String value) {
        node.upstream = request -> fresh(StreamSupport.stream(request.fields().spliterator(), false)
                .map(Fields.Line::toString)
                .collect(Collectors.joining()));
        node.get("/a", name, value);
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.content()).doesNotContainIgnoringCase("evil");
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9110-9.3.1-2 | content with GET            | GET     | Content-Length      | 4
            9110-9.3.1-2 | content with GET, chunked   | GET     | Transfer-Encoding   | chunked
            9111-3-1     | another method              | SEARCH  | Accept              | */*
            9.3.2        | HEAD                        | HEAD    | Accept              | */*
            9110-9.3.3-1 | POST                        | POST    | Content-Length      | 4
            9111-5.2.1.5-1 | no-store                  | GET     | Cache-Control       | no-store
            """)
    void requests(String id, String what, String method, String name, String value) {
        node.route = FlowFixture.route(CachePolicy.RFC, false);
        node.upstream = request -> fresh("evil");
        node.send(method, "/a", name, value);
        node.upstream = request -> fresh("good");
        assertThat(node.get("/a").content()).isEqualTo("good");
    }

    @Test
    @Holds("9110-9.3.1-2")
    @DisplayName("§9.3.1 a GET with content is not answered from the store")
    void content_with_get() {
        node.upstream = request -> fresh("good");
        node.get("/a");
        node.upstream = request -> fresh("other");
        assertThat(node.get("/a", "Content-Length", "4").content()).isEqualTo("other");
        assertThat(node.get("/a").content()).isEqualTo("good");
    }

    /** Error pages that a request can cause; 60 seconds of freshness by the origin's word, or none. */
    @ParameterizedTest(name = "§{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            9111-3-7 | an error without a word         | 400 | foo        | again
            9111-3-7 | an error without a word         | 403 | foo        | again
            9111-3-7 | an error without a word         | 413 | foo        | again
            9111-3-7 | an error without a word         | 500 | foo        | again
            9111-3-7 | an error without a word         | 502 | foo        | again
            3        | none by default without a lifetime | 404 | foo     | again
            3        | none by default without a lifetime | 414 | foo     | again
            9111-3-8 | an error by the origin's word   | 400 | max-age=60 | hit
            9111-3-8 | an error by the origin's word   | 404 | max-age=60 | hit
            6585-4-1 | too many requests, in any case  | 429 | max-age=60 | again
            6585-5-1 | fields too large, in any case   | 431 | max-age=60 | again
            """)
    void errors(String id, String what, int status, String directives, String then) {
        node.upstream = request -> Scripted.of(status, "error", "Cache-Control", directives);
        node.get("/a");
        node.upstream = request -> fresh("good");
        assertThat(node.get("/a").content()).isEqualTo(then.equals("hit") ? "error" : "good");
    }

    /** An origin that lets all its answers be stored, also those to what is no part of the key. */
    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            15.5.17 | a range that is not there       | 416 | Range             | bytes=99-
            15.5.13 | a condition that is not met     | 412 | If-None-Match     | "1"
            15.5.13 | a condition that is not met     | 412 | If-Modified-Since | Thu, 01 Jan 2026 00:00:00 GMT
            """)
    void answersToOneRequest(String section, String what, int status, String name, String value) {
        node.upstream = request -> request.fields().contains(name)
                ? Scripted.of(status, "evil", "Cache-Control", "max-age=60")
                : fresh("good");
        assertThat(node.get("/a", name, value).status()).isEqualTo(status);
        assertThat(node.get("/a").content()).isEqualTo("good");
    }

    /** Storing follows the origin's word, whatever the path looks like. */
    @ParameterizedTest(name = "§7.3 {0} {1}")
    @CsvSource({
        "/account/x.css,        foo",
        "/account/x.css,        private",
        "/account/x.css,        no-store",
        "/account/x.js?a.png,   foo",
        "/account%2Fx.css,      foo",
        "/account;x.css,        foo",
        "/static/logo.png,      foo",
    })
    void pathsThatLookStatic(String path, String directives) {
        node.upstream = request -> Scripted.of(200, "hers", "Cache-Control", directives, "Content-Type", "text/css");
        node.get(path);
        node.upstream = request -> Scripted.of(200, "his", "Cache-Control", directives, "Content-Type", "text/css");
        assertThat(node.get(path).content()).isEqualTo("his");
    }

    @ParameterizedTest(name = "§4 {0} is not {1}")
    @CsvSource({
        "/a,      /A",
        "/a,      /a/",
        "/a,      /a?",
        "/a?b,    /a?c",
        "/a?b&c,  /a?c&b",
        "/a?b=1,  /a?b=1&c",
        "/a?b,    /a?B",
    })
    @Holds("9111-4-1")
    void targets(String stored, String asked) {
        node.upstream = request -> fresh("evil");
        node.get(stored);
        node.upstream = request -> fresh("good");
        assertThat(node.get(asked).content()).isEqualTo("good");
    }

    @Test
    @Holds({"9111-3.1-5", "9111-3.1-6"})
    @DisplayName("§3.1 trailers do not become fields of what is stored")
    void trailers() {
        Exchange exchange = node.exchange("GET", "/a");
        CacheRequest request = node.flow.request(exchange, node.flow.received(exchange, node.route));
        CachePlan plan = node.flow.plan(exchange, request, node.flow.decideHere(request), Optional.empty(), false);
        plan.onForward(exchange.forwarded());
        ResponseHead head = fresh("").head();
        CachePlan.Share share = (CachePlan.Share) plan.onHead(head, CachePlan.Framing.DELIMITED);
        share.sink().write(ByteBuffer.wrap("page".getBytes(StandardCharsets.US_ASCII)), () -> {});
        share.sink().complete(Fields.of("X-Trailer", "1", "Cache-Control", "max-age=9999"));
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.fields().contains("X-Trailer")).isFalse();
        assertThat(got.fields().all("Cache-Control")).containsExactly("max-age=60");
    }

    @Test
    @Holds({"9111-5.2-1", "9213-2.2-5", "9111-3.1-1"})
    @DisplayName("§5.2 directives pass on as they came, to the one who caused the forward and to those after")
    void directives_pass() {
        String[] lines = {
            "Cache-Control",
            "Max-Age=060 , foo=\"a, b\",,bar",
            "CDN-Cache-Control",
            "max-age=60",
            "Cache-Control",
            "@",
            "Other-Cache-Control",
            "x",
            "Pragma",
            "foo",
            "Expires",
            "0"
        };
        node.upstream = request -> Scripted.of(200, "page", lines);
        for (String expected : new String[] {"forebay; fwd=uri-miss; ttl=60; stored", "hit"}) {
            Got got = node.get("/a");
            assertThat(got.cacheStatus()).isEqualTo(expected);
            assertThat(got.fields().filter(name -> Fields.of(lines).contains(name)))
                    .isEqualTo(Fields.of(lines));
        }
    }

    @Test
    @Holds("9111-5.2.2.7-2")
    @DisplayName("§5.2.2.7 what private names reaches the client that caused the forward, and nobody else")
    void withheld() {
        node.upstream = request -> fresh("page", "Cache-Control", "private=\"X-Hers\"", "X-Hers", "1");
        assertThat(node.get("/a").fields().contains("X-Hers")).isTrue();
        node.pass(Duration.ofSeconds(1));
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.fields().contains("X-Hers")).isFalse();
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource({
        "9111-7.3-1, REFUSE, forebay; fwd=uri-miss, 1",
        "9111-7.3-1, STORE, hit, 1",
        "9111-7.3-1, STRIP, hit, 0",
    })
    void cookies(String id, CachePolicy.SetCookie policy, String then, int cookies) {
        node.route = FlowFixture.route(CachePolicy.RFC.withSetCookie(policy), false);
        node.upstream = request -> fresh("page", "Set-Cookie", "a=b");
        assertThat(node.get("/a").fields().all("Set-Cookie")).hasSize(1);
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo(then);
        assertThat(got.fields().all("Set-Cookie")).hasSize(cookies);
    }

    @Test
    @Holds("9111-5.2.1-1")
    @DisplayName("§5.2.1 on a route that limits clients none of them makes the cache go forward for what is fresh")
    void limited() {
        node.route = FlowFixture.route(CachePolicy.RFC.withClientDirectives(CachePolicy.ClientDirectives.LIMIT), false);
        node.upstream = request -> fresh("page");
        node.get("/a");
        for (String directive :
                new String[] {"no-cache", "max-age=0", "min-fresh=99", "no-store", "no-cache, max-age=0"}) {
            assertThat(node.get("/a", "Cache-Control", directive).cacheStatus())
                    .as(directive)
                    .isEqualTo("hit");
        }
        assertThat(node.get("/a", "Pragma", "no-cache").cacheStatus()).isEqualTo("hit");
        assertThat(node.get("/b", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        node.route = FlowFixture.route(CachePolicy.RFC, false);
        node.get("/a");
        assertThat(node.get("/a", "Cache-Control", "no-cache").cacheStatus()).isNotEqualTo("hit");
    }
}
