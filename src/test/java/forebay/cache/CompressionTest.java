package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.http.ByteRange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    private static final CachePolicy BOTH =
            CachePolicy.RFC.withCompression(List.of(ContentCoding.ZSTD, ContentCoding.GZIP));
    private static final String HTML = "Content-Type: text/html;";

    private static StoredResponse stored(CachePolicy policy, String lines, StoredContent content) {
        return StoredResponse.of(
                policy, Samples.head(200, lines), Samples.at(Samples.T), SelectingFields.NONE, content);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "text/html, true",
        "Text/HTML;charset=utf-8, true",
        "text/html ; charset=utf-8, true",
        "text/event-stream, false",
        "application/json, true",
        "application/problem+json, true",
        "application/atom+xml, true",
        "image/svg+xml, true",
        "image/png, false",
        "texts/html, false",
        "application/jsonp, false",
        ";text/html, false"
    })
    void textIsWorthCoding(String type, boolean text) {
        assertThat(Compression.applies(BOTH, new ResponseHead(200, Fields.of("Content-Type", type))))
                .isEqualTo(text);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9111-5.2.2.6  | Cache-Control: no-transform
            9111-5.2.2.6  | Cache-Control: max-age=60, No-Transform=x
            9111-5.2.2.6  | Cache-Control: max-age="60, no-transform
            9111-5.2.2.6  | Cache-Control: no-transform; CDN-Cache-Control: max-age=60
            9213-2.2      | CDN-Cache-Control: max-age=60, no-transform
            9110-8.4      | Content-Encoding: br
            9110-14.4     | Content-Range: bytes 0-1/2
            """)
    void whatStandsAgainstIt(String section, String lines) {
        assertThat(Compression.applies(BOTH, Samples.head(200, HTML))).isTrue();
        assertThat(Compression.applies(BOTH, Samples.head(200, HTML + lines))).isFalse();
    }

    @Test
    void onlyWholesOfRoutesThatWantItAreCoded() {
        assertThat(Compression.applies(CachePolicy.RFC, Samples.head(200, HTML)))
                .isFalse();
        assertThat(Compression.applies(BOTH, Samples.head(206, HTML))).isFalse();
        assertThat(Compression.applies(BOTH, Samples.head(404, HTML))).isFalse();
        assertThat(Compression.applies(BOTH, Samples.head(200, "X: text/html"))).isFalse();
    }

    @ParameterizedTest(name = "RFC 9110 §12.5.5 {0} becomes {1}")
    @CsvSource(delimiter = '|', textBlock = """
            X: 1                     | X: 1; Vary: Accept-Encoding
            Vary: Accept             | Vary: Accept; Vary: Accept-Encoding
            Vary: a, accept-encoding | Vary: a, accept-encoding
            Vary: *                  | Vary: *
            """)
    void bothFormsVary(String lines, String varying) {
        assertThat(Compression.varying(Samples.head(200, lines).fields()))
                .isEqualTo(Samples.head(200, varying).fields());
    }

    @Test
    void theHeadOfACodedFormSpeaksOfThatForm() {
        ResponseHead plain = Samples.head(
                200,
                "X: 1; ETag: \"a\"; content-length: 7; Content-MD5: x; Content-Digest: x; Repr-Digest: x; Digest: x;"
                        + HTML);
        assertThat(Compression.coded(plain, ContentCoding.GZIP, 5))
                .isEqualTo(new ResponseHead(
                        200,
                        Fields.of(
                                "X", "1",
                                "ETag", "\"a;gzip\"",
                                "Content-Type", "text/html",
                                "Vary", "Accept-Encoding",
                                "Content-Encoding", "gzip",
                                "Content-Length", "5")));
    }

    @ParameterizedTest(name = "RFC 9110 §8.8.3.3 {0} becomes {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {"\"a\", \"a;zstd\"", "\"\", \";zstd\"", "W/\"a\", W/\"a\"", "a, a", "\"a, \"a"})
    void aStrongTagIsOfOneFormAlone(String tag, String coded) {
        Fields fields = Compression.coded(Samples.head(200, "ETag: " + tag), ContentCoding.ZSTD, 1)
                .fields();
        assertThat(fields.all("ETag")).containsExactly(coded);
    }

    @ParameterizedTest(name = "RFC 9110 §13.1.1 {0} becomes {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"a;gzip\"              | \"a\"",
                "\"a;zstd\", \"b\"       | \"a\", \"b\"",
                "W/\"a;gzip\", \"b;zstd\"| W/\"a\", \"b\"",
                "\"a;br\"                | \"a;br\"",
                "*                       | *"
            })
    void theOriginIsAskedByItsOwnTags(String match, String asked) {
        Fields request = Fields.of("X", "\"a;gzip\"", "if-match", match);
        assertThat(Compression.asOrigin(BOTH, request)).isEqualTo(Fields.of("X", "\"a;gzip\"", "if-match", asked));
        assertThat(Compression.asOrigin(CachePolicy.RFC, request)).isSameAs(request);
        Fields none = Fields.of("If-None-Match", match);
        assertThat(Compression.asOrigin(BOTH, none)).isSameAs(none);
    }

    @ParameterizedTest(name = "RFC 9110 §12.5.3 {0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            gzip                              | GZIP
            gzip, zstd                        | ZSTD
            gzip, zstd;q=0.5                  | GZIP
            gzip;q=0.5, zstd;q=0.499          | GZIP
            gzip;q=0.001                      | GZIP
            x-gzip                            | GZIP
            x-gzip, gzip;q=0                  | none
            x-zstd                            | none
            *                                 | ZSTD
            *;q=0.5, zstd;q=0                 | GZIP
            gzip;q=0                          | none
            gzip;q=0.000                      | none
            gzip;q=1.001                      | none
            gzip;q=0.1234                     | none
            gzip;q=                           | none
            gzip;q=x                          | none
            gzip;q=0./                        | none
            gzip;q=0.:                        | none
            gzip;q=0.9                        | GZIP
            gzip;q=0.                         | none
            gzip;q=1.                         | GZIP
            gzip ; Q=0.2                      | GZIP
            gzip;x=1;q=0                      | none
            gzip;q=0;x=1                      | none
            gzip;q=0.3, identity;q=0.3        | GZIP
            gzip;q=0.2, identity;q=0.3        | none
            zstd;q=0.2, gzip;q=0.3, identity;q=0.2 | GZIP
            identity                          | none
            br                                | none
            """)
    void theCodingThatIsWanted(String accept, ContentCoding wanted) {
        StoredResponse page = stored(BOTH, HTML, Samples.content("page", 1));
        assertThat(Compression.wanted(page, Fields.of("Accept-Encoding", accept)))
                .isEqualTo(Optional.ofNullable(wanted));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Content-Type: image/png", "Content-Type: text/html; Content-Encoding: br"})
    void whatHasNoCodedFormsIsWantedAsItIs(String lines) {
        assertThat(Compression.wanted(
                        stored(BOTH, lines, Samples.content("page", 1)), Fields.of("Accept-Encoding", "gzip")))
                .isEmpty();
        assertThat(Compression.wanted(stored(BOTH, HTML, Samples.content("page", 1)), Fields.EMPTY))
                .isEmpty();
    }

    @Test
    void aPartHasNoCodedForms() {
        StoredResponse part = StoredResponse.part(
                BOTH,
                Samples.head(200, HTML),
                Samples.at(Samples.T),
                SelectingFields.NONE,
                Samples.content("p", 1),
                new Coverage(4, List.of(new ByteRange(0, 0))));
        assertThat(part.compressible()).isFalse();
        assertThat(part.servedFields().contains("Vary")).isFalse();
    }

    @Test
    void aFormIsSentWhereItIsThereAndWanted() {
        StoredContent zipped = Samples.content("zip", 2);
        StoredContent content = Samples.content("page", 1)
                .with(ContentCoding.GZIP, Optional.of(zipped))
                .with(ContentCoding.ZSTD, Optional.empty());
        StoredResponse page = stored(BOTH, HTML + "ETag: \"a\"; Cache-Control: max-age=9", content);

        assertThat(page.compressible()).isTrue();
        assertThat(page.servedFields().all("Vary")).containsExactly("Accept-Encoding");
        assertThat(content.tried(ContentCoding.ZSTD)).isTrue();
        StoredResponse form = Compression.form(page, Fields.of("Accept-Encoding", "gzip"));
        assertThat(form.content()).isSameAs(zipped);
        assertThat(form.servedFields().all("Content-Length")).containsExactly("3");
        assertThat(form.servedFields().all("ETag")).containsExactly("\"a;gzip\"");
        assertThat(form.compressible()).isFalse();
        assertThat(Compression.form(page, Fields.of("Accept-Encoding", "zstd"))).isSameAs(page);
        assertThat(Compression.form(page, Fields.EMPTY)).isSameAs(page);
        assertThat(page.asSoftened().coded(ContentCoding.GZIP).orElseThrow().isFresh(Samples.T))
                .isFalse();
        assertThat(page.weight())
                .isEqualTo(stored(BOTH, HTML + "ETag: \"a\"; Cache-Control: max-age=9", Samples.content("page", 1))
                                .weight()
                        + 3);
    }
}
