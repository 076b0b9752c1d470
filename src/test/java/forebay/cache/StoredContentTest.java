package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.cache.CachePolicy.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredContentTest {
    private static final ContentId ID = new ContentId(1, 2);

    /** A text in segments of four bytes; remembers which were fetched. */
    private static final class Segments implements ContentSegments {
        private final String text;
        private final List<Integer> fetched = new ArrayList<>();

        Segments(String text) {
            this.text = text;
        }

        @Override
        public int segmentBytes() {
            return 4;
        }

        @Override
        public CompletionStage<byte[]> segment(int index) {
            fetched.add(index);
            return CompletableFuture.completedFuture(
                    bytes(text.substring(4 * index, Math.min(text.length(), 4 * index + 4))));
        }

        @Override
        public CompletionStage<byte[]> segmentInTime(int index) {
            return segment(index);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static StoredContent here(String... chunks) {
        return StoredContent.of(
                ID, List.of(chunks).stream().map(StoredContentTest::bytes).toList());
    }

    /** All bytes, fetched chunk by chunk. */
    private static String text(StoredContent content) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.chunkCount(); i++) {
            ByteBuffer chunk = content.fetch(i).toCompletableFuture().join();
            assertThat(chunk.remaining()).isEqualTo(content.chunkLength(i));
            text.append(StandardCharsets.ISO_8859_1.decode(chunk));
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0} in {1} segments, the last of {2} bytes")
    @CsvSource({"'', 0, 0", "a, 1, 1", "abcd, 1, 4", "abcde, 2, 1", "abcdefgh, 2, 4", "abcdefghi, 3, 1"})
    void allSegmentsButTheLastAreFull(String text, int segments, int last) {
        StoredContent content = StoredContent.in(new Segments(text), ID, text.length());
        assertThat(content.length()).isEqualTo(text.length());
        assertThat(content.chunkCount()).isEqualTo(segments);
        assertThat(segments == 0 ? 0 : content.chunkLength(segments - 1)).isEqualTo(last);
        assertThat(text(content)).isEqualTo(text);
    }

    @Test
    void whatIsElsewhereIsFetchedWhenItIsWanted() {
        Segments segments = new Segments("abcdefghij");
        StoredContent content = StoredContent.in(segments, ID, 10);
        assertThat(content.isHere()).isFalse();
        assertThat(content.isHere(0)).isFalse();
        assertThat(content.segments()).containsSame(segments);
        assertThat(content.weight()).isZero();
        assertThat(segments.fetched).isEmpty();
        assertThat(text(content.slice(3, 4))).isEqualTo("defg");
        assertThat(segments.fetched).containsExactly(0, 1);
    }

    @Test
    void whatIsHereIsNotFetched() {
        StoredContent content = here("abc", "de");
        assertThat(content.isHere()).isTrue();
        assertThat(content.isHere(1)).isTrue();
        assertThat(content.segments()).isEmpty();
        assertThat(StoredContent.NONE.segments()).isEmpty();
        assertThat(content.weight()).isEqualTo(5);
        assertThat(text(content)).isEqualTo("abcde");
    }

    @Test
    void bothCanBeJoined() {
        StoredContent joined = StoredContent.joined(
                ID, List.of(here("ab"), StoredContent.in(new Segments("cdefg"), new ContentId(9, 9), 5), here("h")));
        assertThat(text(joined)).isEqualTo("abcdefgh");
        assertThat(joined.isHere()).isFalse();
        assertThat(joined.isHere(0)).isTrue();
        assertThat(joined.weight()).isEqualTo(3);
        assertThat(joined.segments()).as("its first bytes are here").isEmpty();
        assertThat(joined.id()).isEqualTo(ID);
    }

    @Property
    void aSliceIsWhatASubstringIs(
            @ForAll @IntRange(max = 11) int from, @ForAll @IntRange(max = 11) int to, @ForAll boolean elsewhere) {
        String all = "abcdefghijk";
        StoredContent content =
                elsewhere ? StoredContent.in(new Segments(all), ID, all.length()) : here("ab", "", "cdefg", "hijk");
        int first = Math.min(from, to);
        int bytes = Math.abs(from - to);
        StoredContent slice = content.slice(first, bytes);
        assertThat(text(slice)).isEqualTo(all.substring(first, first + bytes));
        assertThat(slice.id()).isEqualTo(ID);
        assertThat(text(slice.slice(bytes / 2, bytes - bytes / 2)))
                .isEqualTo(all.substring(first + bytes / 2, first + bytes));
        for (int i = 0; i < slice.chunkCount(); i++) {
            assertThat(slice.chunkLength(i)).isPositive();
        }
    }

    @ParameterizedTest(name = "{1} bytes from {0}")
    @CsvSource({"-1, 1", "0, -1", "0, 6", "5, 1", "6, 0"})
    void noSliceReachesBeyondIt(long from, long bytes) {
        assertThatThrownBy(() -> here("abc", "de").slice(from, bytes))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("of 5");
    }

    @Test
    void aSliceIsWrittenAsItIs() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        here("abc", "defg").slice(1, 4).slice(1, 3).writeTo(out);
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("cde");
    }

    @Test
    void codedFormsAreAddedAndCount() {
        StoredContent plain = here("abcdef");
        assertThat(plain.tried(ContentCoding.GZIP)).isFalse();
        assertThat(plain.coded()).isEmpty();
        StoredContent zipped = here("zip");
        StoredContent both =
                plain.with(ContentCoding.GZIP, Optional.of(zipped)).with(ContentCoding.ZSTD, Optional.empty());
        assertThat(both.tried(ContentCoding.GZIP)).isTrue();
        assertThat(both.tried(ContentCoding.ZSTD)).isTrue();
        assertThat(both.coded()).containsOnlyKeys(ContentCoding.GZIP).containsValue(zipped);
        assertThat(both.weight()).isEqualTo(9);
        assertThat(both.id()).isEqualTo(ID);
        assertThat(text(both)).isEqualTo("abcdef");
        assertThat(plain.coded()).isEmpty();
    }
}
