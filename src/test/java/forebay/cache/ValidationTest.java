package forebay.cache;

import static forebay.cache.Samples.DATE;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.ByteRange;
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
    private static final Receipt RECEIPT = new Receipt(LATER.minusSeconds(1), LATER, new Stamp(77, PurgeStamp.NONE));

    private static Validated outcome(String storedLines, int status, String answerLines) {
        return outcome(Samples.get(), Samples.stored(storedLines), status, answerLines);
    }

    private static Validated outcome(CacheRequest request, StoredResponse stored, int status, String lines) {
        return Validation.outcome(request, List.of(stored), Samples.head(status, lines), RECEIPT);
    }

    private static StoredResponse freshened(String storedLines, String answerLines) {
        return ((Validated.Freshened) outcome(storedLines, 304, answerLines)).stored();
    }

    /** Stored for {@code Accept-Language: language}, {@code second} seconds after {@link Samples#T}. */
    private static StoredResponse variant(String language, int second, String lines) {
        SelectingFields selecting =
                SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", language));
        return Samples.stored(lines + "; Vary: Accept-Language", selecting, T.plusSeconds(second));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9111-4.3.1-1 | the stored tag                   | ETag: "1" | Accept: */* | Accept: */*; If-None-Match: "1"
            9111-4.3.1-1 | a weak one                       | ETag: W/"1" | | If-None-Match: W/"1"
            9111-4.3.1-1 9111-4.3.1-2 | tag and date                     | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | | If-None-Match: "1"; If-Modified-Since: Sun, 01 Nov 2026 12:00:00 GMT
            9111-4.3.1-2 | the date alone                   | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | | If-Modified-Since: Sun, 01 Nov 2026 12:00:00 GMT
            4.3.1 | a date that is none              | ETag: "1"; Last-Modified: never | | If-None-Match: "1"
            8.8.3 | an unquoted tag goes back as it came | ETag: 1 | | If-None-Match: 1
            9111-4.3.2-4 | the client's tags join           | ETag: "1" | If-None-Match: "c", W/"d" | If-None-Match: "1", "c", W/"d"
            4.3.2 | the client's tag is ours         | ETag: "1" | If-None-Match: "1" | If-None-Match: "1"
            4.3.1 | the client's star gives way      | ETag: "1" | If-None-Match: * | If-None-Match: "1"
            4.3.1 | a broken list gives way          | ETag: "1" | If-None-Match: "c | If-None-Match: "1"
            4.3.1 | the client's date gives way      | ETag: "1" | If-Modified-Since: Mon, 02 Nov 2026 12:00:00 GMT | If-None-Match: "1"
            4.3.1 | the client's tags give way to a date | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | If-None-Match: "c" | If-Modified-Since: Sun, 01 Nov 2026 12:00:00 GMT
            """)
    void theRequestThatValidates(String section, String what, String stored, String client, String expected) {
        RequestHead request = Samples.get()
                .head()
                .withFields(Samples.head(200, client == null ? "" : client).fields());
        assertThat(Validation.conditional(request, List.of(Samples.stored(stored)))
                        .fields())
                .isEqualTo(Samples.head(200, expected).fields());
    }

    @Test
    void allVariantsAreAskedAbout() {
        StoredResponse german = variant("de", 0, "ETag: \"de\"");
        StoredResponse french = variant("fr", 1, "ETag: \"fr\"; Last-Modified: " + MODIFIED);
        StoredResponse again = variant("fr-CH", 2, "ETag: \"fr\"");
        StoredResponse dated = variant("it", 3, "Last-Modified: " + MODIFIED);
        StoredResponse weak = variant("es", 4, "ETag: W/\"es\"");
        StoredResponse coded = variant("pt", 5, "ETag: \"pt\"; Content-Encoding: gzip");
        StoredVariants all = StoredVariants.of(List.of(coded, weak, again, french, german, dated));
        assertThat(Validation.asked(all, Optional.of(german))).containsExactly(german, again, french);
        assertThat(Validation.asked(all, Optional.of(dated))).startsWith(dated);
        assertThat(Validation.asked(all, Optional.of(weak))).startsWith(weak);
        assertThat(Validation.asked(all, Optional.of(coded))).startsWith(coded);
        assertThat(Validation.asked(all, Optional.empty())).containsExactly(again, french, german);
        StoredResponse bare = variant("nl", 6, "X-A: 1");
        assertThat(Validation.asked(StoredVariants.of(List.of(bare, german)), Optional.of(bare)))
                .as("what has no validator can not be asked about")
                .containsExactly(german);
        assertThat(Validation.conditional(Samples.get().head(), List.of(german, again, french))
                        .fields())
                .as("§4.3.1: a date only for one stored response")
                .isEqualTo(Fields.of("If-None-Match", "\"de\", \"fr\""));
    }

    private static StoredResponse firstOfNineBytes() {
        return StoredResponse.part(
                CachePolicy.RFC,
                Samples.head(206, "ETag: \"1\""),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content("x", 1),
                new Coverage(9, List.of(new ByteRange(0, 0))));
    }

    @Test
    @Holds("9111-4.3.2-5")
    void aPartIsAskedAboutOnlyWhereItWasSelected() {
        StoredResponse part = firstOfNineBytes();
        assertThat(Validation.asked(StoredVariants.of(part), Optional.empty())).isEmpty();
        assertThat(Validation.asked(StoredVariants.of(part), Optional.of(part))).containsExactly(part);
    }

    @Test
    void aPartIsFreshenedAsAPart() {
        StoredResponse part = firstOfNineBytes();
        Validated.Freshened freshened = (Validated.Freshened)
                outcome(Samples.get("Range", "bytes=0-0"), part, 304, "ETag: \"1\"; Cache-Control: max-age=9");
        assertThat(freshened.refusal()).isEmpty();
        assertThat(freshened.stored().partial()).isEqualTo(part.partial());
        assertThat(freshened.stored().head().status()).isEqualTo(206);
        assertThat(freshened.stored().isFresh(LATER)).isTrue();
    }

    @Test
    void a304SelectsOneOfSeveralVariants() {
        StoredResponse german = variant("de", 0, "ETag: \"de\"");
        StoredResponse french = variant("fr", 1, "ETag: \"fr\"");
        CacheRequest request = Samples.get("Accept-Language", "fr, de");
        Validated outcome =
                Validation.outcome(request, List.of(german, french), Samples.head(304, "ETag: \"fr\""), RECEIPT);
        StoredResponse fresh = ((Validated.Freshened) outcome).stored();
        assertThat(fresh.content().id()).isEqualTo(french.content().id());
        assertThat(fresh.selecting().matches(request.head().fields())).isTrue();
        assertThat(Validation.outcome(request, List.of(german, french), Samples.head(304, ""), RECEIPT))
                .as("§4.3.4: without a validator it names none of several")
                .isEqualTo(new Validated.NotSelected());
        assertThat(Validation.outcome(request, List.of(german, french), Samples.head(304, "ETag: W/\"fr\""), RECEIPT))
                .as("§4.3.4: by a weak one only what could have been chosen")
                .isEqualTo(new Validated.NotSelected());
    }

    @Test
    @Holds("9111-3.2-3")
    void whatA304BringsForOneClientIsNotStored() {
        CachePolicy policy = CachePolicy.RFC.withSetCookie(CachePolicy.SetCookie.STRIP);
        CacheRequest request = Samples.request(new CacheRules("route", 1, policy, false, 1_000), false, "GET");
        Validated.Freshened freshened = (Validated.Freshened) Validation.outcome(
                request,
                List.of(Samples.stored("ETag: \"1\"; Content-Length: 1")),
                Samples.head(
                        304, "ETag: \"1\"; Content-Length: 9; Set-Cookie: a=b; Cache-Control: private=x; X: 1; Y: 2"),
                RECEIPT);
        assertThat(freshened.refusal()).isEmpty();
        assertThat(freshened.withheld()).isEqualTo(Fields.of("Set-Cookie", "a=b", "X", "1"));
        assertThat(freshened.stored().head().fields().contains("Set-Cookie")).isFalse();
        assertThat(freshened.stored().head().fields().first("Y")).contains("2");
    }

    @Test
    void allWithTheSameStrongValidatorAreFreshened() {
        StoredResponse plain = Samples.stored("ETag: \"1\"; Date: " + DATE, SelectingFields.NONE, T);
        StoredResponse german = variant("de", 1, "ETag: \"1\"");
        StoredResponse french = variant("fr", 2, "ETag: \"1\"");
        CacheRequest request = Samples.get("Accept-Language", "de");
        Validated.Freshened freshened = (Validated.Freshened) Validation.outcome(
                request,
                List.of(plain, french, german),
                Samples.head(304, "ETag: \"1\"; Vary: Accept-Language; X-New: 1"),
                RECEIPT);
        assertThat(freshened.stored().content().id()).isEqualTo(german.content().id());
        assertThat(freshened.others())
                .as("those that could have been chosen")
                .singleElement()
                .satisfies(other -> {
                    assertThat(other.content().id()).isEqualTo(plain.content().id());
                    assertThat(other.selecting()).isEqualTo(SelectingFields.NONE);
                    assertThat(other.head().fields().first("X-New")).contains("1");
                });
        StoredResponse weak = Samples.stored("ETag: W/\"1\"; Date: " + DATE, SelectingFields.NONE, T);
        Validated.Freshened one = (Validated.Freshened) Validation.outcome(
                request, List.of(weak, variant("de", 1, "ETag: W/\"1\"")), Samples.head(304, "ETag: W/\"1\""), RECEIPT);
        assertThat(one.others()).as("§4.3.4: of weak ones the most recent").isEmpty();
        assertThat(one.stored().receipt().requestTime()).isEqualTo(RECEIPT.requestTime());
        assertThat(one.stored().content().id()).isNotEqualTo(weak.content().id());
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9111-4.3.2-4 | a tag of the client's alone       | "c"  | ETag: "c"   | ForClient
            4.3.2 | weakly the client's               | "c"  | ETag: W/"c" | ForClient
            9111-4.3.2-6 | ours, not the client's            | "c"  | ETag: "1"   | Freshened
            4.3.2 | nobody's                          | "c"  | ETag: "2"   | NotSelected
            9111-4.3.4-3 | no tag, and two were asked about  | "c"  | X-A: b      | NotSelected
            4.3.4 | no tag, and one was asked about   | "1"  | X-A: b      | Freshened
            """)
    void whatA304MeansForAClientThatHoldsSomething(
            String section, String what, String client, String answer, String expected) {
        CacheRequest request = Samples.get("If-None-Match", client);
        assertThat(outcome(request, Samples.stored("ETag: \"1\""), 304, answer)
                        .getClass()
                        .getSimpleName())
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9110-9.3.2-1 9111-4.3.5-1 9111-4.3.5-2 | the same tag             | ETag: "1"                                | ETag: "1"                         | Freshened
            9110-9.3.2-1 9111-4.3.5-1 9111-4.3.5-2 | another tag              | ETag: "1"                                | ETag: "2"                         | Superseded
            4.3.5 | the same tag, weak       | ETag: "1"                                | ETag: W/"1"                       | Superseded
            4.3.5 | a tag, none here         | X-A: b                                   | ETag: "1"                         | Superseded
            4.3.5 | no tag, one here         | ETag: "1"                                | X-A: b                            | Freshened
            9111-4.3.5-2 | another date             | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "1"; Last-Modified: Mon, 02 Nov 2026 12:00:00 GMT | Superseded
            9111-4.3.5-2 | the same length          | ETag: "1"                                | ETag: "1"; Content-Length: 7      | Freshened
            9111-4.3.5-2 | another length           | ETag: "1"                                | ETag: "1"; Content-Length: 8      | Superseded
            """)
    void whatAHeadSaysOfAStoredGet(String section, String what, String stored, String answer, String expected) {
        Validated outcome = Validation.ofHead(
                Samples.request("HEAD"),
                Samples.stored(stored),
                Samples.head(200, answer + "; Cache-Control: max-age=9").fields(),
                RECEIPT);
        assertThat(outcome.getClass().getSimpleName()).isEqualTo(expected);
        if (outcome instanceof Validated.Freshened freshened) {
            assertThat(freshened.refusal()).isEmpty();
            assertThat(freshened.stored().isFresh(LATER)).isTrue();
            assertThat(freshened.stored().content().length()).isEqualTo(7);
        }
    }

    @Test
    @Holds("9111-4.3.5-1")
    void aHeadSaysOfAPartWhatItSaysOfTheWholeAndNothingOfAnError() {
        Fields answer = Samples.head(200, "ETag: \"1\"; Content-Length: 9; Cache-Control: max-age=9")
                .fields();
        StoredResponse part = firstOfNineBytes();
        assertThat(Validation.ofHead(Samples.request("HEAD"), part, answer, RECEIPT))
                .isInstanceOfSatisfying(
                        Validated.Freshened.class,
                        freshened -> assertThat(freshened.stored().partial()).isEqualTo(part.partial()));
        StoredResponse error = StoredResponse.of(
                CachePolicy.RFC,
                Samples.head(404, "ETag: \"1\""),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content("not found", 1));
        assertThat(Validation.ofHead(Samples.request("HEAD"), error, answer, RECEIPT))
                .isInstanceOf(Validated.Superseded.class);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            4.3.4 | the same strong tag            | ETag: "1"                 | ETag: "1"                  | Freshened
            9111-4.3.4-1 | another strong tag             | ETag: "1"                 | ETag: "2"                  | NotSelected
            9111-4.3.4-1 | a strong tag, a weak one here  | ETag: W/"1"               | ETag: "1"                  | NotSelected
            9111-4.3.4-2 | a weak tag, a strong one here  | ETag: "1"                 | ETag: W/"1"                | Freshened
            9111-4.3.4-2 | the same weak tag              | ETag: W/"1"               | ETag: W/"1"                | Freshened
            4.3.4 | another weak tag               | ETag: W/"1"               | ETag: W/"2"                | NotSelected
            9111-4.3.4-1 | a tag where there is none here | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "1" | NotSelected
            4.3.4 | the same date                  | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Freshened
            9111-4.3.4-1 | another date                   | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Last-Modified: Mon, 02 Nov 2026 12:00:00 GMT | NotSelected
            4.3.4 | the same tag, another date     | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "1"; Last-Modified: Mon, 02 Nov 2026 12:00:00 GMT | Freshened
            4.3.4 | another tag, the same date     | ETag: "1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | ETag: "2"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | NotSelected
            9111-4.3.4-3 | a 304 without validators       | ETag: "1"                 | Cache-Control: max-age=60  | Freshened
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
    @Holds({"9111-3.2-1", "9111-3.2-2", "9111-3.2-5", "9111-4.3.4-4"})
    void theFieldsOfThe304ReplaceTheStoredOnes() {
        StoredResponse fresh = freshened(
                "ETag: \"1\"; Cache-Control: max-age=10; X-Old: kept; X-Both: a; X-Both: b; Content-Length: 7; Content-Range: x;"
                        + "Content-Digest: x; Age: 5",
                "Date: Mon, 23 Nov 2026 12:01:40 GMT; ETag: \"1\"; cache-control: max-age=60; X-Both: c; X-New: d;"
                        + "Content-Length: 0; Content-Range: y; Content-Digest: y; Content-Type: text/plain");
        assertThat(fresh.head())
                .isEqualTo(Samples.head(
                        200,
                        "X-Old: kept; Content-Length: 7; Content-Range: x; Content-Digest: x; Date: Mon, 23 Nov 2026 12:01:40 GMT; ETag: \"1\";"
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
        assertThat(fresh.receipt()).isEqualTo(new Receipt(LATER.minusSeconds(1), LATER, Stamp.NONE));
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
