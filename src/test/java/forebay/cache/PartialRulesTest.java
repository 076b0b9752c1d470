package forebay.cache;

import static forebay.cache.RangeRulesTest.text;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.ByteRange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialRulesTest {
    private static final String ALL = "abcdefghijklmnopqrst";
    private static final ContentId ID = new ContentId(7, 7);

    /** The bytes {@code first} to {@code last} of {@link #ALL} as the origin sends them. */
    private static StoredResponse part(int first, int last, String lines) {
        ResponseHead head = Samples.head(
                206,
                "Date: " + Samples.DATE + "; Content-Range: bytes " + first + "-" + last + "/20; Content-Length: "
                        + (last - first + 1) + ";" + lines);
        return PartialRules.stored(
                        CachePolicy.RFC,
                        head,
                        Samples.at(T),
                        SelectingFields.NONE,
                        Samples.content(ALL.substring(first, last + 1), first))
                .orElseThrow();
    }

    private static StoredResponse combined(StoredResponse part, StoredResponse other) {
        return PartialRules.combined(part, StoredVariants.of(other), ID, 1000);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9111-3.3-1 | a strong tag                  | 206 | ETag: "1"; Content-Range: bytes 0-4/20                     | store
            9111-3.3-1 | a weak tag                    | 206 | ETag: W/"1"; Content-Range: bytes 0-4/20                   | store
            3.3      | an unquoted tag               | 206 | ETag: 1; Content-Range: bytes 0-4/20; Cache-Control: max-age=9 | store
            9111-3.3-1 | no validator, but fresh     | 206 | Content-Range: bytes 0-4/20; Cache-Control: max-age=9      | store
            3.3      | of no use for anything        | 206 | Content-Range: bytes 0-4/20                                | not-reusable
            3.3      | a strong date                 | 206 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT; Content-Range: bytes 0-4/20 | store
            3.3      | a date as late as Date        | 206 | Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT; Content-Range: bytes 0-4/20 | store
            3.3      | a weak tag beside a date      | 206 | ETag: W/"1"; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT; Content-Range: bytes 0-4/20 | store
            9111-3.3-2 | another unit                | 206 | ETag: "1"; Content-Range: items 0-4/20                     | partial
            14.4     | no complete length            | 206 | ETag: "1"; Content-Range: bytes 0-4/*                      | partial
            14.4     | no Content-Range              | 206 | ETag: "1"                                                  | partial
            14.4     | broken                        | 206 | ETag: "1"; Content-Range: bytes 4-0/20                     | partial
            15.3.7.2 | several ranges in one         | 206 | ETag: "1"; Content-Type: multipart/byteranges              | partial
            3.3      | another length than the range | 206 | ETag: "1"; Content-Range: bytes 0-4/20; Content-Length: 4  | partial
            3.3      | the length of the range       | 206 | ETag: "1"; Content-Range: bytes 0-4/20; Content-Length: 5  | store
            14.4     | Content-Range in a 200        | 200 | ETag: "1"; Content-Range: bytes 0-4/20                     | partial
            9110-14.2-3 | the whole, whatever was asked | 200 | ETag: "1"                                                  | store
            5.2.2.5  | no-store                      | 206 | ETag: "1"; Content-Range: bytes 0-4/20; Cache-Control: no-store | no-store
            """)
    void whatIsStored(String section, String what, int status, String lines, String expected) {
        Storing storing = StoringRules.decide(
                Samples.get("Range", "bytes=0-4"),
                Samples.head(status, "Date: " + Samples.DATE + ";" + lines),
                true,
                Samples.at(T));
        assertThat(storing instanceof Storing.Refuse refuse ? refuse.reason().word() : "store")
                .isEqualTo(expected);
    }

    @Test
    void nobodyAskedForAPart() {
        Storing storing = StoringRules.decide(
                Samples.get(), Samples.head(206, "ETag: \"1\"; Content-Range: bytes 0-4/20"), true, Samples.at(T));
        assertThat(storing).isEqualTo(new Storing.Refuse(NotStored.PARTIAL));
    }

    @Test
    void contentOfAnotherLengthIsNotStored() {
        assertThat(PartialRules.stored(
                        CachePolicy.RFC,
                        Samples.head(206, "ETag: \"1\"; Content-Range: bytes 0-4/20"),
                        Samples.at(T),
                        SelectingFields.NONE,
                        Samples.content("abcd", 1)))
                .isEmpty();
    }

    @Test
    void aPartOfAllIsTheWhole() {
        StoredResponse whole = part(0, 19, "ETag: \"1\"");
        assertThat(whole.partial()).isEmpty();
        assertThat(whole.head().status()).isEqualTo(200);
        assertThat(whole.head().fields().contains("Content-Range")).isFalse();
        assertThat(whole.servedFields().first("Content-Length")).contains("20");
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9111-3.4-1 9110-15.3.7.3-1 | the same strong tag          | ETag: "1"    | ETag: "1"    | true
            9110-15.3.7.3-1 | another tag                  | ETag: "1"    | ETag: "2"    | false
            9110-15.3.7.3-1 9110-8.8.1-1 | the same weak tag | ETag: W/"1" | ETag: W/"1" | false
            9110-15.3.7.3-1 | no validator                 | X-A: 1       | X-A: 1       | false
            9110-8.8.1-1 9110-8.8.2.2-1 | a date as late as Date | Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT | Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT | false
            9111-3.4-1 | the same date                | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | true
            3.4 | another date                 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Last-Modified: Sat, 31 Oct 2026 12:00:00 GMT | false
            3.4 | a tag here, a date there     | ETag: "1"    | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | false
            """)
    void whatIsCombined(String section, String what, String one, String other, boolean combines) {
        StoredResponse both = combined(part(5, 9, other), part(0, 4, one));
        assertThat(both.partial().orElseThrow().ranges())
                .containsExactly(combines ? new ByteRange(0, 9) : new ByteRange(5, 9));
    }

    @Test
    @Holds("9111-3.4-2")
    void theFieldsOfTheNewPartReplaceTheStoredOnes() {
        StoredResponse both = combined(
                part(5, 9, "ETag: \"1\"; X-New: b; X-Both: c"), part(0, 4, "ETag: \"1\"; X-Old: a; X-Both: a"));
        Fields fields = both.head().fields();
        assertThat(fields.first("X-Old")).contains("a");
        assertThat(fields.first("X-New")).contains("b");
        assertThat(fields.all("X-Both")).containsExactly("c");
        assertThat(fields.contains("Content-Range")).isFalse();
        assertThat(fields.contains("Content-Length")).isFalse();
        assertThat(both.head().status()).isEqualTo(206);
    }

    @Test
    void aDigestOfOnePartIsNotKept() {
        String lines = "ETag: \"1\"; Content-Digest: a; Content-MD5: b; Repr-Digest: c";
        StoredResponse one = part(0, 4, lines);
        assertThat(one.head().fields().contains("Content-Digest")).isFalse();
        Fields both = combined(part(5, 9, lines), one).head().fields();
        assertThat(both.contains("Content-Digest")).isFalse();
        assertThat(both.contains("Content-MD5")).isFalse();
        assertThat(both.first("Repr-Digest")).contains("c");
    }

    @Test
    void theOlderStampStays() {
        Stamp older = new Stamp(3, new PurgeStamp(1, 40, 50));
        Stamp newer = new Stamp(8, new PurgeStamp(1, 41, 51));
        StoredResponse old = part(0, 4, "ETag: \"1\"").withStamp(older);
        assertThat(combined(part(5, 9, "ETag: \"1\"").withStamp(newer), old)
                        .receipt()
                        .stamp())
                .isEqualTo(older);
    }

    @Test
    void morePartsThanMayBeStoredAreNotKept() {
        StoredResponse part = part(5, 9, "ETag: \"1\"");
        StoredVariants stored = StoredVariants.of(part(0, 4, "ETag: \"1\""));
        assertThat(PartialRules.combined(part, stored, ID, 9)).isSameAs(part);
        assertThat(PartialRules.combined(part, stored, ID, 10)).isNotSameAs(part);
    }

    @Test
    void aPartOfTheWholeLeavesItWhole() {
        StoredResponse whole = StoredResponse.of(
                CachePolicy.RFC,
                Samples.head(200, "ETag: \"1\"; Content-Length: 20"),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content(ALL, 1));
        StoredResponse both = combined(part(5, 9, "ETag: \"1\"; X-New: 1"), whole);
        assertThat(both.partial()).isEmpty();
        assertThat(text(both.content())).isEqualTo(ALL);
        assertThat(both.head().fields().first("X-New")).contains("1");
    }

    @Test
    void theWholeNeedsNoOtherPart() {
        StoredResponse whole = part(0, 19, "ETag: \"1\"");
        assertThat(combined(whole, part(0, 4, "ETag: \"1\""))).isSameAs(whole);
    }

    @Test
    void whereBothHaveABytesTheNewOnesCount() {
        StoredResponse held = StoredResponse.part(
                CachePolicy.RFC,
                Samples.head(206, "ETag: \"1\""),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content("0123456789", 1),
                new Coverage(20, List.of(new ByteRange(0, 9))));
        assertThat(text(combined(part(3, 5, "ETag: \"1\""), held).content())).isEqualTo("012def6789");
        assertThat(text(combined(part(8, 12, "ETag: \"1\""), held).content())).isEqualTo("01234567ijklm");
    }

    @Property(tries = 300)
    void whateverTheOrderTheBytesAreRight(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 19) Integer> firsts,
            @ForAll @IntRange(min = 0, max = 9) int length) {
        StoredResponse stored = part(firsts.get(0), Math.min(19, firsts.get(0) + length), "ETag: \"1\"");
        for (int first : firsts) {
            stored = combined(part(first, Math.min(19, first + length), "ETag: \"1\""), stored);
        }
        Coverage coverage = stored.partial().orElse(new Coverage(20, List.of(new ByteRange(0, 19))));
        StringBuilder expected = new StringBuilder();
        for (int at = 0; at < 20; at++) {
            int position = at;
            boolean held = firsts.stream().anyMatch(first -> first <= position && position <= first + length);
            assertThat(coverage.covers(new ByteRange(at, at))).isEqualTo(held);
            expected.append(held ? ALL.charAt(at) : "");
        }
        assertThat(text(stored.content())).isEqualTo(expected.toString());
        assertThat(stored.partial().isEmpty()).isEqualTo(expected.length() == 20);
    }

    @Test
    void bothTogetherMayBeAsLargeAsOneResponse() {
        StoredVariants held = StoredVariants.of(part(0, 4, "ETag: \"1\""));
        StoredResponse more = part(10, 14, "ETag: \"1\"");
        assertThat(PartialRules.combined(more, held, ID, 10).content().length()).isEqualTo(10);
        assertThat(PartialRules.combined(more, held, ID, 9)).isSameAs(more);
    }

    @Test
    void tooManyHolesAreNotKept() {
        Coverage many = new Coverage(
                1000,
                IntStream.range(0, Coverage.MOST_RANGES)
                        .mapToObj(i -> new ByteRange(10 * i, 10 * i))
                        .toList());
        StoredResponse scattered = StoredResponse.part(
                CachePolicy.RFC,
                Samples.head(206, "ETag: \"1\""),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content("x".repeat(Coverage.MOST_RANGES), 1),
                many);
        StoredResponse one = StoredResponse.part(
                CachePolicy.RFC,
                Samples.head(206, "ETag: \"1\""),
                Samples.at(T),
                SelectingFields.NONE,
                Samples.content("y", 2),
                new Coverage(1000, List.of(new ByteRange(999, 999))));
        assertThat(combined(one, scattered)).isSameAs(one);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            9111-3.3-3 | a range that is there         | GET  | Range: bytes=2-3                     | serve
            3.3   | a suffix that is there        | GET  | Range: bytes=-2                      | serve
            3.3   | two that are there            | GET  | Range: bytes=0-0,18-19               | serve
            3.3   | nothing can be satisfied      | GET  | Range: bytes=20-                     | serve
            9111-3.3-3 9110-15.3.7.3-2 | never a request for the whole | GET  | none                                 | partial
            3.3   | nor HEAD                      | HEAD | none                                 | partial
            9111-3.3-3 | a range that is not there     | GET  | Range: bytes=6-7                     | partial
            9111-3.3-3 | a range that is there in part | GET  | Range: bytes=3-7                     | partial
            3.3   | an If-Range that fails        | GET  | Range: bytes=2-3; If-Range: "2"      | partial
            3.3   | a Range to be ignored         | GET  | Range: lines=2-3                     | partial
            """)
    void whatAPartAnswers(String section, String what, String method, String request, String expected) {
        StoredResponse ends = combined(
                part(15, 19, "ETag: \"1\"; Cache-Control: max-age=60"),
                part(0, 4, "ETag: \"1\"; Cache-Control: max-age=60"));
        CacheRequest asked = Samples.request(method)
                .withHead(Samples.request(method)
                        .head()
                        .withFields(Samples.head(200, request == null ? "" : request)
                                .fields()));
        Reuse reuse = ReuseRules.decide(asked, StoredVariants.of(ends), T);
        assertThat(reuse instanceof Reuse.Forward forward ? forward.reason().word() : "serve")
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            9111-3.3-5 | the whole                     | 1000 | none                                 | bytes=5-14 | 200
            3.3   | a range, all within bounds    | 1000 | Range: bytes=3-7                     | bytes=5-14 | 206
            3.3   | a range far from what is there | 1000 | Range: bytes=9-10                   | bytes=5-14 | 206
            3.3   | larger than is stored         | 10   | Range: bytes=3-7                     | bytes=5-7  | 206
            3.3   | nothing of it is there        | 10   | Range: bytes=6-7                     | none       | 0
            3.3   | several ranges                | 1000 | Range: bytes=3-7,12-13               | none       | 0
            3.3   | a condition                   | 1000 | If-None-Match: "2"                   | none       | 0
            3.3   | If-Range                      | 1000 | Range: bytes=3-7; If-Range: "1"      | none       | 0
            5.2.1.5 | no-store                    | 1000 | Cache-Control: no-store              | none       | 0
            """)
    void whatIsFetchedOfTheRest(
            String section, String what, long maxContent, String request, String range, int status) {
        StoredResponse ends = combined(part(15, 19, "ETag: \"1\""), part(0, 4, "ETag: \"1\"; X-Old: a"));
        CacheRules rules = new CacheRules("route", 1, CachePolicy.RFC, false, maxContent);
        CacheRequest plain = Samples.request(rules, false, "GET");
        CacheRequest asked = plain.withHead(plain.head()
                .withFields(Samples.head(200, request == null ? "" : request).fields()));
        Optional<Completion> completion = Completion.of(asked, ends);
        assertThat(completion.isPresent()).isEqualTo(range != null);
        completion.ifPresent(missing -> {
            Fields sent = missing.conditional(asked.head()).fields();
            assertThat(sent.all("Range")).containsExactly(range);
            assertThat(sent.all("If-Range")).containsExactly("\"1\"");
            ResponseHead head = missing.head(Samples.head(206, "ETag: \"1\"; Content-Range: bytes 5-14/20"));
            assertThat(head.status()).isEqualTo(status);
            assertThat(head.fields().first("X-Old")).contains("a");
        });
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            9111-4.3.1-3 | a strong date    | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | Sun, 01 Nov 2026 12:00:00 GMT
            9111-4.3.1-3 | a strong tag     | ETag: "1"                                    | "1"
            9110-8.8.1-1 | a weak tag       | ETag: W/"1"                                  | none
            9110-8.8.1-1 | a date that is not strong | Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT | none
            3.4          | no validator     | X-A: 1                                       | none
            """)
    void whatIsFetchedByWhichValidator(String section, String what, String lines, String ifRange) {
        Optional<Completion> completion = Completion.of(Samples.get(), part(0, 4, lines));
        assertThat(completion.flatMap(missing ->
                        missing.conditional(Samples.get().head()).fields().first("If-Range")))
                .isEqualTo(Optional.ofNullable(ifRange));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            3.4 | the bytes that were asked for | 206 | ETag: "1"; Content-Range: bytes 5-14/20 | true
            3.4 | another representation        | 206 | ETag: "2"; Content-Range: bytes 5-14/20 | false
            3.4 | no validator                  | 206 | Content-Range: bytes 5-14/20            | false
            3.4 | other bytes                   | 206 | ETag: "1"; Content-Range: bytes 5-13/20 | false
            3.4 | another length                | 206 | ETag: "1"; Content-Range: bytes 5-14/21 | false
            3.4 | the whole                     | 200 | ETag: "1"                               | false
            """)
    void whatAnswersACompletion(String section, String what, int status, String lines, boolean answers) {
        StoredResponse ends = combined(part(15, 19, "ETag: \"1\""), part(0, 4, "ETag: \"1\""));
        Completion missing = Completion.of(Samples.get(), ends).orElseThrow();
        assertThat(missing.isAnsweredBy(Samples.head(status, lines), Samples.at(T)))
                .isEqualTo(answers);
    }
}
