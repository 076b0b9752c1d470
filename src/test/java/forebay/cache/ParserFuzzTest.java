package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy.KeyRules;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import forebay.http.Tokens;
import forebay.support.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cache parses itself; the profile {@code fuzz} gives each parser a million inputs. */
class ParserFuzzTest {
    private static final KeyRules KEY =
            new KeyRules(Optional.empty(), List.of("utm_*", "%61"), true, List.of("x-a"), List.of("b"));

    private static final StoredResponse COMPRESSIBLE = StoredResponse.of(
            CachePolicy.RFC.withCompression(List.of(CachePolicy.ContentCoding.values())),
            Samples.head(200, "Content-Type: text/html"),
            Samples.at(Samples.T),
            SelectingFields.NONE,
            Samples.content("x".repeat((int) Compression.MIN_BYTES), 1));

    static Stream<FuzzedParser> parsers() {
        return Stream.of(
                new FuzzedParser("references", REFERENCES, ParserFuzzTest::reference),
                new FuzzedParser("absolute URIs", REFERENCES, ParserFuzzTest::uri),
                new FuzzedParser("Accept", WEIGHTED, text -> selecting("Accept", text)),
                new FuzzedParser("Accept-Encoding", WEIGHTED, text -> selecting("Accept-Encoding", text)),
                new FuzzedParser("weights of codings", WEIGHTED, ParserFuzzTest::coding),
                new FuzzedParser("queries under key rules", QUERIES, ParserFuzzTest::query),
                new FuzzedParser("cookies and fields of keys", COOKIES, ParserFuzzTest::keyParts),
                new FuzzedParser("tags", TAGS, ParserFuzzTest::tags),
                new FuzzedParser("Vary", TAGS, ParserFuzzTest::vary),
                new FuzzedParser("purges of other nodes", SCOPES, ParserFuzzTest::scope));
    }

    private static final List<String> REFERENCES = List.of(
            "/", "//", "/a", "/..", "/.", "..", ".", "http:", "https:", "http://", "HTTP://", "a.test", "A.test", ":80",
            ":443", "@", "?", "a=1", "#", "%2e", "%2E", "%41", "%", "%zz", "%c3%a9", "\\", " ", "a:b");
    private static final List<String> WEIGHTED = List.of(
            "gzip",
            "x-gzip",
            "*",
            "text/html",
            "text/*",
            "*/*",
            ";q=",
            ";Q=",
            ";q=0.5",
            ";q=0.50",
            ";q=1.000",
            ";q=0",
            ";",
            "=",
            "; ",
            ",",
            ", ",
            "a",
            "a=\"b,c\"",
            "\"",
            "\\",
            ".",
            "0",
            "9",
            " ",
            "\t",
            "identity");
    private static final List<String> QUERIES = List.of(
            "a", "a=", "b=1", "utm_x=1", "UTM_x", "%61=", "%41", "&", "=", ";", "[1]", "[", "+", "%", "%zz", "%ff",
            "a=1&");
    private static final List<String> COOKIES =
            List.of("a", "b", "b=", "b=1", "=", ";", "; ", " ", "\t", "%", "&", "c:", "f:", "b=1; ", "\u00e4");
    private static final List<String> TAGS =
            List.of("a", "b", "*", "Accept", "Cookie", ",", ", ", " ", "\t", "\"a\"", "\"", ";p", "(", ")");
    private static final List<String> SCOPES = List.of(
            "\u0001",
            "\u0002",
            "\u0003",
            "\u0004",
            "\u0000",
            "\u0000\u0004http",
            "\u0000\u0001a",
            "a",
            "\u00c3",
            "\u00ff");

    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void nothing_sent_breaks_it(FuzzedParser parser) {
        parser.readsInputs();
    }

    @Tag("fuzz")
    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void time_grows_with_the_length(FuzzedParser parser) {
        parser.readsInLinearTime();
    }

    /** It stays at the origin, and is in its normal form: as a reference it names itself. */
    private static void reference(String text) {
        UriReference.resolve(Samples.URI, text).ifPresent(uri -> {
            assertThat(uri.scheme() + "://" + uri.authority()).isEqualTo("http://a.test");
            assertThat(uri.encodedPath()).startsWith("/").doesNotContain("/../").doesNotContain("/./");
            assertThat(UriReference.resolve(uri, uri.toString())).contains(uri);
        });
    }

    private static void uri(String text) {
        PlainUri.parse(text)
                .ifPresent(uri -> assertThat(PlainUri.parse(uri.toString())).contains(uri));
    }

    /** A value always matches itself, and one in its normal form. */
    private static void selecting(String name, String text) {
        Fields request = Fields.of(name, text);
        SelectingFields selecting = SelectingFields.of(List.of(name), request);
        assertThat(selecting.matches(request)).isTrue();
        String lower = selecting.names().get(0);
        String normal = NormalValue.of(lower, text);
        assertThat(NormalValue.of(lower, normal)).isEqualTo(normal);
    }

    /** Nothing is coded where the coding's name is not there. */
    private static void coding(String text) {
        Compression.wanted(COMPRESSIBLE, Fields.of("Accept-Encoding", text))
                .ifPresent(coding -> assertThat(text.toLowerCase(Locale.ROOT)).containsAnyOf(coding.word(), "*"));
    }

    /** Applied twice, the rules change nothing more. */
    private static void query(String text) {
        PlainUri once = PlainUri.of("http", "a.test", "/", Optional.of(text)).as(KEY);
        assertThat(once.as(KEY)).isEqualTo(once);
    }

    /** No field of the request can add a space, which parts the key's text from the URI. */
    private static void keyParts(String text) {
        CacheRules rules = new CacheRules("route", 1, CachePolicy.RFC.withKey(KEY), false, 1_000);
        CacheKey key = CacheKey.of(rules, Samples.URI, Fields.of("Cookie", text, "X-A", text));
        assertThat(key.parts()).matches("[!-~]{1,256}");
    }

    private static void tags(String text) {
        assertThat(PurgeTags.of(Fields.of("Cache-Tag", text, "Surrogate-Key", text, "Cache-Groups", text)))
                .doesNotContain("");
    }

    /** What is stored is selected by names of fields, and by the request that it answered. */
    private static void vary(String text) {
        CacheRequest request = Samples.get("Accept", text);
        ResponseHead response = new ResponseHead(200, Fields.of("Cache-Control", "max-age=60", "Vary", text));
        if (StoringRules.decide(request, response, true, Samples.at(Samples.T)) instanceof Storing.Store store) {
            assertThat(store.selecting().names()).allMatch(Tokens::isToken);
            assertThat(store.selecting().matches(request.head().fields())).isTrue();
        }
    }

    /** What can be read is written as it came. */
    private static void scope(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            PurgeScope scope = PurgeScope.decode(bytes);
            assertThat(PurgeScope.decode(scope.encode())).isEqualTo(scope);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("no scope has the kind \\d+|a scope breaks off");
        }
    }
}
