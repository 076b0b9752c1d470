package forebay.cache;

import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReuseRulesTest {
    private static final String TAG = "ETag: \"1\"";

    private static String word(Reuse reuse) {
        if (reuse instanceof Reuse.Serve) {
            return "serve";
        }
        if (reuse instanceof Reuse.Validate validate) {
            return "validate " + validate.status().word() + " "
                    + validate.reason().word();
        }
        if (reuse instanceof Reuse.Forward forward) {
            return "forward " + forward.status().word() + " " + forward.reason().word();
        }
        return "504 " + ((Reuse.GatewayTimeout) reuse).reason().word();
    }

    private static String decide(CacheRequest request, String lines, long ageSeconds) {
        StoredVariants stored = StoredVariants.of(Samples.stored(lines));
        return word(ReuseRules.decide(request, stored, T.plusSeconds(ageSeconds)));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            4       | fresh                              |                               | max-age=60                   | 59 | serve
            9111-4-5 | stale                              |                               | max-age=60                   | 60 | validate stale stale
            9111-4-5 | no lifetime                        |                               | public                       | 0  | validate stale stale
            9111-5.2.2-1 | s-maxage has run out          |                               | max-age=60, s-maxage=10      | 10 | validate stale stale
            9111-4-4 9111-5.2.2-1 | no-cache             |                               | no-cache, max-age=60         | 0  | validate stale no-cache
            5.2.2.4 | no-cache with fields               |                               | no-cache="x", max-age=60     | 0  | serve
            5.2.2.2 | must-revalidate while fresh        |                               | must-revalidate, max-age=60  | 59 | serve
            9111-5.2.2-1 | must-revalidate once stale    |                               | must-revalidate, max-age=60  | 60 | validate stale stale
            5.2.1.4 | request no-cache                   | no-cache                      | max-age=60                   | 0  | validate request request-directive
            5.2.1.4 | request no-cache, and stale        | no-cache                      | max-age=60                   | 60 | validate stale stale
            5.2.1.1 | request max-age met                | max-age=10                    | max-age=60                   | 10 | serve
            5.2.1.1 | request max-age exceeded           | max-age=10                    | max-age=60                   | 11 | validate request request-directive
            5.2.1.1 | request max-age=0                  | max-age=0                     | max-age=60                   | 0  | validate request request-directive
            5.2.1.1 | request max-age broken             | max-age=x                     | max-age=60                   | 0  | validate request request-directive
            5.2.1.3 | min-fresh met                      | min-fresh=50                  | max-age=60                   | 10 | serve
            5.2.1.3 | min-fresh not met                  | min-fresh=51                  | max-age=60                   | 10 | validate request request-directive
            5.2.1.2 | max-stale met                      | max-stale=10                  | max-age=60                   | 70 | serve
            5.2.1.2 | max-stale exceeded                 | max-stale=10                  | max-age=60                   | 71 | validate stale stale
            5.2.1.2 | max-stale without bound            | max-stale                     | max-age=60                   | 9999 | serve
            5.2.1.2 | max-stale, max-age exceeded        | max-stale=100, max-age=65     | max-age=60                   | 70 | validate request request-directive
            5.2.1.2 | max-stale, no lifetime             | max-stale                     | public                       | 0  | validate stale stale
            4.2.4   | max-stale, must-revalidate         | max-stale                     | max-age=60, must-revalidate  | 60 | validate stale stale
            4.2.4   | max-stale, proxy-revalidate        | max-stale                     | max-age=60, proxy-revalidate | 60 | validate stale stale
            5.2.2.10 | max-stale, s-maxage               | max-stale                     | s-maxage=60                  | 60 | validate stale stale
            4.2.4   | max-stale, no-cache                | max-stale                     | max-age=60, no-cache         | 60 | validate stale no-cache
            9111-5.2.1.5-2 | request no-store does not stop reuse | no-store                    | max-age=60                   | 0  | serve
            5.2.1.5 | request no-store stops freshening  | no-store                      | max-age=60                   | 60 | forward stale request-no-store
            5.2.1.5 | request no-store and no-cache      | no-store, no-cache            | max-age=60                   | 0  | forward request request-no-store
            9111-5.2.1.7-1 | only-if-cached, fresh       | only-if-cached                | max-age=60                   | 0  | serve
            9111-5.2.1.7-1 | only-if-cached, stale       | only-if-cached                | max-age=60                   | 60 | 504 stale
            5.2.1.7 | only-if-cached, max-stale          | only-if-cached, max-stale     | max-age=60                   | 60 | serve
            5.2.1.7 | only-if-cached, no-cache           | only-if-cached, no-cache      | max-age=60                   | 0  | 504 request-directive
            8246-2-1 | a reload of what is immutable     | max-age=0                     | max-age=60, immutable        | 5  | serve
            8246-2-1 | a value changes nothing           | max-age=0                     | max-age=60, immutable=x      | 5  | serve
            8246-2-1 | an age asked for is meant         | max-age=3                     | max-age=60, immutable        | 5  | validate request request-directive
            8246-2-1 | no-cache is the client's own wish | no-cache                      | max-age=60, immutable        | 5  | validate request request-directive
            8246-2-1 | a reload of what is not           | max-age=0                     | max-age=60                   | 5  | validate request request-directive
            8246-2-2 | immutable once stale              |                               | max-age=60, immutable        | 60 | validate stale stale
            8246-2-2 | a reload of it once stale         | max-age=0                     | max-age=60, immutable        | 60 | validate stale stale
            5.2.1   | an unknown directive               | foo=bar                       | max-age=60                   | 0  | serve
            """)
    void byDirectives(String section, String what, String request, String response, long ageSeconds, String expected) {
        CacheRequest asked = request == null ? Samples.get() : Samples.get("Cache-Control", request);
        assertThat(decide(asked, TAG + "; Cache-Control: " + response, ageSeconds))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "§{0} {1} {2}")
    @CsvSource({
        "4,     HEAD,    '',                  '',         serve",
        "9111-4-2, POST,    '',                  '',         forward method method",
        "4,     get,     '',                  '',         forward method method",
        "9111-4-2, PURGE,   '',                  '',         forward method method",
        "4.3.2, GET,     Range,               bytes=0-1,  serve",
        "4.3.2, HEAD,    If-Match,            '\"1\"',    forward bypass request-condition",
        "4.3.2, GET,     If-Unmodified-Since, x,          forward bypass request-condition",
        "4.3.2, GET,     If-Range,            '\"1\"',    serve",
        "4.3.2, GET,     If-None-Match,       '\"1\"',    serve",
        "4.3.2, GET,     If-Modified-Since,   x,          serve",
        "5.4,   GET,     Pragma,              no-cache,   validate request request-directive"
    })
    void byTheRequest(String section, String method, String name, String value, String expected) {
        CacheRequest request = name.isEmpty() ? Samples.request(method) : Samples.request(method, name, value);
        assertThat(decide(request, TAG + "; Cache-Control: max-age=60", 0)).isEqualTo(expected);
    }

    @Test
    void nothingIsStored() {
        assertThat(word(ReuseRules.decide(Samples.get(), StoredVariants.NONE, T)))
                .isEqualTo("forward uri-miss not-found");
        assertThat(word(ReuseRules.decide(Samples.get("Cache-Control", "only-if-cached"), StoredVariants.NONE, T)))
                .isEqualTo("504 not-found");
        assertThat(word(ReuseRules.decide(
                        Samples.get("Cache-Control", "only-if-cached", "If-Match", "*"), StoredVariants.NONE, T)))
                .isEqualTo("504 request-condition");
    }

    @Test
    @Holds("9211-2.2-1")
    void noVariantMatches() {
        SelectingFields german = SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", "de"));
        StoredVariants stored =
                StoredVariants.of(Samples.stored("Cache-Control: max-age=60; Vary: Accept-Language", german, T));
        assertThat(word(ReuseRules.decide(Samples.get("Accept-Language", "fr"), stored, T)))
                .isEqualTo("forward vary-miss varies");
        assertThat(word(ReuseRules.decide(Samples.get("Accept-Language", "de"), stored, T)))
                .isEqualTo("serve");
    }

    @Test
    void withoutAValidatorAStaleResponseIsNoHelp() {
        assertThat(decide(Samples.get(), "Cache-Control: max-age=60", 60)).isEqualTo("forward stale stale");
        assertThat(decide(Samples.get("Cache-Control", "no-cache"), "Cache-Control: max-age=60", 0))
                .isEqualTo("forward request request-directive");
    }

    @Test
    void aStaleHeadIsValidatedToo() {
        assertThat(decide(Samples.request("HEAD"), TAG + "; Cache-Control: max-age=60", 60))
                .isEqualTo("validate stale stale");
    }

    @Test
    void requestsWithContentGoForward() {
        CacheRequest plain = Samples.get();
        CacheRequest request = new CacheRequest(plain.rules(), plain.key(), plain.head(), Presented.NOTHING, true);
        assertThat(decide(request, "Cache-Control: max-age=60", 0)).isEqualTo("forward bypass request-content");
    }

    @Test
    void whereTheUpstreamLearnsWhoAsksOnlyTheAnonymousAreServed() {
        CacheRules telling = new CacheRules("route", 1, CachePolicy.RFC.withShareAuthenticated(true), true, 1_000);
        assertThat(decide(Samples.request(telling, true, "GET"), "Cache-Control: max-age=60", 0))
                .isEqualTo("forward bypass tells-user");
        assertThat(decide(Samples.request(telling, false, "GET"), "Cache-Control: max-age=60", 0))
                .isEqualTo("serve");
        assertThat(decide(
                        Samples.request(telling, true, "GET", "Cache-Control", "only-if-cached"),
                        "Cache-Control: max-age=60",
                        0))
                .isEqualTo("504 tells-user");
    }

    @Test
    void theStoreIsAskedOnlyWhereItMatters() {
        assertThat(ReuseRules.beforeLookup(Samples.get())).isEmpty();
        assertThat(ReuseRules.beforeLookup(Samples.request("POST")))
                .map(Reuse::kind)
                .contains(Reuse.Kind.FORWARD);
    }

    @Test
    void eachDecisionKnowsItsKind() {
        StoredVariants fresh = StoredVariants.of(Samples.stored(TAG + "; Cache-Control: max-age=60"));
        assertThat(ReuseRules.decide(Samples.get(), fresh, T).kind()).isEqualTo(Reuse.Kind.SERVE);
        assertThat(ReuseRules.decide(Samples.get(), fresh, T.plusSeconds(60)).kind())
                .isEqualTo(Reuse.Kind.VALIDATE);
        assertThat(ReuseRules.decide(Samples.get("Cache-Control", "only-if-cached"), StoredVariants.NONE, T)
                        .kind())
                .isEqualTo(Reuse.Kind.GATEWAY_TIMEOUT);
    }
}
