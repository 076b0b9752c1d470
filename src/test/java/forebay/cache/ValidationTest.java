package forebay.cache;

import static forebay.cache.Samples.DATE;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.http.RequestHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
    private static final String MODIFIED = "Sun, 01 Nov 2026 12:00:00 GMT";
    private static final Instant LATER = T.plusSeconds(100);
    private static final Receipt RECEIPT = new Receipt(LATER.minusSeconds(1), LATER, 77);

    private static Validated outcome(String storedLines, int status, String answerLines) {
        return outcome(Samples.get(), Samples.stored(storedLines), status, answerLines);
    }

    private static Validated outcome(CacheRequest request, StoredResponse stored, int status, String lines) {
        return Validation.outcome(request, stored, Samples.head(status, lines), RECEIPT);
    }

    private static StoredResponse freshened(String storedLines, String answerLines) {
        return ((Validated.Freshened) outcome(storedLines, 304, answerLines)).stored();
    }

    @Test
    void theStoredValidatorsTakeThePlaceOfTheClients() {
        StoredResponse stored = Samples.stored("ETag: W/\"1\"; Last-Modified: " + MODIFIED);
        RequestHead request = Samples.get("If-None-Match", "\"client\"", "Accept", "*/*", "If-Modified-Since", DATE)
                .head();
        RequestHead conditional = Validation.conditional(request, stored);
        assertThat(conditional.fields())
                .isEqualTo(Fields.of("Accept", "*/*", "If-None-Match", "W/\"1\"", "If-Modified-Since", MODIFIED));
        assertThat(conditional.withFields(request.fields())).isEqualTo(request);
    }

    @Test
    void onlyValidatorsThatCanBeReadAreSent() {
        RequestHead request = Samples.get().head();
        assertThat(Validation.conditional(request, Samples.stored("ETag: \"1\"; Last-Modified: never"))
                        .fields())
                .isEqualTo(Fields.of("If-None-Match", "\"1\""));
        assertThat(Validation.conditional(request, Samples.stored("ETag: 1; Last-Modified: " + MODIFIED))
                        .fields())
                .isEqualTo(Fields.of("If-Modified-Since", MODIFIED));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            4.3.4 | the same strong tag            | ETag: "1"                 | ETag: "1"                  | Freshened
            4.3.4 | another strong tag             | ETag: "1"                 | ETag: "2"                  | NotSelected
            4.3.4 | a strong tag, a weak one here  | ETag: W/"1"               | ETag: "1"                  | NotSelected
            4.3.4 | a weak tag, a strong one here  | ETag: "1"                 | ETag: W/"1"                | Freshened
            4.3.4 | the same weak tag              | ETag: W/"1"               | ETag: W/"1"                | Freshened
            4.3.4 | another weak tag               | ETag: W/"1"               | ETag: W/"2"                | NotSelected
            4.3.4 | a tag where there is none here | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "1" | NotSelected
            4.3.4 | the same date                  | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Freshened
            4.3.4 | another date                   | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Last-Modified: Mon, 02 Nov 2026 12:00:00 GMT | NotSelected
            4.3.4 | the same tag, another date     | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "1"; Last-Modified: Mon, 02 Nov 2026 12:00:00 GMT | Freshened
            4.3.4 | another tag, the same date     | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "2"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | NotSelected
            4.3.4 | a 304 without validators       | ETag: "1"                 | Cache-Control: max-age=60  | Freshened
            """)
    void whatA304Selects(String section, String what, String stored, String answer, String expected) {
        assertThat(outcome(stored, 304, answer).getClass().getSimpleName()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource({"4.3.3, 200", "4.3.3, 206", "4.3.3, 404", "4.3.3, 412", "4.3.3, 500", "4.3.3, 503", "5.2.2.2, 504"})
    void anyOtherAnswerTakesItsPlace(String section, int status) {
        assertThat(outcome("ETag: \"1\"; Cache-Control: must-revalidate", status, "ETag: \"1\""))
                .isEqualTo(new Validated.Superseded());
    }

    @Test
    void theFieldsOfThe304ReplaceTheStoredOnes() {
        StoredResponse fresh = freshened(
                "ETag: \"1\"; Cache-Control: max-age=10; X-Old: kept; X-Both: a; X-Both: b; Content-Length: 7; Age: 5",
                "Date: Mon, 23 Nov 2026 12:01:40 GMT; ETag: \"1\"; cache-control: max-age=60; X-Both: c; X-New: d;"
                        + "Content-Length: 0; Content-Type: text/plain");
        assertThat(fresh.head())
                .isEqualTo(Samples.head(
                        200,
                        "X-Old: kept; Content-Length: 7; Date: Mon, 23 Nov 2026 12:01:40 GMT; ETag: \"1\";"
                                + "cache-control: max-age=60; X-Both: c; X-New: d; Content-Type: text/plain"));
        assertThat(fresh.content().id()).isEqualTo(Samples.stored("").content().id());
    }

    @Test
    void ageStartsAnewAndTheStampStays() {
        StoredResponse fresh = freshened("ETag: \"1\"; Cache-Control: max-age=10; Age: 5", "ETag: \"1\"");
        assertThat(fresh.head().fields().first("Date")).contains("Mon, 23 Nov 2026 12:01:40 GMT");
        // the second between asking and answer
        assertThat(fresh.ageSeconds(LATER)).isEqualTo(1);
        assertThat(fresh.isFresh(LATER.plusSeconds(8))).isTrue();
        assertThat(fresh.isFresh(LATER.plusSeconds(9))).isFalse();
        assertThat(fresh.receipt()).isEqualTo(new Receipt(LATER.minusSeconds(1), LATER, 0));
        assertThat(freshened("ETag: \"1\"", "Age: 30; ETag: \"1\"").ageSeconds(LATER))
                .isEqualTo(31);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource({
        "5.2.2.5, Cache-Control: no-store, NO_STORE",
        "5.2.2.7, Cache-Control: private, PRIVATE",
        "7.3, Set-Cookie: a=b, SET_COOKIE",
        "4.1, Vary: *, VARY_ANY"
    })
    void whatMayNoLongerBeStoredAnswersOnce(String section, String line, NotStored reason) {
        Validated.Freshened freshened =
                (Validated.Freshened) outcome("ETag: \"1\"; Cache-Control: max-age=10", 304, "ETag: \"1\"; " + line);
        assertThat(freshened.refusal()).contains(reason);

        String name = line.substring(0, line.indexOf(':'));
        assertThat(freshened.stored().head().fields().contains(name)).isTrue();
    }

    @Test
    void aNewVaryMovesTheResponse() {
        CacheRequest request = Samples.get("Accept", "text/html");
        Validated.Freshened freshened =
                (Validated.Freshened) outcome(request, Samples.stored("ETag: \"1\""), 304, "ETag: \"1\"; Vary: Accept");
        assertThat(freshened.refusal()).isEmpty();
        assertThat(freshened.stored().selecting())
                .isEqualTo(SelectingFields.restore(List.of("accept"), List.of(Optional.of("text/html"))));
    }
}
