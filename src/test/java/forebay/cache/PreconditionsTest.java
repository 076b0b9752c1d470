package forebay.cache;

import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
    private static final String TAG = "ETag: \"1\"";
    private static final String MODIFIED = "Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT";

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            4.3.2      | no condition                  | ETag: "1" | Accept: text/html                               | false
            9111-4.3.2-1 9110-13.1.2-3 | the tag                       | ETag: "1" | If-None-Match: "1"                              | true
            4.3.2      | another tag                   | ETag: "1" | If-None-Match: "2"                              | false
            4.3.2      | one of the tags               | ETag: "1" | If-None-Match: "2", "1"                         | true
            4.3.2      | one of the tags in two lines  | ETag: "1" | If-None-Match: "2"; If-None-Match: "1"          | true
            9110-13.1.2-1 | compared weakly               | ETag: "1" | If-None-Match: W/"1"                            | true
            9110-13.1.2-1 | compared weakly, the other    | ETag: W/"1" | If-None-Match: "1"                            | true
            9110-13.1.2-2 | any                           | ETag: "1" | If-None-Match: *                                | true
            8.8.3      | an unquoted tag, as it is     | ETag: 1   | If-None-Match: 1                                | true
            8.8.3      | an unquoted tag, quoted       | ETag: 1   | If-None-Match: "1"                              | false
            8.8.3      | no tag at all, as it is       | ETag: w/"1" | If-None-Match: w/"1"                          | true
            8.8.3      | the tag that it may mean      | ETag: w/"1" | If-None-Match: W/"1"                          | false
            8.8.3      | no tag, and another one       | ETag: w/"1" | If-None-Match: w/"1"; If-None-Match: "2"      | false
            9110-13.1.2-2 | any, without a tag here       | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-None-Match: * | true
            13.1.2     | a tag, none here              | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-None-Match: "1" | false
            13.1.2     | a broken list                 | ETag: "1" | If-None-Match: 1                                | false
            9110-13.1.3-1 9110-13.2.2-1 | If-None-Match before the date | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-None-Match: "2"; If-Modified-Since: Mon, 02 Nov 2026 12:00:00 GMT | false
            13.2.2     | a broken list before the date | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-None-Match: 2; If-Modified-Since: Mon, 02 Nov 2026 12:00:00 GMT | false
            9110-13.1.3-3 | the modification date         | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-Modified-Since: Sun, 01 Nov 2026 12:00:00 GMT | true
            4.3.2      | after the modification date   | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-Modified-Since: Mon, 02 Nov 2026 12:00:00 GMT | true
            9110-13.1.3-3 | before the modification date  | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-Modified-Since: Sun, 01 Nov 2026 11:59:59 GMT | false
            9111-4.3.2-3 | no modification date: Date    | ETag: "1" | If-Modified-Since: Mon, 23 Nov 2026 12:00:00 GMT | true
            9111-4.3.2-3 | before Date                   | ETag: "1" | If-Modified-Since: Mon, 23 Nov 2026 11:59:59 GMT | false
            9110-13.1.3-2 | a broken date                 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-Modified-Since: tomorrow | false
            9110-13.1.3-2 | two dates                     | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-Modified-Since: Mon, 02 Nov 2026 12:00:00 GMT; If-Modified-Since: Mon, 02 Nov 2026 12:00:00 GMT | false
            """)
    void notModified(String section, String what, String stored, String request, boolean expected) {
        Fields fields = Samples.head(200, request).fields();
        assertThat(Preconditions.notModified(fields, Samples.stored(stored))).isEqualTo(expected);
    }

    @Test
    @Holds("9110-13.2.1-1")
    void whatIsNo200IsAnsweredInFull() {
        StoredResponse missing = StoredResponse.of(
                CachePolicy.RFC, Samples.head(404, TAG), Samples.at(T), SelectingFields.NONE, Samples.content("no", 1));
        assertThat(Preconditions.notModified(Fields.of("If-None-Match", "\"1\""), missing))
                .isFalse();
    }

    @Test
    @Holds({"9110-15.4.5-1", "9110-15.4.5-2"})
    void a304HasNoMetadataOfTheRepresentation() {
        StoredResponse stored = Samples.stored(TAG + ";" + MODIFIED
                + "; Cache-Control: max-age=60; Vary: Accept; Content-Location: /y; X-Other: z;"
                + "Content-Type: text/plain; Content-Encoding: gzip; Content-Length: 7; Content-Language: en");
        ResponseHead head = ServedHead.reusedNotModified(stored, T.plusSeconds(9));
        assertThat(head.status()).isEqualTo(304);
        assertThat(head.fields())
                .extracting(line -> line.name().toLowerCase(Locale.ROOT))
                .containsExactly("date", "etag", "cache-control", "vary", "content-location", "x-other", "age");
        assertThat(head.fields().first("Age")).contains("9");
    }

    @Test
    void withoutATagThe304KeepsTheModificationDate() {
        assertThat(ServedHead.notModified(Samples.stored(MODIFIED)).fields().contains("Last-Modified"))
                .isTrue();
    }

    @Test
    void ageIsOursWhereTheResponseWasNotValidated() {
        StoredResponse stored = Samples.stored("Age: 5; Cache-Control: max-age=60");
        ResponseHead head = ServedHead.reused(stored, T.plusSeconds(9));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.fields().all("Age")).containsExactly("14");
        assertThat(head.fields().first("Content-Length")).contains("7");
    }

    @Test
    void ageIsTheUpstreamsWhereItWas() {
        assertThat(ServedHead.full(Samples.stored("Age: 5")).fields().all("Age"))
                .containsExactly("5");
        assertThat(ServedHead.full(Samples.stored(TAG)).fields().contains("Age"))
                .isFalse();
        assertThat(ServedHead.notModified(Samples.stored(TAG)).fields().contains("Age"))
                .isFalse();
    }
}
