package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Field lines, method and target pass as they came, both ways. */
class FieldsIT {
    @ParameterizedTest(name = "§5.5 {0}")
    @ValueSource(
            strings = {
                "Location: http://app.test/?q=a,b",
                "Set-Cookie: a=\"b, c\"; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
                "Content-Disposition: attachment; filename=\"a,b; \\\"c\\\".txt\"",
                "Link: </a,b>; rel=\"next\", <c>; rel=prev",
                "WWW-Authenticate: Digest realm=\"a, b\", qop=\"auth,auth-int\", nonce=\"x=\"",
                "X-Broken: \"unclosed, ; = \\",
                "X-Empty:",
                "ETag: W/\"a,b\"",
                "Content-Type: Text/HTML; Charset=\"UTF-8\"",
                "Content-Type: text/html",
                "Content-Type: application/json",
                "X-Latin: caf\u00e9",
                "Cache-Control: No-Cache",
                "Server: Thing/1.0",
                "Date: Tue, 15 Nov 1994 08:12:31 GMT"
            })
    void responseFieldsStayRaw(String line) throws Exception {
        try (ScriptedOrigin origin =
                        ScriptedOrigin.start(c -> c.answer(200, line + "\nX-After: still here\n", "content"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.status()).isEqualTo(200);
            String name = line.substring(0, line.indexOf(':'));
            assertThat(answer.all(name))
                    .containsExactly(line.substring(name.length() + 1).strip());
            assertThat(answer.all("X-After")).containsExactly("still here");
            assertThat(answer.content()).isEqualTo("content");
        }
    }

    @Test
    void repeatedResponseFieldsKeepTheirOrder() throws Exception {
        String fields = "Set-Cookie: a=1\nX-A: 1\nSet-Cookie: b=2\nX-A: 2, 3\n";
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, fields, ""));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.all("Set-Cookie")).containsExactly("a=1", "b=2");
            assertThat(answer.all("X-A")).containsExactly("1", "2, 3");
        }
    }

    @Test
    void whatConnectionNominatesStaysOnItsConnection() throws Exception {
        String hop = """
                TE: gzip
                Connection: Upgrade, HTTP2-Settings, TE
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAAQAAP__
                """;
        String fields = "Connection: X-Private, close\nX-Private: 1\nKeep-Alive: timeout=5\nX-Public: 1\n";
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.answer(200, fields, "x");
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.exchange("GET / HTTP/1.1\nHost: app.test\n" + hop + "\n");

            assertThat(answer.all("X-Private")).isEmpty();
            assertThat(answer.all("Keep-Alive")).isEmpty();
            assertThat(answer.all("X-Public")).containsExactly("1");
            for (String name : List.of("Connection", "TE", "Upgrade", "HTTP2-Settings", "Keep-Alive")) {
                assertThat(origin.head().all(name)).as(name).isEmpty();
            }
        }
    }

    @Test
    void nothingIsInvented() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nX-A: 1\n\nuntil the end");
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.content()).isEqualTo("until the end");
            assertThat(answer.all("Content-Length")).isEmpty();
            assertThat(answer.all("Content-Type")).isEmpty();
            assertThat(origin.head().all("User-Agent")).isEmpty();
            assertThat(origin.head().all("Accept-Encoding")).isEmpty();
            assertThat(origin.head().all("Content-Type")).isEmpty();
        }
    }

    @Test
    void viaNamesThisGateway() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, "Via: 1.0 inner\n", ""));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.get("/").all("Via")).containsExactly("1.0 inner", "1.1 forebay");
        }
    }

    @Test
    void theGatewaysRequestIdStands() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, "X-Request-Id: its-own\n", ""));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.get("/").all("X-Request-Id")).containsExactly("test-id");
        }
    }

    @ParameterizedTest(name = "§7.7 {0}")
    @ValueSource(
            strings = {
                "/%7euser",
                "/%7Euser",
                "/p%C3%A9",
                "/?a=%zz",
                "/a%2fb",
                "/a|b",
                "/?q=\"quoted\"&r={}|^`",
                "/?",
                "//evil.test/x",
                "/a?b=http://c/?d",
                "/a;b=c",
                "/?a=b+c%20d"
            })
    void targetsGoOutAsTheyCame(String target) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("ok");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.get(target).status()).isEqualTo(200);
            assertThat(origin.head().line()).isEqualTo("GET " + target + " HTTP/1.1");
        }
    }

    @ParameterizedTest(name = "§9.1 {0}")
    @ValueSource(strings = {"get", "Get", "PROPFIND", "m-search", "DELETE", "OPTIONS"})
    void methodsAreCaseSensitive(String method) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("ok");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.exchange(method + " / HTTP/1.1\nHost: app.test\n\n")
                            .status())
                    .isEqualTo(200);
            assertThat(origin.head().line()).isEqualTo(method + " / HTTP/1.1");
        }
    }
}
