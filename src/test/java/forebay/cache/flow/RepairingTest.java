package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.ContentId;
import forebay.cache.ContentSegments;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Content in segments, of which one is gone when its turn comes (RFC 9110 §13.1.5). */
class RepairingTest {
    private static final String CONTENT = "0123456789abcdefghij";
    private static final int SEGMENT = 4;

    private final FlowFixture node = new FlowFixture();
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();
    /** Segments that do not come in time; each of them later, when it is completed here. */
    private final Map<Integer, CompletableFuture<byte[]>> late = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        node.flow.close();
        node.store.close();
    }

    /** The content of a cluster that has lost some. */
    private final class Segments implements ContentSegments {
        @Override
        public int segmentBytes() {
            return SEGMENT;
        }

        @Override
        public CompletionStage<byte[]> segment(int index) {
            return late.getOrDefault(index, there(index));
        }

        @Override
        public CompletionStage<byte[]> segmentInTime(int index) {
            return late.containsKey(index)
                    ? CompletableFuture.failedFuture(new TimeoutException("late"))
                    : there(index);
        }

        private CompletableFuture<byte[]> there(int index) {
            return gone.contains(index)
                    ? CompletableFuture.failedFuture(new IOException("gone"))
                    : CompletableFuture.completedFuture(bytes(index));
        }
    }

    private static byte[] bytes(int index) {
        return CONTENT.substring(index * SEGMENT, (index + 1) * SEGMENT).getBytes(StandardCharsets.ISO_8859_1);
    }

    private StoredResponse stored(String etag) {
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=60", "ETag", etag)),
                new Receipt(node.instant(), node.instant(), node.check.stamp()),
                SelectingFields.NONE,
                StoredContent.in(new Segments(), new ContentId(1, 2), CONTENT.length()));
    }

    private ContentSource source(StoredResponse stored, String... fields) {
        Exchange exchange = node.exchange("GET", "/a", fields);
        CacheRequest request = node.flow.request(exchange, node.flow.received(exchange, node.route));
        node.shared.entries.put(request.key(), StoredVariants.of(stored));
        StoredAnswer answer = StoredAnswer.of(request.head(), stored, Optional.of(node.instant()), node.flow::boundary);
        return node.flow.content(exchange, request, stored, answer);
    }

    /** What can be read now; its end where that is told. */
    private static String read(ContentSource source) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ContentSource.Piece piece = source.next();
        while (piece instanceof ContentSource.Data data) {
            byte[] bytes = new byte[data.bytes().remaining()];
            data.bytes().get(bytes);
            text.writeBytes(bytes);
            data.release();
            piece = source.next();
        }
        String end = piece == null ? " waits" : piece instanceof ContentSource.End ? " end" : " broken";
        return text.toString(StandardCharsets.ISO_8859_1) + end;
    }

    private static FlowFixture.Scripted part(RequestHead request, String etag) {
        String range = request.fields().first("Range").orElseThrow().substring("bytes=".length());
        int hyphen = range.indexOf('-');
        int first = Integer.parseInt(range.substring(0, hyphen));
        int last = Integer.parseInt(range.substring(hyphen + 1));
        return FlowFixture.Scripted.of(
                206,
                CONTENT.substring(first, last + 1),
                "ETag",
                etag,
                "Content-Range",
                "bytes " + first + "-" + last + "/" + CONTENT.length());
    }

    @Test
    void what_is_there_is_read_without_asking_anybody() {
        assertThat(read(source(stored("\"v1\"")))).isEqualTo(CONTENT + " end");
        assertThat(node.behind).isEmpty();
    }

    @Test
    void the_rest_of_the_same_representation_comes_from_upstream() {
        node.upstream = request -> part(request, "\"v1\"");
        gone.add(2);
        ContentSource source = source(stored("\"v1\""));
        assertThat(read(source)).isEqualTo("01234567 waits");
        node.answerBehind();
        assertThat(read(source)).isEqualTo("89abcdefghij end");
        RequestHead asked = node.asked.get(0);
        assertThat(asked.fields().first("Range")).contains("bytes=8-19");
        assertThat(asked.fields().first("If-Range")).contains("\"v1\"");
        assertThat(node.shared.entries).as("what is broken is not found again").isEmpty();
    }

    @Test
    void of_a_part_the_rest_of_that_part() {
        node.upstream = request -> part(request, "\"v1\"");
        gone.add(1);
        ContentSource source = source(stored("\"v1\""), "Range", "bytes=2-9");
        assertThat(read(source)).isEqualTo("23 waits");
        node.answerBehind();
        assertThat(read(source)).isEqualTo("456789 end");
        assertThat(node.asked.get(0).fields().first("Range")).contains("bytes=4-9");
    }

    @ParameterizedTest(name = "upstream answers {0}")
    @CsvSource({"another representation", "whole", "refused"})
    void anything_else_breaks_off_and_never_ends(String answer) {
        node.upstream = request -> switch (answer) {
            case "whole" -> FlowFixture.Scripted.of(200, CONTENT, "ETag", "\"v2\"");
            case "refused" -> FlowFixture.REFUSED;
            default -> part(request, "\"v2\"");
        };
        gone.add(3);
        ContentSource source = source(stored("\"v1\""));
        assertThat(read(source)).isEqualTo("0123456789ab waits");
        node.answerBehind();
        assertThat(read(source)).isEqualTo(" broken");
    }

    @Test
    void a_rest_that_breaks_off_itself_breaks_off() {
        node.upstream = request -> part(request, "\"v1\"").cutOff();
        gone.add(2);
        ContentSource source = source(stored("\"v1\""));
        read(source);
        node.answerBehind();
        assertThat(read(source)).endsWith(" broken");
    }

    @Test
    void what_is_late_comes_from_upstream_where_that_is_faster() {
        node.upstream = request -> part(request, "\"v1\"");
        late.put(2, new CompletableFuture<>());
        ContentSource source = source(stored("\"v1\""));
        assertThat(read(source)).isEqualTo("01234567 waits");
        node.answerBehind();
        assertThat(read(source)).isEqualTo("89abcdefghij end");
        late.get(2).complete(bytes(2));
        assertThat(node.shared.entries).as("it was only late").isNotEmpty();
    }

    @Test
    void what_is_late_is_waited_for_where_upstream_has_something_else() {
        node.upstream = request -> FlowFixture.Scripted.of(200, CONTENT, "ETag", "\"v2\"");
        late.put(2, new CompletableFuture<>());
        ContentSource source = source(stored("\"v1\""));
        read(source);
        node.answerBehind();
        assertThat(read(source)).isEqualTo(" waits");
        late.get(2).complete(bytes(2));
        assertThat(read(source)).isEqualTo("89abcdefghij end");
        assertThat(node.shared.entries).isNotEmpty();
    }

    @Test
    void what_comes_after_all_goes_on_and_upstream_is_of_no_use_any_more() {
        node.upstream = request -> part(request, "\"v1\"");
        late.put(2, new CompletableFuture<>());
        ContentSource source = source(stored("\"v1\""));
        read(source);
        late.get(2).complete(bytes(2));
        assertThat(read(source)).isEqualTo("89abcdefghij end");
        node.answerBehind();
        assertThat(node.flow.budget().takenBytes())
                .as("what came too late is given back")
                .isZero();
    }

    @Test
    void what_is_late_and_then_gone_is_removed_and_breaks_off_without_upstream() {
        late.put(2, new CompletableFuture<>());
        ContentSource source = source(stored("W/\"v1\""));
        assertThat(read(source)).isEqualTo("01234567 waits");
        assertThat(node.behind).isEmpty();
        late.get(2).completeExceptionally(new IOException("gone"));
        assertThat(read(source)).isEqualTo(" broken");
        assertThat(node.shared.entries).isEmpty();
    }

    @Test
    void upstream_is_asked_beside_the_first_late_segments_only() {
        node.upstream = request -> FlowFixture.REFUSED;
        for (int i = 1; i < 5; i++) {
            late.put(i, new CompletableFuture<>());
        }
        ContentSource source = source(stored("\"v1\""));
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < 5; i++) {
            text.append(read(source));
            node.answerBehind();
            late.get(i).complete(bytes(i));
        }
        text.append(read(source));
        assertThat(text.toString().replace(" waits", "")).isEqualTo(CONTENT + " end");
        assertThat(node.asked).hasSize(3);
    }

    @Test
    void who_leaves_meanwhile_takes_neither() {
        node.upstream = request -> part(request, "\"v1\"");
        late.put(2, new CompletableFuture<>());
        ContentSource source = source(stored("\"v1\""));
        read(source);
        source.cancel(new IOException("the client has left"));
        node.answerBehind();
        late.get(2).complete(bytes(2));
        assertThat(read(source)).isEqualTo(" broken");
        assertThat(node.flow.budget().takenBytes()).isZero();
    }

    @Test
    void without_a_strong_validator_nobody_is_asked() {
        gone.add(2);
        assertThat(read(source(stored("W/\"v1\"")))).isEqualTo("01234567 broken");
        assertThat(node.behind).isEmpty();
        assertThat(node.shared.entries).isEmpty();
    }
}
