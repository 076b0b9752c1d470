package forebay.cache;

import static forebay.cache.Samples.DATE;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.EntityTag;
import forebay.http.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredResponseTest {
    @Test
    @Holds({"9110-6.6.1-1", "9110-6.6.1-2"})
    void aMissingOrBrokenDateIsTheTimeOfReceipt() {
        assertThat(Samples.stored("", SelectingFields.NONE, T).head().fields()).isEqualTo(Fields.of("Date", DATE));
        assertThat(Samples.stored("Date: now", SelectingFields.NONE, T).head().fields())
                .isEqualTo(Fields.of("Date", DATE));
        assertThat(Samples.stored("Date: Mon, 23 Nov 2026 11:00:00 GMT", SelectingFields.NONE, T)
                        .head()
                        .fields())
                .isEqualTo(Fields.of("Date", "Mon, 23 Nov 2026 11:00:00 GMT"));
    }

    @Test
    void validatorsAreReadOnce() {
        Validators validators = Samples.stored("ETag: W/\"1\"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT")
                .validators();
        assertThat(validators.entityTag()).contains(new EntityTag(true, "1"));
        assertThat(validators.lastModified()).contains(Instant.parse("2026-11-01T12:00:00Z"));
        assertThat(validators.present()).isTrue();
        assertThat(Samples.stored("ETag: \"1; Last-Modified: 2").validators().present())
                .isFalse();
    }

    @Test
    @Holds("9110-8.6-1")
    void servedFieldsHaveALengthAndNoAge() {
        assertThat(Samples.stored("Age: 3").servedFields()).isEqualTo(Fields.of("Date", DATE, "Content-Length", "7"));
        assertThat(Samples.stored("Content-Length: 7").servedFields())
                .isEqualTo(Fields.of("Date", DATE, "Content-Length", "7"));
        StoredResponse empty = StoredResponse.of(
                CachePolicy.RFC,
                Samples.head(204, "Date: " + DATE),
                Samples.at(T),
                SelectingFields.NONE,
                StoredContent.of(new ContentId(1, 1), List.of()));
        assertThat(empty.servedFields()).isEqualTo(Fields.of("Date", DATE));
    }

    @ParameterizedTest(name = "§4.2.4 {0}")
    @CsvSource({
        "max-age=60, false",
        "public, false",
        "must-revalidate, true",
        "proxy-revalidate, true",
        "no-cache, true",
        "s-maxage=60, true"
    })
    void forbidsStale(String cacheControl, boolean forbids) {
        assertThat(Samples.stored("Cache-Control: " + cacheControl).forbidsStale())
                .isEqualTo(forbids);
    }

    @Test
    void aStampCanBeChanged() {
        StoredResponse stored = Samples.stored("ETag: \"1\"");
        StoredResponse stamped = stored.withStamp(new Stamp(5, PurgeStamp.NONE));
        assertThat(stamped.receipt()).isEqualTo(new Receipt(T, T, new Stamp(5, PurgeStamp.NONE)));
        assertThat(stamped.head()).isEqualTo(stored.head());
        assertThat(stamped.content()).isSameAs(stored.content());
        assertThat(stored.receipt().stamp()).isEqualTo(Stamp.NONE);
    }

    @Test
    void weightGrowsWithAllThatIsHeld() {
        long plain = Samples.stored("").weight();
        assertThat(plain).isGreaterThan(7);
        assertThat(Samples.stored("X-Long: " + "x".repeat(1_000)).weight()).isGreaterThan(plain + 1_000);
        StoredResponse larger = StoredResponse.of(
                CachePolicy.RFC,
                Samples.head(200, "Date: " + DATE),
                Samples.at(T),
                SelectingFields.of(List.of("Accept"), Fields.of("Accept", "y".repeat(500))),
                Samples.content("z".repeat(1_007), 1));
        assertThat(larger.weight()).isGreaterThan(plain + 1_500);
        assertThat(Samples.stored("X-Longer: 12345").weight())
                .as("two bytes a character")
                .isEqualTo(Samples.stored("X: 1").weight() + 2 * (7 + 4));
    }

    @Test
    void itsGroupsAreThoseOfItsHead() {
        assertThat(Samples.stored("Cache-Groups: \"a\", \"b\"").groups()).containsExactly("a", "b");
        assertThat(Samples.stored("Cache-Groups: a").groups()).isEmpty();
    }

    @Test
    void contentIsSharedAndEachViewHasItsOwnPosition() throws IOException {
        StoredContent content = StoredContent.of(
                new ContentId(1, 2),
                List.of("con".getBytes(StandardCharsets.UTF_8), "tent".getBytes(StandardCharsets.UTF_8)));
        assertThat(content.length()).isEqualTo(7);
        assertThat(content.chunkCount()).isEqualTo(2);
        assertThat(content.id()).hasToString("00000000000000010000000000000002");
        ByteBuffer chunk = content.chunk(1);
        assertThat(StandardCharsets.UTF_8.decode(chunk.duplicate()).toString()).isEqualTo("tent");
        chunk.get();
        assertThat(content.chunk(1).position()).isZero();
        assertThat(content.chunk(1).hasArray()).isTrue();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("content");
    }

    @Test
    void contentIdsDoNotRepeat() {
        Random random = new Random(1);
        assertThat(ContentId.next(random)).isNotEqualTo(ContentId.next(random));
    }
}
