package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.ContentId;
import forebay.cache.Coverage;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.PurgeStamp;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.Stamp;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cluster.ClusterKeys;
import forebay.http.ByteRange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariantsCodecTest {
    private static final String AT = "3 app 1 http://o/";
    private static final VariantsCodec CODEC = codec(1);
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123456789Z");

    private static VariantsCodec codec(int key) {
        byte[] secret = new byte[32];
        secret[0] = (byte) key;
        Segments segments = new Segments(null, 16, null);
        return new VariantsCodec(ClusterKeys.of(List.of(secret)).seal(VariantsCodec.PURPOSE), segments::content);
    }

    private static StoredResponse response(String content) {
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(
                        203,
                        Fields.of(
                                "Date",
                                "Thu, 01 Jan 2026 00:00:00 GMT",
                                "Cache-Control",
                                "max-age=60",
                                "X-Raw",
                                "a,\"b\",ü",
                                "X-Raw",
                                "")),
                new Receipt(TIME, TIME.plusMillis(5), new Stamp(17, new PurgeStamp(3, 4, 5))),
                SelectingFields.of(List.of("Accept", "Cookie"), Fields.of("Accept", "text/html")),
                StoredContent.of(
                        new ContentId(1, -2),
                        content.isEmpty() ? List.of() : List.of(content.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest(name = "content \"{0}\"")
    @ValueSource(strings = {"", "page"})
    void what_is_written_is_read(String content) throws IOException {
        StoredResponse written = response(content);
        byte[] bytes = CODEC.encode(AT, StoredVariants.of(written));
        StoredResponse read =
                CODEC.decode(AT, bytes, CachePolicy.RFC, 99).orElseThrow().all().get(0);
        assertThat(read.head()).isEqualTo(written.head());
        assertThat(read.receipt()).isEqualTo(written.receipt().withStamp(new Stamp(99, new PurgeStamp(3, 4, 5))));
        assertThat(read.selecting()).isEqualTo(written.selecting());
        assertThat(read.content().id()).isEqualTo(written.content().id());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        read.content().writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(content);
    }

    @Test
    void a_part_keeps_what_it_is_a_part_of() throws IOException {
        StoredResponse whole = response("page");
        Coverage coverage = new Coverage(99, List.of(new ByteRange(0, 1), new ByteRange(5, 6)));
        StoredResponse part = StoredResponse.part(
                CachePolicy.RFC, whole.head(), whole.receipt(), whole.selecting(), whole.content(), coverage);
        StoredResponse read = CODEC.decode(
                        AT, CODEC.encode(AT, StoredVariants.of(List.of(part, whole))), CachePolicy.RFC, 99)
                .orElseThrow()
                .all()
                .get(0);
        assertThat(read.partial()).contains(coverage);
        assertThat(read.content().length()).isEqualTo(4);
    }

    @Test
    void the_same_is_written_the_same_way() {
        assertThat(CODEC.encode(AT, StoredVariants.of(response("page"))))
                .isEqualTo(CODEC.encode(AT, StoredVariants.of(response("page"))));
    }

    @Test
    void broken_bytes_and_other_versions_are_a_miss() {
        byte[] bytes = CODEC.encode(AT, StoredVariants.of(response("page")));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(CODEC.decode(AT, Arrays.copyOf(bytes, length), CachePolicy.RFC, 0))
                    .as("cut to %d", length)
                    .isEmpty();
        }
        byte[] other = bytes.clone();
        other[0]++;
        assertThat(CODEC.decode(AT, other, CachePolicy.RFC, 0)).isEmpty();
    }

    @Test
    void what_anybody_else_wrote_moved_or_changed_is_a_miss() {
        StoredVariants variants = StoredVariants.of(response("page"));
        byte[] bytes = CODEC.encode(AT, variants);
        assertThat(codec(2).decode(AT, bytes, CachePolicy.RFC, 0)).isEmpty();
        assertThat(CODEC.decode("3 app 1 http://o/other", bytes, CachePolicy.RFC, 0))
                .isEmpty();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(CODEC.decode(AT, changed, CachePolicy.RFC, 0))
                    .as("byte %d", i)
                    .isEmpty();
        }
    }

    @Test
    void content_in_segments_is_written_as_their_list() {
        SegmentList list = new SegmentList(new ContentId(5, 6), 40, 16, new byte[3 * SegmentList.HASH_BYTES]);
        StoredResponse response = response("").withContent(new Segments(null, 16, null).content(list));
        StoredContent read = CODEC.decode(AT, CODEC.encode(AT, StoredVariants.of(response)), CachePolicy.RFC, 0)
                .orElseThrow()
                .all()
                .get(0)
                .content();
        assertThat(Segments.listOf(read).orElseThrow().hashes()).isEqualTo(list.hashes());
        assertThat(Segments.listOf(read).orElseThrow().key(2)).isEqualTo(list.key(2));
        assertThat(read.length()).isEqualTo(40);
        assertThat(read.isHere()).isFalse();
        assertThat(read.chunkCount()).isEqualTo(3);
    }

    @Test
    void each_version_has_a_place_of_its_own() {
        CacheKey key = CacheKey.of("app", 1, "", PlainUri.of("http", "o", "/", Optional.empty()));
        assertThat(VariantsCodec.key(key)).isEqualTo("4 " + key);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/a", "/a?", "/a?q=1?2", "/a%20b/c?x=http://o/+"})
    void keys_as_text_and_back(String target) {
        int mark = target.indexOf('?');
        PlainUri uri = PlainUri.of(
                "https",
                "origin.test:8443",
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)));
        for (String parts : List.of("", "f:x-tenant=a%20b&c:c=1+")) {
            CacheKey key = CacheKey.of("a route+", -5, parts, uri);
            assertThat(KeyText.parse(key.toString())).contains(key);
        }
        assertThat(KeyText.uri(uri.toString())).contains(uri);
    }

    @Test
    void groups_as_text_and_back() {
        List<OriginGroup> groups = List.of(new OriginGroup(-1), new OriginGroup(0), new OriginGroup(0x1234));
        assertThat(KeyText.groups(KeyText.of(groups))).isEqualTo(groups);
        assertThat(KeyText.uri(KeyText.of(groups))).isEmpty();
        assertThat(KeyText.groups("groups x")).isEmpty();
        assertThat(KeyText.groups("http://origin.test/groups 1")).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "app", "app 1", "app x http://o/", "app 1 nothing", "app 1 http://o"})
    void what_is_no_key(String text) {
        assertThat(KeyText.parse(text)).isEmpty();
    }
}
