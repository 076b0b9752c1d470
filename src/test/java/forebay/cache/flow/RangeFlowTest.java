package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import forebay.http.ByteRange;
import forebay.http.ByteRanges;
import forebay.http.RequestHead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeFlowTest {
    private static final String ALL = "abcdefghijklmnopqrstuvwxyz";

    private final FlowFixture node = new FlowFixture();
    private String tag = "\"1\"";

    @AfterEach
    void close() {
        node.store.close();
    }

    /** An origin that has {@link #ALL} and serves ranges of it. */
    private Scripted origin(RequestHead request) {
        Optional<String> condition = request.fields().first("If-Range");
        Optional<ByteRanges> ranges =
                condition.filter(wanted -> !wanted.equals(tag)).isPresent()
                        ? Optional.empty()
                        : ByteRanges.parse(request.fields().all("Range"));
        if (request.fields().first("If-None-Match").filter(tag::equals).isPresent()) {
            return Scripted.of(304, "", "ETag", tag, "Cache-Control", "max-age=60")
                    .framed(CachePlan.Framing.NONE);
        }
        if (ranges.isEmpty()) {
            return Scripted.of(200, ALL, "ETag", tag, "Cache-Control", "max-age=60", "Content-Length", "26");
        }
        List<ByteRange> within = ranges.get().within(26);
        if (within.size() != 1) {
            return Scripted.of(416, "", "Content-Range", "bytes */26");
        }
        ByteRange range = within.get(0);
        return Scripted.of(
                206,
                ALL.substring((int) range.first(), (int) range.last() + 1),
                "ETag",
                tag,
                "Cache-Control",
                "max-age=60",
                "Content-Length",
                Long.toString(range.length()),
                "Content-Range",
                "bytes " + range.first() + "-" + range.last() + "/26");
    }

    private RequestHead asked(int index) {
        return node.asked.get(index);
    }

    @Test
    @DisplayName("RFC 9110 §14.2 a stored 200 answers ranges")
    void from_the_whole() {
        node.upstream = this::origin;
        node.get("/a");
        Got got = node.get("/a", "Range", "bytes=2-4");
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo("cde");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(node.asked).hasSize(1);
    }

    @Test
    @Holds({"9111-3.3-1", "9111-3.3-4"})
    @DisplayName("§3.3 a 206 answers later requests for ranges of it")
    void from_a_part() {
        node.upstream = this::origin;
        Got first = node.get("/a", "Range", "bytes=5-14");
        assertThat(first.status()).isEqualTo(206);
        assertThat(first.cacheStatus()).isEqualTo("forebay; fwd=uri-miss; ttl=60; stored");
        Got got = node.get("/a", "Range", "bytes=6-7");
        assertThat(got.content()).isEqualTo("gh");
        assertThat(got.fields().first("Content-Range")).contains("bytes 6-7/26");
        assertThat(node.asked).hasSize(1);
    }

    @Test
    @Holds({"9111-3.3-3", "9111-3.3-5", "9111-3.4-1"})
    @DisplayName("§3.3 never as a complete response: the rest is fetched, and then it is one")
    void the_rest_is_fetched() {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        Got got = node.get("/a");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo(ALL);
        assertThat(got.whole()).isTrue();
        assertThat(got.fields().all("Content-Length")).containsExactly("26");
        assertThat(got.fields().contains("Content-Range")).isFalse();
        assertThat(got.cacheStatus()).isEqualTo("forebay; fwd=partial; fwd-status=206; ttl=60; stored");
        assertThat(asked(1).fields().first("Range")).contains("bytes=10-25");
        assertThat(asked(1).fields().first("If-Range")).contains("\"1\"");
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(node.get("/a", "Range", "bytes=-1").content()).isEqualTo("z");
        assertThat(node.asked).hasSize(2);
    }

    @ParameterizedTest(name = "§3.4 {0} is there, {1} is asked for: {2}")
    @CsvSource({
        "0-9, 5-14, fghijklmno, bytes=10-25",
        "10-14, 12-20, mnopqrstu, bytes=0-25",
        "20-25, 18-22, stuvw, bytes=0-19",
        "20-25, 2-3, cd, bytes=0-19",
        "0-9, -3, xyz, bytes=10-25"
    })
    void a_second_range_fetches_the_whole(String there, String wanted, String content, String fetched) {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=" + there);
        Got got = node.get("/a", "Range", "bytes=" + wanted);
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo(content);
        assertThat(got.whole()).isTrue();
        assertThat(got.fields().all("Content-Length")).containsExactly("" + content.length());
        assertThat(asked(1).fields().first("Range")).contains(fetched);
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(node.asked).hasSize(2);
    }

    @Test
    @DisplayName("RFC 9110 §13.1.5 where the representation has changed the whole new one comes and takes its place")
    void changed() {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        tag = "\"2\"";
        Got got = node.get("/a");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo(ALL);
        assertThat(got.fields().first("ETag")).contains("\"2\"");
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }

    @ParameterizedTest(name = "§3.4 {0}: asked once more, as the client did")
    @CsvSource({
        "206, bytes 10-24/26, \"1\"",
        "206, bytes 10-25/26, \"2\"",
        "206, bytes 10-25/26, W/\"1\"",
        "416, bytes */5, \"1\""
    })
    void an_answer_that_does_not_fit(int status, String range, String other) {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        node.upstream = request -> request.fields().contains("Range")
                ? Scripted.of(status, "x", "ETag", other, "Content-Range", range)
                : origin(request);
        Got got = node.get("/a");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo(ALL);
        assertThat(asked(2).fields().contains("If-Range")).isFalse();
        assertThat(node.asked).as("and only once: the part is gone").hasSize(3);
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(node.asked).hasSize(3);
    }

    @Test
    @DisplayName("§3.4 a rest that may not be stored is not combined: all is asked for")
    void the_rest_may_not_be_stored() {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        node.upstream = request -> {
            Scripted answer = origin(request);
            return new Scripted(
                    answer.head().withFields(answer.head().fields().with("Cache-Control", "no-store")),
                    answer.content(),
                    answer.framing(),
                    false);
        };
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(node.asked).hasSize(4);
    }

    @Test
    @DisplayName("§3.3 a rest that breaks off is not stored, and the client does not see it end")
    void cut() {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        node.upstream = request -> origin(request).cutOff();
        assertThat(node.get("/a").whole()).isFalse();
        node.upstream = this::origin;
        assertThat(node.get("/a").cacheStatus()).contains("fwd=partial");
    }

    @Test
    @DisplayName("§4.3.4 a stale part is validated by its tag where it holds what is asked for")
    void stale_part() {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        node.pass(Duration.ofSeconds(61));
        Got got = node.get("/a", "Range", "bytes=2-3");
        assertThat(asked(1).fields().first("If-None-Match")).contains("\"1\"");
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo("cd");
        assertThat(node.get("/a", "Range", "bytes=2-3").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("§4.3.4 a stale whole answers a range after a 304; a 206 of another representation is relayed")
    void stale_whole() {
        node.upstream = this::origin;
        node.get("/a");
        node.pass(Duration.ofSeconds(61));
        Got got = node.get("/a", "Range", "bytes=2-3");
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo("cd");
        node.pass(Duration.ofSeconds(61));
        tag = "\"2\"";
        assertThat(node.get("/a", "Range", "bytes=2-3").fields().first("ETag")).contains("\"2\"");
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(asked(3).fields().first("If-Range")).contains("\"2\"");
    }

    @ParameterizedTest(name = "§4.3.5 a HEAD with {0} of {1} bytes: what is stored of it is used: {2}")
    @CsvSource({"'\"1\"', 26, true", "'\"2\"', 26, false", "'\"1\"', 27, false"})
    void head(String said, String length, boolean kept) {
        node.upstream = this::origin;
        node.get("/a", "Range", "bytes=0-9");
        node.pass(Duration.ofSeconds(61));
        node.upstream = request -> Scripted.of(
                        200, "", "ETag", said, "Content-Length", length, "Cache-Control", "max-age=60", "X-New", "1")
                .framed(CachePlan.Framing.NONE);
        assertThat(node.send("HEAD", "/a").fields().all("Content-Length")).containsExactly(length);
        node.upstream = this::origin;
        Got got = node.get("/a", "Range", "bytes=2-3");
        assertThat(got.cacheStatus().equals("hit")).isEqualTo(kept);
        assertThat(got.content()).isEqualTo("cd");
        assertThat(got.fields().contains("X-New")).isEqualTo(kept);
    }

    @Test
    @DisplayName("§3.3, §3.4 without a strong validator a 206 answers what lies in it, and is never completed")
    void weak() {
        tag = "W/\"1\"";
        node.upstream = this::origin;
        assertThat(node.get("/a", "Range", "bytes=0-9").cacheStatus()).contains("stored");
        Got within = node.get("/a", "Range", "bytes=2-3");
        assertThat(within.cacheStatus()).isEqualTo("hit");
        assertThat(within.content()).isEqualTo("cd");
        Got beyond = node.get("/a", "Range", "bytes=5-12");
        assertThat(beyond.content()).isEqualTo("fghijklm");
        assertThat(asked(1).fields().first("Range")).contains("bytes=5-12");
        assertThat(asked(1).fields().contains("If-Range")).isFalse();
        assertThat(node.get("/a").content()).isEqualTo(ALL);
        assertThat(asked(2).fields().contains("Range")).isFalse();
    }

    @Test
    @DisplayName("§3 a 200 to a request for a range is stored as the whole")
    void the_whole_for_a_range() {
        node.upstream = request -> origin(request.withFields(request.fields().without("Range")));
        assertThat(node.get("/a", "Range", "bytes=0-9").status()).isEqualTo(200);
        assertThat(node.get("/a").cacheStatus()).isEqualTo("hit");
    }
}
