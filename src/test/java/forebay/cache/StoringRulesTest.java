package forebay.cache;

import static forebay.cache.Samples.RULES;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import java.time.Duration;
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
            9111-3-9 | neither lifetime nor validator   | 200 | Content-Type: text/plain                        | not-reusable
            3       | a broken validator is none       | 200 | ETag: "1                                        | not-reusable
            8.8.3   | an unquoted tag is one           | 200 | ETag: 1                                         | store
            3       | a lifetime of zero               | 200 | Cache-Control: max-age=0                        | not-reusable
            3       | a lifetime of zero, a validator  | 200 | Cache-Control: max-age=0; ETag: "1"             | store
            3       | older than its lifetime          | 200 | Cache-Control: max-age=60; Age: 60              | not-reusable
            5.2.2.4 | no-cache without a validator     | 200 | Cache-Control: no-cache, max-age=60             | not-reusable
            5.2.2.4 | no-cache with a validator        | 200 | Cache-Control: no-cache; ETag: "1"              | store
            5.2.2.4 | no-cache with fields             | 200 | Cache-Control: no-cache="x", max-age=60; ETag: "1" | store
            9111-3-4 9111-5.2.2.5-1 | no-store         | 200 | Cache-Control: no-store, max-age=60             | no-store
            9111-3-4 | no-store in a line of its own    | 200 | Cache-Control: max-age=60; Cache-Control: no-store | no-store
            9111-3-5 9111-5.2.2.7-1 | private          | 200 | Cache-Control: private, max-age=60              | private
            9111-5.2.2.7-3 | private with fields       | 200 | Cache-Control: private="x", max-age=60          | store
            5.2.2.7 | private with a field that can not go | 200 | Cache-Control: private="vary", max-age=60  | private
            5.2.2.7 | private with fields, and private | 200 | Cache-Control: private="x", private, max-age=60 | private
            5.2.2.7 | private and public               | 200 | Cache-Control: private, public, max-age=60      | private
            5.2     | an open quote                    | 200 | Cache-Control: max-age=60, foo="bar             | store
            5.2     | a restriction behind an open quote | 200 | Cache-Control: max-age=60, foo="bar, no-store | no-store
            9111-5.2.3-1 | what is not known           | 200 | Cache-Control: max-age=60, foo, bar=1, baz="no-store" | store
            9111-5.2.2.3-1 | must-understand, understood | 200 | Cache-Control: must-understand, no-store, max-age=60 | store
            9111-5.2.2.3-1 | must-understand, understood | 404 | Cache-Control: must-understand, no-store, max-age=60 | store
            9111-3-3 9110-15-2 | must-understand, unknown | 299 | Cache-Control: must-understand, no-store, max-age=60 | status
            9111-3-3 9110-15-2 | must-understand, unknown | 599 | Cache-Control: must-understand, max-age=60    | status
            3.3     | must-understand, 206, not asked for | 206 | Cache-Control: must-understand, max-age=60   | partial
            5.2.2.3 | must-understand and private      | 200 | Cache-Control: must-understand, private, max-age=60 | private
            5861-3  | stale at once, but usable while validated | 200 | Cache-Control: max-age=0, stale-while-revalidate=9 | store
            5861-4  | stale at once, but usable for errors | 200 | Cache-Control: max-age=0, stale-if-error=9  | store
            5861-4  | stale at once, and usable for no time | 200 | Cache-Control: max-age=0, stale-if-error=0 | not-reusable
            3       | 203                              | 203 | Cache-Control: max-age=60                       | store
            3       | 204                              | 204 | Cache-Control: max-age=60                       | store
            3       | 301                              | 301 | Cache-Control: max-age=60                       | store
            9111-3-8 | 302 with a lifetime              | 302 | Cache-Control: max-age=60                       | store
            9111-3-7 9110-15.1-1 | 302 with a validator only        | 302 | ETag: "1"                                       | status
            9111-5.2.2.9-1 | 302 that is public               | 302 | Cache-Control: public; ETag: "1"                | store
            3       | 404 with a lifetime              | 404 | Cache-Control: max-age=60                       | store
            3       | 404 with a validator only        | 404 | ETag: "1"                                       | store
            3       | 410                              | 410 | Cache-Control: s-maxage=60                      | store
            3       | 206                              | 206 | Cache-Control: max-age=60                       | partial
            14.4    | Content-Range means nothing here | 200 | Cache-Control: max-age=60; Content-Range: bytes 0-1/2 | store
            3       | 304 to the client's own question | 304 | Cache-Control: max-age=60                       | status
            9111-3-8 | an error, by the origin's word  | 400 | Cache-Control: max-age=60                       | store
            9111-3-8 | an error, by the origin's word  | 503 | Expires: Mon, 23 Nov 2026 13:00:00 GMT          | store
            9111-3-7 | an error without a word         | 400 | ETag: "1"                                       | status
            9111-3-7 | an error without a word         | 500 | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT    | status
            9111-3-8 | an unknown status               | 299 | Cache-Control: max-age=60                       | store
            9111-3-8 | an unknown status               | 499 | Cache-Control: s-maxage=60                      | store
            9111-3-8 | an unknown status               | 599 | Expires: Mon, 23 Nov 2026 13:00:00 GMT          | store
            9111-3-7 | an unknown status without a word | 299 | ETag: "1"                                      | status
            9110-15-1 | a status of no class           | 600 | Cache-Control: max-age=60                       | status
            9111-3-2 9110-15.2-1 | no final status     | 103 | Cache-Control: max-age=60                       | status
            9111-3-2 9110-15.2-1 | no final status     | 199 | Cache-Control: public, max-age=60               | status
            9111-3-3 | 304                             | 304 | Cache-Control: public, max-age=60               | status
            9111-3-8 | not this request's condition   | 412 | Cache-Control: max-age=60                       | store
            9111-3-8 | not this request's range       | 416 | Cache-Control: max-age=60                       | store
            6585-3-1 | 428                             | 428 | Cache-Control: public, max-age=60               | status
            6585-4-1 | 429                             | 429 | Cache-Control: public, max-age=60               | status
            6585-5-1 | 431                             | 431 | Cache-Control: public, max-age=60               | status
            6585-6-1 | 511                             | 511 | Cache-Control: public, max-age=60               | status
            9213-2.2-2 | a targeted field against no-store | 200 | Cache-Control: no-store; CDN-Cache-Control: max-age=60 | store
            9213-2.2-2 | a targeted no-store against max-age | 200 | Cache-Control: max-age=60; CDN-Cache-Control: no-store | no-store
            9213-2.2-2 | Expires beside a targeted field | 302 | Expires: Mon, 23 Nov 2026 13:00:00 GMT; CDN-Cache-Control: none | status
            9213-2.2-3 | a broken targeted field         | 200 | Cache-Control: no-store; CDN-Cache-Control: max-age= | no-store
            9111-7.3-1 | Set-Cookie                       | 200 | Cache-Control: max-age=60; Set-Cookie: a=b      | set-cookie
            7.3     | Set-Cookie that is withheld      | 200 | Cache-Control: max-age=60, private="Set-Cookie"; Set-Cookie: a=b | store
            4.1     | Vary                             | 200 | Cache-Control: max-age=60; Vary: Accept         | store
            4.1     | Vary: Cookie                     | 200 | Cache-Control: max-age=60; Vary: Cookie         | store
            9110-12.5.5-1 9111-4.1-5 | Vary: *                          | 200 | Cache-Control: max-age=60; Vary: *              | vary-any
            9110-12.5.5-1 9111-4.1-5 | Vary with * among others         | 200 | Cache-Control: max-age=60; Vary: Accept, *      | vary-any
            4.1     | Vary with * in another line      | 200 | Cache-Control: max-age=60; Vary: Accept; Vary: * | vary-any
            4.1     | Vary that is no list of names    | 200 | Cache-Control: max-age=60; Vary: a b            | vary-malformed
            4.1     | Vary with as many names as may be | 200 | Cache-Control: max-age=60; Vary: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p | store
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
        "9111-3-1, HEAD, '',                     '',          method",
        "9110-9.3.3-1, POST, '',                '',          method",
        "9110-9.3.4-1, PUT, '',                 '',          method",
        "9110-9.3.5-1, DELETE, '',              '',          method",
        "9110-9.3.6-1, CONNECT, '',             '',          method",
        "9110-9.3.8-1, TRACE, '',               '',          method",
        "9110-9.3.7-1, OPTIONS, '',             '',          method",
        "9110-9.2.3-1, FROB, '',                '',          method",
        "9111-3-1, get,  '',                     '',          method",
        "9111-5.2.1.5-1, GET,  Cache-Control,          no-store,    request-no-store",
        "3.3,     GET,  Range,                  bytes=0-1,   store",
        "3.3,     GET,  If-Range,               '\"1\"',     store",
        "4.3.2,   GET,  If-Match,               '\"1\"',     request-condition",
        "4.3.2,   GET,  If-Unmodified-Since,    x,           request-condition",
        "4.3.2,   GET,  If-None-Match,          '\"1\"',     store",
        "5.2.1.4, GET,  Cache-Control,          no-cache,    store",
        "5.4,     GET,  Pragma,                 no-store,    store",
        "3.5,     GET,  Cookie,                 a=b,         store"
    })
    void byTheRequest(String section, String method, String name, String value, String expected) {
        CacheRequest request = name.isEmpty() ? Samples.request(method) : Samples.request(method, name, value);
        assertThat(decide(request, Samples.head(200, FRESH))).isEqualTo(expected);
    }

    @Holds({"9111-3-6", "9111-3.5-1", "9111-5.2.2.2-3", "9111-5.2.2.10-3"})
    @ParameterizedTest(name = "§3.5 {0}")
    @CsvSource({
        "max-age=60,                    authenticated",
        "'max-age=60, public',          store",
        "s-maxage=60,                   store",
        "'max-age=60, must-revalidate', store",
        "'max-age=60, proxy-revalidate', authenticated",
        "'max-age=60, public=x',        authenticated",
        "'max-age=60, s-maxage=x',      authenticated",
        "'max-age=60, private=\"x-a\"',   authenticated",
        "'public, no-store',            no-store",
        "'public, private',             private"
    })
    void authenticatedRequests(String cacheControl, String expected) {
        ResponseHead head = Samples.head(200, "Cache-Control: " + cacheControl);
        assertThat(decide(Samples.request(RULES, true, "GET"), head)).isEqualTo(expected);
        assertThat(decide(Samples.request(RULES, Presented.UNVERIFIED, "GET"), head))
                .isEqualTo(expected);
        assertThat(decide(Samples.get("Authorization", "Basic x"), head)).isEqualTo(expected);
    }

    @Test
    void theOperatorMayShareWhatAStrippedCredentialGot() {
        CacheRules sharing = new CacheRules("route", 1, CachePolicy.RFC.withShareAuthenticated(true), false, 1_000);
        ResponseHead head = Samples.head(200, FRESH);
        assertThat(decide(Samples.request(sharing, true, "GET"), head)).isEqualTo("store");
        assertThat(decide(Samples.request(sharing, Presented.UNVERIFIED, "GET"), head))
                .isEqualTo("store");
        assertThat(decide(Samples.request(sharing, true, "GET", "Authorization", "Basic x"), head))
                .isEqualTo("authenticated");
    }

    @Test
    void whereTheUpstreamLearnsWhoAsksNothingPersonalIsStored() {
        CacheRules telling = new CacheRules("route", 1, CachePolicy.RFC.withShareAuthenticated(true), true, 1_000);
        ResponseHead head = Samples.head(200, "Cache-Control: public, max-age=60");
        assertThat(decide(Samples.request(telling, true, "GET"), head)).isEqualTo("tells-user");
        assertThat(decide(Samples.request(telling, false, "GET"), head)).isEqualTo("store");
        assertThat(decide(Samples.request(telling, Presented.UNVERIFIED, "GET"), head))
                .isEqualTo("store");
    }

    @Test
    @Holds("9110-9.3.1-2")
    void answersToRequestsWithContentAreNotStored() {
        CacheRequest plain = Samples.get();
        CacheRequest request = new CacheRequest(plain.rules(), plain.key(), plain.head(), Presented.NOTHING, true);
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
        assertThat(storing).isInstanceOf(Storing.Store.class);
        assertThat(((Storing.Store) storing).selecting()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "§4.1 {0}")
    @ValueSource(strings = {"", ","})
    void anEmptyVaryIsNone(String vary) {
        ResponseHead head = new ResponseHead(200, Fields.of("Cache-Control", "max-age=60", "Vary", vary));
        assertThat(StoringRules.decide(Samples.get(), head, true, Samples.at(T)))
                .isEqualTo(new Storing.Store(SelectingFields.NONE, head));
    }

    /** The target is http://a.test/x?q=1; the answer has max-age=60 unless it says another Cache-Control. */
    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9110-9.3.3-1 | the target, absolute         | Content-Location: http://a.test/x?q=1                        | store
            9110-9.3.3-1 | the target, relative         | Content-Location: /x?q=1                                     | store
            9110-9.3.3-1 | the target, in another form  | Content-Location: HTTP://A.test:80/%78?q=1                   | store
            9110-9.3.3-1 | none                         | Content-Type: text/plain                                     | method
            9110-9.3.3-1 | another query                | Content-Location: /x?q=2                                     | method
            9110-9.3.3-1 | another path                 | Content-Location: /y?q=1                                     | method
            9110-9.3.3-1 | another origin               | Content-Location: http://b.test/x?q=1                        | method
            9110-9.3.3-1 | another scheme               | Content-Location: https://a.test/x?q=1                       | method
            9110-9.3.3-1 | no URI                       | Content-Location: http://[/x?q=1                             | method
            9110-9.3.3-1 | two                          | Content-Location: /x?q=1; Content-Location: /x?q=1           | method
            9110-9.3.3-1 | no explicit freshness        | Content-Location: /x?q=1; Cache-Control: public; ETag: "1"   | method
            9110-9.3.3-1 | none, but Last-Modified      | Content-Location: /x?q=1; Cache-Control: foo; Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT | method
            9110-9.3.3-1 | Expires                      | Content-Location: /x?q=1; Cache-Control: foo; Expires: Mon, 23 Nov 2026 13:00:00 GMT | store
            9111-3-4     | no-store                     | Content-Location: /x?q=1; Cache-Control: no-store, max-age=6 | no-store
            9111-3-5     | private                      | Content-Location: /x?q=1; Cache-Control: private, max-age=6  | private
            """)
    void answersToPost(String id, String what, String lines, String expected) {
        CacheRequest plain = Samples.request("POST", "Content-Length", "3");
        CacheRequest post = new CacheRequest(plain.rules(), plain.key(), plain.head(), Presented.NOTHING, true);
        String all = lines.contains("Cache-Control") ? lines : lines + "; " + FRESH;
        assertThat(decide(post, Samples.head(200, all))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "RFC 9110 §9.3 {0}")
    @ValueSource(strings = {"HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "post"})
    void whatAnotherMethodIsAnsweredIsNotWhatGetHas(String method) {
        assertThat(decide(Samples.request(method), Samples.head(200, FRESH + "; Content-Location: /x?q=1")))
                .isEqualTo("method");
    }

    /** Every line of the response; those that are stored are marked by a plus. */
    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9111-3.1-1 9110-5.3-1 | all, in order and as they are | + X-A:  b,"c , d"; + Link: <a>; + x-a: ; + LINK: <b>; + Foo: é
            9111-3.1-2 9110-7.6.1-1 | what Connection nominates | Connection: x-a, Close; X-A: 1; + X-B: 2; x-a: 3
            9111-3.1-3 9110-7.6.1-2 | what ends at this hop | Keep-Alive: 1; Upgrade: h2c; TE: x; Trailer: X-T; Proxy-Connection: close; + X-B: 2
            9111-3.1-4 | what is between a proxy and its client | Proxy-Authenticate: Basic; Proxy-Authentication-Info: x; Proxy-Authorization: x; + WWW-Authenticate: Basic
            9111-5.2.2.7-2 | what private names         | Cache-Control+: max-age=60, private="X-A, set-cookie"; x-a: 1; Set-Cookie: a=b; + X-B: 2; X-A: 3
            9111-5.2.2.4-2 | what no-cache names        | Cache-Control+: max-age=60, no-cache="x-a"; X-A: 1; + X-B: 2
            9213-2.2-5 | targeted fields               | + Other-Cache-Control: max-age=1; + Surrogate-Control: max-age=2; + X-B: 2
            """)
    void whatOfAHeadIsStored(String id, String what, String lines) {
        Fields.Builder received = Fields.builder();
        Fields.Builder expected = Fields.builder();
        for (String line :
                (lines.contains("Cache-Control+") ? lines : "+ Cache-Control: max-age=60;" + lines).split(";", -1)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).replace("+", "").strip();
            String value = line.substring(colon + 1).strip();
            received.add(name, value);
            if (line.contains("+")) {
                expected.add(name, value);
            }
        }
        Storing storing =
                StoringRules.decide(Samples.get(), new ResponseHead(200, received.build()), true, Samples.at(T));
        assertThat(((Storing.Store) storing).head()).isEqualTo(new ResponseHead(200, expected.build()));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource({
        "9111-7.3-1, REFUSE, set-cookie, ''",
        "9111-7.3-1, STORE, store, a=b",
        "9111-7.3-1, STRIP, store, ''",
    })
    void cookies(String id, CachePolicy.SetCookie policy, String expected, String stored) {
        CacheRules rules = new CacheRules("route", 1, CachePolicy.RFC.withSetCookie(policy), false, 1_000);
        ResponseHead head = Samples.head(200, FRESH + "; Set-Cookie: a=b; X-A: b");
        Storing storing = StoringRules.decide(Samples.request(rules, false, "GET"), head, true, Samples.at(T));
        assertThat(word(storing)).isEqualTo(expected);
        if (storing instanceof Storing.Store store) {
            assertThat(store.head().fields().combined("Set-Cookie").orElse("")).isEqualTo(stored);
            assertThat(store.head().fields().combined("X-A")).contains("b");
        }
    }

    @Test
    void theOperatorsStaleTimesMakeAResponseWorthStoring() {
        CachePolicy.Stale stale = CachePolicy.Stale.RFC;
        for (CachePolicy.Stale other : List.of(
                new CachePolicy.Stale(stale.unreachable(), Duration.ofSeconds(1), Duration.ZERO, false),
                new CachePolicy.Stale(stale.unreachable(), Duration.ZERO, Duration.ofSeconds(1), false))) {
            CacheRules rules = new CacheRules("route", 1, CachePolicy.RFC.withStale(other), false, 1_000);
            ResponseHead head = Samples.head(200, "Cache-Control: max-age=0");
            assertThat(decide(Samples.request(rules, false, "GET"), head)).isEqualTo("store");
        }
    }
}
