package forebay.cache;

import static forebay.cache.RangeRulesTest.text;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.ByteRange;
import forebay.http.Fields;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are made of a stored part and of what is fetched for it. */
class CompletionTest {
    private static final String ALL = "abcdefghijklmnopqrst";
    private static final CacheRules RULES = new CacheRules("route", 1, CachePolicy.RFC, false, 10);

    /** A stored part of {@link #ALL} that holds the bytes up to {@code first}, and those from {@code second} on. */
    private static StoredResponse ends(int first, int second, String lines) {
        return StoredResponse.part(
                CachePolicy.RFC,
                Samples.head(206, "Date: " + Samples.DATE + ";" + lines),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content(ALL.substring(0, first + 1) + ALL.substring(second), 1),
                new Coverage(20, List.of(new ByteRange(0, first), new ByteRange(second, 19))));
    }

    /** What the client is sent. */
    private static String sent(Completion completion) {
        String fetched = ALL.substring(
                (int) completion.fetched().first(), (int) completion.fetched().last() + 1);
        int skipped = (int) completion.skippedBytes();
        return text(completion.before())
                + fetched.substring(skipped, skipped + (int) completion.sentBytes())
                + text(completion.after());
    }

    @ParameterizedTest(name = "§3.4 {0}: {1}, {2}, {3}")
    @CsvSource(nullValues = "none", textBlock = """
            none,        abcde, fghijklmno, pqrst
            bytes=3-7,   de,    fgh,        ''
            bytes=13-17, '',    no,         pqr
            bytes=3-16,  de,    fghijklmno, pq
            bytes=-7,    '',    no,         pqrst
            """)
    void whatComesFromWhere(String range, String before, String fetched, String after) {
        CacheRequest request = range == null
                ? Samples.request(RULES, false, "GET")
                : Samples.request(RULES, false, "GET", "Range", range);
        Completion completion =
                Completion.of(request, ends(4, 15, "ETag: \"1\"")).orElseThrow();

        assertThat(text(completion.before())).isEqualTo(before);
        assertThat(text(completion.after())).isEqualTo(after);
        assertThat(completion.sentBytes()).isEqualTo(fetched.length());
        assertThat(sent(completion)).isEqualTo(before + fetched + after);
        assertThat(completion.isSafe()).isTrue();
    }

    @Property
    void theClientGetsWhatItAskedFor(
            @ForAll @IntRange(max = 8) int first,
            @ForAll @IntRange(min = 10, max = 19) int second,
            @ForAll @IntRange(max = 19) int from,
            @ForAll @IntRange(max = 19) int to,
            @ForAll boolean whole) {
        CacheRules rules = new CacheRules("route", 1, CachePolicy.RFC, false, whole ? 20 : 19);
        int last = Math.max(from, to);
        CacheRequest request = Samples.request(rules, false, "GET", "Range", "bytes=" + from + "-" + last);
        Optional<Completion> completion = Completion.of(request, ends(first, second, "ETag: \"1\""));
        completion.ifPresent(missing -> {
            assertThat(sent(missing)).isEqualTo(ALL.substring(from, last + 1));
            assertThat(missing.before().length()
                            + missing.sentBytes()
                            + missing.after().length())
                    .isEqualTo(missing.wanted().length());
        });
        boolean covered = last <= first || from >= second;
        boolean nothingThere = from > first && last < second;
        boolean allOfTheHole = from == first + 1 && last == second - 1;
        if (!covered) {
            assertThat(completion.isPresent())
                    .as("forwarded as it is where that fetches no more and no less")
                    .isEqualTo(!nothingThere || (whole && !allOfTheHole));
        }
    }

    @ParameterizedTest(name = "RFC 9530 §2 the whole: {0}")
    @ValueSource(booleans = {true, false})
    void aDigestOfWhatIsFetchedIsNoneOfWhatIsSent(boolean whole) {
        Completion completion =
                new Completion(ends(4, 15, "ETag: \"1\""), new ByteRange(5, 14), new ByteRange(0, 19), whole);
        Fields sent = completion
                .head(Samples.head(206, "ETag: \"1\"; Content-Digest: a; X-New: b"))
                .fields();
        assertThat(sent.contains("Content-Digest")).isFalse();
        assertThat(sent.first("X-New")).contains("b");
    }

    @ParameterizedTest(name = "§13.1.5 {0}: {1}")
    @CsvSource({"ETag: W/\"1\", false", "'Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT', true", "X: 1, false"})
    void onlyAStrongValidatorTellsThatBothAreOfOneRepresentation(String lines, boolean safe) {
        Completion completion = new Completion(ends(4, 15, lines), new ByteRange(5, 14), new ByteRange(0, 19), true);
        assertThat(completion.isSafe()).isEqualTo(safe);
    }

    @ParameterizedTest(name = "§3.4 of 0-4 and 15-19, {0}: {1}")
    @CsvSource({
        "bytes=4-7, 5-7",
        "bytes=3-5, 5-5",
        "bytes=12-15, 12-14",
        "bytes=14-19, 14-14",
        "bytes=2-17, 5-14",
    })
    void noMoreIsFetchedThanIsMissing(String range, String fetched) {
        Completion completion = Completion.of(
                        Samples.request(RULES, false, "GET", "Range", range), ends(4, 15, "ETag: \"1\""))
                .orElseThrow();
        assertThat(completion.fetched().first() + "-" + completion.fetched().last())
                .isEqualTo(fetched);
    }

    @Test
    void theEndThatIsThereIsNotFetchedWhereNothingElseIs() {
        StoredResponse end = StoredResponse.part(
                CachePolicy.RFC,
                Samples.head(206, "Date: " + Samples.DATE + ";ETag: \"1\""),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content(ALL.substring(15), 1),
                new Coverage(20, List.of(new ByteRange(15, 19))));
        Completion completion = Completion.of(Samples.request(RULES, false, "GET", "Range", "bytes=12-16"), end)
                .orElseThrow();
        assertThat(completion.fetched()).isEqualTo(new ByteRange(12, 14));
    }

    /** Rules under which a representation of 20 bytes is fetched whole. */
    private static CacheRules small() {
        return new CacheRules("route", 1, CachePolicy.RFC, false, 20);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "GET, X-A, b, true",
        "HEAD, X-A, b, false",
        "GET, If-Range, '\"1\"', false",
        "GET, If-None-Match, '\"2\"', false",
        "GET, If-Modified-Since, 'Sun, 01 Nov 2026 12:00:00 GMT', false",
        "GET, Cache-Control, no-store, false",
        "GET, Cache-Control, max-age=1, true"
    })
    void othersWaitForTheForwardOfWhoAsksForNothingSpecial(String method, String name, String value, boolean forAll) {
        StoredResponse part = ends(4, 15, "ETag: \"1\"");
        assertThat(Completion.isForAll(Samples.request(small(), false, method, name, value), part))
                .isEqualTo(forAll);
    }

    @Test
    void othersWaitOnlyForWhatIsStoredWholeAndOfOneRepresentation() {
        CacheRequest request = Samples.request(small(), false, "GET");
        assertThat(Completion.isForAll(request, ends(4, 15, "ETag: W/\"1\"")))
                .as("a weak tag")
                .isFalse();
        assertThat(Completion.isForAll(request, Samples.stored("ETag: \"1\"")))
                .as("the whole")
                .isFalse();
        assertThat(Completion.isForAll(Samples.request(RULES, false, "GET"), ends(4, 15, "ETag: \"1\"")))
                .as("more than is fetched whole")
                .isFalse();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ETag: "1"; Content-Range: bytes 0-4/20   | true
            ETag: W/"1"; Content-Range: bytes 0-4/20 | false
            ETag: "1"; Content-Range: bytes 0-4/21   | false
            ETag: "1"; Content-Range: bytes 0-4/*    | false
            """)
    void othersWaitForA206ThatCanBeCompleted(String lines, boolean forAll) {
        CacheRequest request = Samples.request(small(), false, "GET", "Range", "bytes=0-4");
        assertThat(Completion.isForAll(request, Samples.head(206, lines), Samples.at(T)))
                .isEqualTo(forAll);
    }
}
