package forebay.cache;

import static forebay.cache.Samples.RULES;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoringRulesTest {
    private static final String FRESH = "Cache-Control: max-age=60";

    private static String decide(CacheRequest request, ResponseHead head) {
        return word(StoringRules.decide(request, head, true, Samples.at(T)));
    }

    private static String word(Storing storing) {
        return storing instanceof Storing.Refuse refuse ? refuse.reason().word() : "store";
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            3       | explicit lifetime                | 200 | Cache-Control: max-age=60                       | store
            3       | Expires                          | 200 | Expires: Mon, 23 Nov 2026 13:00:00 GMT          | store
            3       | public and a validator           | 200 | Cache-Control: public; ETag: "1"                | store
            3       | a validator alone                | 200 | ETag: "1"                                       | store
            3       | Last-Modified alone              | 200 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT    | store
            3       | neither lifetime nor validator   | 200 | Content-Type: text/plain                        | not-reusable
            3       | a broken validator is none       | 200 | ETag: "1                                        | not-reusable
            8.8.3   | an unquoted tag is one           | 200 | ETag: 1                                         | store
            3       | a lifetime of zero               | 200 | Cache-Control: max-age=0                        | not-reusable
            3       | a lifetime of zero, a validator  | 200 | Cache-Control: max-age=0; ETag: "1"             | store
            3       | older than its lifetime          | 200 | Cache-Control: max-age=60; Age: 60              | not-reusable
            5.2.2.4 | no-cache without a validator     | 200 | Cache-Control: no-cache, max-age=60             | not-reusable
            5.2.2.4 | no-cache with a validator        | 200 | Cache-Control: no-cache; ETag: "1"              | store
            5.2.2.4 | no-cache with fields             | 200 | Cache-Control: no-cache="x", max-age=60; ETag: "1" | store
            5.2.2.5 | no-store                         | 200 | Cache-Control: no-store, max-age=60             | no-store
            5.2.2.5 | no-store in a line of its own    | 200 | Cache-Control: max-age=60; Cache-Control: no-store | no-store
            5.2.2.7 | private                          | 200 | Cache-Control: private, max-age=60              | private
            5.2.2.7 | private with fields              | 200 | Cache-Control: private="x", max-age=60          | private
            5.2.2.7 | private and public               | 200 | Cache-Control: private, public, max-age=60      | private
            5.2     | an open quote                    | 200 | Cache-Control: max-age=60, foo="bar             | malformed-cache-control
            3       | 203                              | 203 | Cache-Control: max-age=60                       | store
            3       | 204                              | 204 | Cache-Control: max-age=60                       | store
            3       | 301                              | 301 | Cache-Control: max-age=60                       | store
            3       | 302 with a lifetime              | 302 | Cache-Control: max-age=60                       | store
            3       | 302 with a validator only        | 302 | ETag: "1"                                       | status
            3       | 302 that is public               | 302 | Cache-Control: public; ETag: "1"                | store
            3       | 404 with a lifetime              | 404 | Cache-Control: max-age=60                       | store
            3       | 404 with a validator only        | 404 | ETag: "1"                                       | store
            3       | 410                              | 410 | Cache-Control: s-maxage=60                      | store
            3       | 206                              | 206 | Cache-Control: max-age=60                       | partial
            14.4    | Content-Range means nothing here | 200 | Cache-Control: max-age=60; Content-Range: bytes 0-1/2 | store
            3       | 304 to the client's own question | 304 | Cache-Control: max-age=60                       | status
            3       | an error that the request caused | 400 | Cache-Control: max-age=60                       | status
            3       | an error of the upstream         | 503 | Cache-Control: max-age=60                       | status
            3       | an unknown status                | 299 | Cache-Control: max-age=60                       | status
            7.3     | Set-Cookie                       | 200 | Cache-Control: max-age=60; Set-Cookie: a=b      | set-cookie
            4.1     | Vary                             | 200 | Cache-Control: max-age=60; Vary: Accept         | store
            4.1     | Vary: Cookie                     | 200 | Cache-Control: max-age=60; Vary: Cookie         | store
            4.1     | Vary: *                          | 200 | Cache-Control: max-age=60; Vary: *              | vary-any
            4.1     | Vary with * among others         | 200 | Cache-Control: max-age=60; Vary: Accept, *      | vary-any
            4.1     | Vary with * in another line      | 200 | Cache-Control: max-age=60; Vary: Accept; Vary: * | vary-any
            4.1     | Vary that is no list of names    | 200 | Cache-Control: max-age=60; Vary: a b            | vary-malformed
            4.1     | Vary with too many names         | 200 | Cache-Control: max-age=60; Vary: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q | vary-malformed
            4.1     | Vary: Authorization              | 200 | Cache-Control: max-age=60; Vary: Accept, authorization | vary-credential
            4.1     | Vary: X-Api-Key                  | 200 | Cache-Control: max-age=60; Vary: X-Api-Key      | vary-credential
            4.1     | Vary: X-Forwarded-For            | 200 | Cache-Control: max-age=60; Vary: X-Forwarded-For | vary-per-client
            4.1     | Vary: X-Forwarded-Proto          | 200 | Cache-Control: max-age=60; Vary: X-Forwarded-Proto | vary-per-client
            4.1     | Vary: Forwarded                  | 200 | Cache-Control: max-age=60; Vary: Forwarded      | vary-per-client
            4.1     | Vary: X-Request-Id               | 200 | Cache-Control: max-age=60; Vary: x-request-id   | vary-per-client
            4.1     | Vary: Via                        | 200 | Cache-Control: max-age=60; Vary: Via            | vary-per-client
            -       | as large as the bound            | 200 | Cache-Control: max-age=60; Content-Length: 1000 | store
            -       | larger than the bound            | 200 | Cache-Control: max-age=60; Content-Length: 1001 | too-large
            -       | a length beyond all bounds       | 200 | Cache-Control: max-age=60; Content-Length: 99999999999999999999 | too-large
            """)
    void byTheResponse(String section, String what, int status, String lines, String expected) {
        assertThat(decide(Samples.get(), Samples.head(status, lines))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§{0} {1} {2}")
    @CsvSource({
        "3,       HEAD, '',                     '',          method",
        "3,       POST, '',                     '',          method",
        "3,       get,  '',                     '',          method",
        "5.2.1.5, GET,  Cache-Control,          no-store,    request-no-store",
        "3.3,     GET,  Range,                  bytes=0-1,   store",
        "3.3,     GET,  If-Range,               '\"1\"',     store",
        "4.3.2,   GET,  If-Match,               '\"1\"',     request-condition",
        "4.3.2,   GET,  If-Unmodified-Since,    x,           request-condition",
        "4.3.2,   GET,  If-None-Match,          '\"1\"',     store",
        "5.2.1.4, GET,  Cache-Control,          no-cache,    store",
        "3.5,     GET,  Cookie,                 a=b,         store"
    })
    void byTheRequest(String section, String method, String name, String value, String expected) {
        CacheRequest request = name.isEmpty() ? Samples.request(method) : Samples.request(method, name, value);
        assertThat(decide(request, Samples.head(200, FRESH))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§3.5 {0}")
    @CsvSource({
        "max-age=60,                    authenticated",
        "'max-age=60, public',          store",
        "s-maxage=60,                   store",
        "'max-age=60, must-revalidate', store",
        "'max-age=60, proxy-revalidate', authenticated",
        "'public, no-store',            no-store",
        "'public, private',             private"
    })
    void authenticatedRequests(String cacheControl, String expected) {
        ResponseHead head = Samples.head(200, "Cache-Control: " + cacheControl);
        assertThat(decide(Samples.request(RULES, true, "GET"), head)).isEqualTo(expected);
        assertThat(decide(Samples.get("Authorization", "Basic x"), head)).isEqualTo(expected);
    }

    @Test
    void theOperatorMayShareWhatAStrippedCredentialGot() {
        CacheRules sharing = new CacheRules("route", 1, CachePolicy.RFC.withShareAuthenticated(true), false, 1_000);
        ResponseHead head = Samples.head(200, FRESH);
        assertThat(decide(Samples.request(sharing, true, "GET"), head)).isEqualTo("store");
        assertThat(decide(Samples.request(sharing, true, "GET", "Authorization", "Basic x"), head))
                .isEqualTo("authenticated");
    }

    @Test
    void whereTheUpstreamLearnsWhoAsksNothingPersonalIsStored() {
        CacheRules telling = new CacheRules("route", 1, CachePolicy.RFC.withShareAuthenticated(true), true, 1_000);
        ResponseHead head = Samples.head(200, "Cache-Control: public, max-age=60");
        assertThat(decide(Samples.request(telling, true, "GET"), head)).isEqualTo("tells-user");
        assertThat(decide(Samples.request(telling, false, "GET"), head)).isEqualTo("store");
    }

    @Test
    void answersToRequestsWithContentAreNotStored() {
        CacheRequest plain = Samples.get();
        CacheRequest request = new CacheRequest(plain.rules(), plain.key(), plain.head(), false, true);
        assertThat(decide(request, Samples.head(200, FRESH))).isEqualTo("request-content");
    }

    @Test
    void anEndThatCanNotBeToldIsNotTrusted() {
        Storing storing = StoringRules.decide(Samples.get(), Samples.head(200, FRESH), false, Samples.at(T));
        assertThat(word(storing)).isEqualTo("close-delimited");
    }

    @Test
    void theSelectingFieldsAreThoseOfTheForwardedRequest() {
        Storing storing = StoringRules.decide(
                Samples.get("accept", "text/html", "Accept", "*/*"),
                Samples.head(200, FRESH + "; Vary: Accept, Accept-Language; Vary: accept"),
                true,
                Samples.at(T));
        SelectingFields expected = SelectingFields.restore(
                List.of("accept", "accept-language"), List.of(Optional.of("text/html, */*"), Optional.empty()));
        assertThat(storing).isEqualTo(new Storing.Store(expected));
    }

    @ParameterizedTest(name = "§4.1 {0}")
    @ValueSource(strings = {"", ","})
    void anEmptyVaryIsNone(String vary) {
        ResponseHead head = new ResponseHead(200, Fields.of("Cache-Control", "max-age=60", "Vary", vary));
        assertThat(StoringRules.decide(Samples.get(), head, true, Samples.at(T)))
                .isEqualTo(new Storing.Store(SelectingFields.NONE));
    }
}
