package forebay.cache;

import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeRulesTest {
    private static final String MODIFIED = "Sun, 01 Nov 2026 12:00:00 GMT";

    /** A thousand bytes in chunks of three, each position told by its byte. */
    private static StoredResponse thousand(int status, String lines) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, 1000).forEach(i -> text.append((char) ('a' + i % 26)));
        List<byte[]> chunks = text.toString()
                .codePoints()
                .mapToObj(c -> new byte[] {(byte) c})
                .collect(Collectors.toList());
        return StoredResponse.of(
                CachePolicy.RFC,
                Samples.head(status, "Date: " + Samples.DATE + ";" + lines),
                Samples.at(T),
                SelectingFields.NONE,
                StoredContent.of(new ContentId(1, 1), chunks));
    }

    static String text(StoredContent content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static StoredAnswer answer(String method, StoredResponse stored, String request) {
        CacheRequest asked = Samples.request(method);
        Fields fields = Samples.head(200, request == null ? "" : request).fields();
        return StoredAnswer.of(asked.head().withFields(fields), stored, Optional.of(T.plusSeconds(3)), () -> "B");
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            14.2       | no Range                      | GET  | 200 | ETag: "1" | none                                             | 200 | none
            9110-14.2-4 9110-15.3.7-1 | one range                     | GET  | 200 | ETag: "1" | Range: bytes=10-19                               | 206 | bytes 10-19/1000
            9110-14.2-4 | a suffix                      | GET  | 200 | ETag: "1" | Range: bytes=-5                                  | 206 | bytes 995-999/1000
            14.2       | open-ended                    | GET  | 200 | ETag: "1" | Range: bytes=990-                                | 206 | bytes 990-999/1000
            9110-14.1.1-1 | beyond the end                | GET  | 200 | ETag: "1" | Range: bytes=990-9999                            | 206 | bytes 990-999/1000
            14.2       | all of it                     | GET  | 200 | ETag: "1" | Range: bytes=0-                                  | 206 | bytes 0-999/1000
            9110-14.2-1 | defined for GET only          | HEAD | 200 | ETag: "1" | Range: bytes=10-19                               | 200 | none
            9110-14.2-2 | another unit                  | GET  | 200 | ETag: "1" | Range: lines=1-2                                 | 200 | none
            9110-14.2-3 | malformed                     | GET  | 200 | ETag: "1" | Range: bytes=19-10                               | 200 | none
            9110-13.2.1-1 | a response that is no 200     | GET  | 404 | ETag: "1" | Range: bytes=10-19                               | 404 | none
            9110-14.2-5 9110-14.4-1 | nothing of it is there        | GET  | 200 | ETag: "1" | Range: bytes=1000-                               | 416 | bytes */1000
            15.5.17    | an empty suffix               | GET  | 200 | ETag: "1" | Range: bytes=-0                                  | 416 | bytes */1000
            9110-14.6-2 | one of two is there           | GET  | 200 | ETag: "1" | Range: bytes=0-9,1000-1001                       | 206 | bytes 0-9/1000
            9110-14.6-1 9110-14.6-2 | two that overlap              | GET  | 200 | ETag: "1" | Range: bytes=0-9,5-14                            | 206 | bytes 0-14/1000
            9110-14.6-1 | two that touch                | GET  | 200 | ETag: "1" | Range: bytes=10-14,0-9                           | 206 | bytes 0-14/1000
            15.3.7.2   | two with a small gap          | GET  | 200 | ETag: "1" | Range: bytes=0-9,80-89                           | 206 | bytes 0-89/1000
            15.3.7.2   | one that joins two others     | GET  | 200 | ETag: "1" | Range: bytes=0-9,300-309,5-305                   | 206 | bytes 0-309/1000
            14.2       | as many parts as are sent     | GET  | 200 | ETag: "1" | Range: bytes=0-0,100-100,200-200,300-300,400-400,500-500,600-600,700-700 | 206 | none
            9110-14.2-3 | more parts than are sent      | GET  | 200 | ETag: "1" | Range: bytes=0-0,100-100,200-200,300-300,400-400,500-500,600-600,700-700,800-800 | 200 | none
            9110-13.1.5-2 | If-Range with our tag         | GET  | 200 | ETag: "1" | Range: bytes=0-9; If-Range: "1"                  | 206 | bytes 0-9/1000
            9110-13.1.5-3 | If-Range with another tag     | GET  | 200 | ETag: "1" | Range: bytes=0-9; If-Range: "2"                  | 200 | none
            13.1.5     | another tag, nothing there    | GET  | 200 | ETag: "1" | Range: bytes=1000-; If-Range: "2"                | 200 | none
            9110-13.1.5-2 | a weak tag never matches      | GET  | 200 | ETag: W/"1" | Range: bytes=0-9; If-Range: W/"1"              | 200 | none
            13.1.5     | a weak tag of ours            | GET  | 200 | ETag: W/"1" | Range: bytes=0-9; If-Range: "1"                | 200 | none
            13.1.5     | an unquoted tag               | GET  | 200 | ETag: 1   | Range: bytes=0-9; If-Range: 1                    | 200 | none
            13.1.5     | no tag of ours                | GET  | 200 | X-A: b    | Range: bytes=0-9; If-Range: "1"                  | 200 | none
            9110-13.1.5-2 | our modification date         | GET  | 200 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Range: bytes=0-9; If-Range: Sun, 01 Nov 2026 12:00:00 GMT | 206 | bytes 0-9/1000
            9110-13.1.5-2 | a later date is no match      | GET  | 200 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Range: bytes=0-9; If-Range: Mon, 02 Nov 2026 12:00:00 GMT | 200 | none
            9110-13.1.5-2 9110-8.8.2.2-1 | a date as late as Date is weak | GET | 200 | Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT | Range: bytes=0-9; If-Range: Mon, 23 Nov 2026 12:00:00 GMT | 200 | none
            13.1.5     | nothing that can be read      | GET  | 200 | ETag: "1" | Range: bytes=0-9; If-Range: x                    | 200 | none
            13.1.5     | two of them                   | GET  | 200 | ETag: "1" | Range: bytes=0-9; If-Range: "1"; If-Range: "1"   | 200 | none
            9110-13.1.5-1 | without Range it means nothing | GET | 200 | ETag: "1" | If-Range: "2"                                    | 200 | none
            9110-13.2.2-1 | If-None-Match comes first     | GET  | 200 | ETag: "1" | Range: bytes=0-9; If-None-Match: "1"             | 304 | none
            13.2.2     | and lets the range through    | GET  | 200 | ETag: "1" | Range: bytes=0-9; If-None-Match: "2"             | 206 | bytes 0-9/1000
            9110-13.2.2-1 | before 416 too                | GET  | 200 | ETag: "1" | Range: bytes=1000-; If-None-Match: "1"           | 304 | none
            """)
    void whatIsSent(
            String section,
            String what,
            String method,
            int storedStatus,
            String stored,
            String request,
            int status,
            String range) {
        StoredResponse response = thousand(storedStatus, stored + "; X-Kept: 1");
        StoredAnswer answer = answer(method, response, request);
        assertThat(answer.head().status()).isEqualTo(status);
        assertThat(answer.head().fields().first("Content-Range")).isEqualTo(Optional.ofNullable(range));
        assertThat(answer.head().fields().contains("X-Kept")).isEqualTo(status != 416);
        assertThat(answer.head().fields().all("Age")).containsExactly("3");
        boolean empty = status == 304 || status == 416 || method.equals("HEAD");
        assertThat(answer.content().length() == 0).isEqualTo(empty);
        if (range != null && status == 206) {
            String bounds = range.substring(6, range.indexOf('/'));
            int first = Integer.parseInt(bounds.substring(0, bounds.indexOf('-')));
            int last = Integer.parseInt(bounds.substring(bounds.indexOf('-') + 1));
            assertThat(text(answer.content()))
                    .isEqualTo(text(response.content()).substring(first, last + 1));
            assertThat(answer.head().fields().all("Content-Length")).containsExactly("" + (last - first + 1));
        }
    }

    @Test
    @Holds({"9110-15.3.7-1", "9110-15.3.7.1-1", "9110-15.3.7.2-1", "9110-15.3.7.2-2"})
    void severalRangesArePartsInTheOrderAskedFor() {
        StoredResponse stored = thousand(200, "ETag: \"1\"; Content-Type: text/plain; Content-Length: 1000");
        StoredAnswer answer = answer("GET", stored, "Range: bytes=500-503,1000-,0-1,502-505");
        String expected = "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 500-505/1000\r\n\r\n"
                + text(stored.content()).substring(500, 506)
                + "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/1000\r\n\r\nab\r\n--B--\r\n";
        assertThat(text(answer.content())).isEqualTo(expected);
        Fields fields = answer.head().fields();
        assertThat(answer.head().status()).isEqualTo(206);
        assertThat(fields.all("Content-Type")).containsExactly("multipart/byteranges; boundary=B");
        assertThat(fields.all("Content-Length")).containsExactly("" + expected.length());
        assertThat(fields.contains("Content-Range")).as("§15.3.7.2").isFalse();
    }

    @Test
    @Holds("9110-15.3.7-2")
    void a206HasWhatThe200WouldHave() {
        String lines = "Cache-Control: max-age=60; ETag: \"1\"; Expires: " + Samples.DATE
                + "; Content-Location: /y; Vary: Accept";
        Fields fields =
                answer("GET", thousand(200, lines), "Range: bytes=0-9").head().fields();
        Samples.head(200, "Date: " + Samples.DATE + ";" + lines)
                .fields()
                .forEach(line -> assertThat(fields.all(line.name())).containsExactly(line.value()));
    }

    @ParameterizedTest(name = "RFC 9530 §2 {0}")
    @ValueSource(strings = {"bytes=0-9", "bytes=0-9,500-509"})
    void aDigestOfTheWholeContentIsNoneOfAPart(String range) {
        Fields fields = answer(
                        "GET",
                        thousand(200, "ETag: \"1\"; Content-Digest: a; Content-MD5: b; Repr-Digest: c; Digest: d"),
                        "Range: " + range)
                .head()
                .fields();
        assertThat(fields.contains("Content-Digest")).isFalse();
        assertThat(fields.contains("Content-MD5")).isFalse();
        assertThat(fields.first("Repr-Digest")).as("of the representation").contains("c");
        assertThat(fields.first("Digest")).as("RFC 3230 §4.3.2").contains("d");
    }

    @Test
    void ofNothingThereIsNoPart() {
        StoredResponse empty = StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("ETag", "\"1\"")),
                Samples.at(T),
                SelectingFields.NONE,
                StoredContent.NONE);
        assertThat(answer("GET", empty, "Range: bytes=-5").head().status()).isEqualTo(200);
    }

    @Test
    void aJustValidatedResponseHasTheUpstreamsAge() {
        StoredAnswer answer = StoredAnswer.of(
                Samples.get("Range", "bytes=0-0").head(),
                thousand(200, "Age: 7; Last-Modified: " + MODIFIED),
                Optional.empty(),
                () -> "B");
        assertThat(answer.head().fields().all("Age")).containsExactly("7");
    }

    @Test
    void aJustValidatedResponseThatTheClientHasIsNotModified() {
        StoredAnswer answer = StoredAnswer.of(
                Samples.get("If-None-Match", "\"1\"").head(),
                thousand(200, "ETag: \"1\"; X-A: b; Content-Type: text/plain"),
                Optional.empty(),
                () -> "B");
        assertThat(answer.head().status()).isEqualTo(304);
        assertThat(answer.head().fields().first("X-A")).contains("b");
        assertThat(answer.head().fields().contains("Age")).isFalse();
        assertThat(answer.head().fields().contains("Content-Type")).isFalse();
        assertThat(answer.content().length()).isZero();
    }
}
