package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CacheRequest;
import forebay.cache.CacheSettings;
import forebay.cache.Preconditions;
import forebay.cache.Reuse;
import forebay.cache.StoredResponse;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored text that is compressed for those who accept it. */
class CompressedRouteTest {
    private static final String PAGE = "All work and no play makes Jack a dull boy. ".repeat(100);
    private static final List<ContentCoding> BOTH = List.of(ContentCoding.ZSTD, ContentCoding.GZIP);

    private final FlowFixture node =
            new FlowFixture(new CacheSettings(1 << 22, 1 << 20, 1 << 20, Duration.ofMinutes(1)));

    @BeforeEach
    void route() {
        node.route = FlowFixture.route(CachePolicy.RFC.withCompression(BOTH), false);
        page("Content-Type", "text/html; charset=utf-8", "ETag", "\"x\"");
    }

    @AfterEach
    void close() {
        node.flow.close();
        node.store.close();
    }

    private void page(String... fields) {
        Fields.Builder all = Fields.builder().add("Cache-Control", "max-age=60");
        Fields.of(fields).forEach(line -> all.add(line.name(), line.value()));
        node.upstream = request -> new Scripted(
                Scripted.of(200, "").head().withFields(all.build()),
                PAGE,
                forebay.exchange.CachePlan.Framing.DELIMITED,
                false);
    }

    /** A hit, after the first demand for this coding has been met. */
    private Got coded(String accept) {
        node.get("/a", "Accept-Encoding", accept);
        await().until(() -> {
            Got got = node.get("/a", "Accept-Encoding", accept);
            return got.fields().contains("Content-Encoding");
        });
        return node.get("/a", "Accept-Encoding", accept);
    }

    private static String plain(Got got) throws IOException {
        byte[] bytes = got.content().getBytes(StandardCharsets.ISO_8859_1);
        if (got.fields().first("Content-Encoding").orElse("").equals("gzip")) {
            return new String(
                    new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
        }
        byte[] plain = new byte[PAGE.length()];
        new ZstdDecompressor().decompress(bytes, 0, bytes.length, plain, 0, plain.length);
        return new String(plain, StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "RFC 9110 §8.4.1, §12.5.3 {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            gzip                        | gzip
            zstd                        | zstd
            gzip, zstd                  | zstd
            gzip, zstd;q=0.5            | gzip
            GZIP;q=1.0                  | gzip
            x-gzip                      | gzip
            *                           | zstd
            *;q=0.5, zstd;q=0           | gzip
            gzip;q=0.3, identity;q=0.2  | gzip
            gzip, identity;q=0          | gzip
            """)
    void theFormThatIsWanted(String accept, String coding) throws IOException {
        Got got = coded(accept);

        assertThat(got.fields().all("Content-Encoding")).containsExactly(coding);
        assertThat(got.fields().all("Content-Length"))
                .containsExactly(Integer.toString(got.content().length()));
        assertThat(got.fields().all("ETag")).containsExactly("\"x;" + coding + '"');
        assertThat(got.fields().all("Vary")).containsExactly("Accept-Encoding");
        assertThat(got.content().length()).isLessThan(PAGE.length() / 4);
        assertThat(plain(got)).isEqualTo(PAGE);
    }

    @ParameterizedTest(name = "RFC 9110 §12.5.3 {0}: plain")
    @ValueSource(
            strings = {
                "none",
                "br",
                "gzip;q=0",
                "identity",
                "gzip;q=0.2, identity;q=0.5",
                "identity;q=0",
                "gzip;q=x",
                ""
            })
    void thePlainFormIsWanted(String accept) {
        coded("gzip");
        Got got = accept.equals("none") ? node.get("/a") : node.get("/a", "Accept-Encoding", accept);

        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.content()).isEqualTo(PAGE);
        assertThat(got.fields().all("ETag")).containsExactly("\"x\"");
        assertThat(got.fields().all("Vary")).containsExactly("Accept-Encoding");
        assertThat(got.fields().contains("Content-Encoding")).isFalse();
    }

    @Test
    @Holds("9111-5.2.1.6-1")
    @DisplayName("RFC 9111 §5.2.1.6 who asks for no transformation gets what the origin made")
    void as_the_origin_made_it() throws IOException {
        coded("gzip");
        Got got = node.get("/a", "Accept-Encoding", "gzip", "Cache-Control", "no-transform");

        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.content()).isEqualTo(PAGE);
        assertThat(got.fields().all("ETag")).containsExactly("\"x\"");
    }

    @Test
    @DisplayName("RFC 9110 §12.5.5 what is relayed while it is stored varies too")
    void the_first_answer_varies() {
        assertThat(node.get("/a").fields().all("Vary")).containsExactly("Accept-Encoding");
    }

    @ParameterizedTest(name = "RFC 9111 §5.2.2.6, RFC 9110 §8.4 {0}: {1}")
    @Holds("9111-5.2.2.6-1")
    @CsvSource(delimiter = '|', textBlock = """
            Cache-Control     | no-transform
            Cache-Control     | private=x, No-Transform
            CDN-Cache-Control | max-age=60, no-transform
            Content-Encoding  | br
            Content-Type      | image/png
            Content-Type      | text/event-stream
            """)
    void whatIsLeftAsItIs(String name, String value) {
        page(
                name.equals("Content-Type")
                        ? new String[] {name, value}
                        : new String[] {"Content-Type", "text/html", name, value});
        node.get("/a");
        Got got = node.get("/a", "Accept-Encoding", "gzip");

        assertThat(got.fields().contains("Vary")).isFalse();
        assertThat(got.content()).isEqualTo(PAGE);
    }

    @Test
    @DisplayName("without compress in the route nothing is coded and nothing varies")
    void off() {
        node.route = FlowFixture.route(CachePolicy.RFC, false);
        node.get("/a");

        assertThat(node.get("/a", "Accept-Encoding", "gzip").fields().contains("Vary"))
                .isFalse();
    }

    @Test
    @DisplayName("RFC 9110 §8.8.3.3, §13.1.2 the tag of a form is not modified for that form only")
    void conditional() {
        coded("gzip");
        Exchange exchange = node.exchange("GET", "/a", "Accept-Encoding", "gzip", "If-None-Match", "\"x;gzip\"");
        CacheRequest request = node.flow.request(exchange, node.flow.received(exchange, node.route));
        StoredResponse form = ((Reuse.Serve) node.flow.decideHere(request)).stored();

        assertThat(Preconditions.notModified(request.head().fields(), form)).isTrue();
        assertThat(Preconditions.notModified(Fields.of("If-None-Match", "\"x\""), form))
                .isFalse();
    }

    @Test
    @Holds("9111-3.2-4")
    @DisplayName("RFC 9111 §4.3 the origin is asked with its own tag, and a 304 freshens both forms")
    void validation() throws IOException {
        coded("gzip");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> Scripted.of(304, "", "ETag", "\"x\"", "Cache-Control", "max-age=60", "X-New", "1");
        Got validated = node.get("/a", "Accept-Encoding", "gzip", "If-None-Match", "\"x;gzip\"");

        assertThat(node.asked.get(node.asked.size() - 1).fields().combined("If-None-Match"))
                .hasValueSatisfying(tags -> assertThat(tags).startsWith("\"x\""));
        assertThat(validated.status()).isEqualTo(304);
        assertThat(validated.fields().all("ETag")).containsExactly("\"x;gzip\"");
        Got got = node.get("/a", "Accept-Encoding", "gzip");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.fields().all("X-New")).containsExactly("1");
        assertThat(got.fields().all("Content-Length"))
                .containsExactly(Integer.toString(got.content().length()));
        assertThat(plain(got)).isEqualTo(PAGE);
        assertThat(node.get("/a").content()).isEqualTo(PAGE);
    }

    @Test
    @DisplayName("a weak tag may be shared, digests of one form are not")
    void weak() {
        page("Content-Type", "application/json", "ETag", "W/\"x\"", "Content-Digest", "sha-256=:x:", "Vary", "Origin");
        Got got = coded("gzip");

        assertThat(got.fields().all("ETag")).containsExactly("W/\"x\"");
        assertThat(got.fields().contains("Content-Digest")).isFalse();
        assertThat(got.fields().all("Vary")).containsExactly("Origin", "Accept-Encoding");
    }

    @Test
    @DisplayName("RFC 9110 §13.1.1 If-Match with the tag of a coded form names the origin's own upstream")
    void if_match() {
        node.upstream = request -> Scripted.of(204, "");
        node.send("PUT", "/a", "If-Match", "\"x;gzip\", \"y\"");

        assertThat(node.asked.get(0).fields().all("If-Match")).containsExactly("\"x\", \"y\"");
    }

    @Test
    @DisplayName("§4.4 an invalidation takes every form")
    void invalidated() {
        coded("gzip");
        node.send("POST", "/a");
        node.pass(Duration.ofSeconds(1));

        assertThat(node.get("/a", "Accept-Encoding", "gzip").cacheStatus()).isNotEqualTo("hit");
    }
}
