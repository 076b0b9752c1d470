package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import forebay.support.Http2Caller;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedServerIT {
    @TempDir
    static Path temp;

    private static SelfSigned signed;
    private static EmbeddedServer server;

    @BeforeAll
    static void start() throws Exception {
        signed = SelfSigned.create(temp, "EC");
        ServerOptions.Tls tls = new ServerOptions.Tls(
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(signed.certificatePem(temp.resolve("c.pem"))),
                Optional.of(signed.encryptedKeyPem(temp.resolve("k.pem"), "pass phrase")),
                Optional.of("pass phrase"));
        server = EmbeddedServer.start(
                TestWebapp.options(Optional.of(tls)), TestWebapp.working(temp.resolve("w")), temp.resolve("t"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static URI clear() {
        return server.addresses().get(0);
    }

    private static URI tls() {
        return server.addresses().get(1);
    }

    private static String get(String target) throws Exception {
        return RawHttp.exchange(clear(), "GET " + target + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
    }

    private static HttpResponse<String> get(URI uri, HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(signed.trust())
                .build();
        return client.send(HttpRequest.newBuilder(uri.resolve("/x")).build(), BodyHandlers.ofString());
    }

    @Test
    void anAnswerHasADateAndDoesNotNameTheServer() throws Exception {
        String response = get("/a");
        assertThat(response)
                .startsWith("HTTP/1.1 200")
                .contains("\r\nDate: ")
                .endsWith("\r\n\r\nGET /a HTTP/1.1 http a.test [|/a]");
        assertThat(response.toLowerCase(java.util.Locale.ROOT)).doesNotContain("server:", "x-powered-by", "jetty");
    }

    @Test
    void clearTextUpgradesToHttp2() throws Exception {
        HttpResponse<String> response = get(clear(), HttpClient.Version.HTTP_2);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).startsWith("GET /x HTTP/2.0 http 127.0.0.1");
    }

    /** RFC 8441 is not offered, and not taken from who asks for it nevertheless. */
    @Test
    void aStreamOfHttp2DoesNotChangeItsProtocol() throws Exception {
        try (Http2Caller caller = new Http2Caller(clear().getPort())) {
            Http2Caller.Call call = caller.connect("websocket", "/x");
            await().until(() -> call.isReset() || call.head() != null);
            assertThat(call.isReset() || call.head().getStatus() >= 400).isTrue();
        }
    }

    @Test
    void whatIsAnsweredBeforeItsEndIsGivenUpWithoutAnError() throws Exception {
        try (Http2Caller caller = new Http2Caller(clear().getPort())) {
            Http2Caller.Call call = caller.call("/unread");
            await().until(call::isReset);
            assertThat(call.ended()).isTrue();
            assertThat(call.text()).startsWith("POST /unread ");
            assertThat(call.resetCode()).as("RFC 9113 §8.1: NO_ERROR").isZero();
        }
    }

    @Test
    void theServerAsAWholeIsAskedForWithoutTheApplication() throws Exception {
        String answer = RawHttp.exchange(
                clear(), "OPTIONS * HTTP/1.1\r\nHost: a.test\r\nMax-Forwards: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 204 ");
        try (Http2Caller caller = new Http2Caller(clear().getPort())) {
            Http2Caller.Call call = caller.ask("OPTIONS", "*");
            await().until(call::ended);
            assertThat(call.head().getStatus()).isEqualTo(204);
            assertThat(call.endedWithHead()).isTrue();

            Http2Caller.Call other = caller.ask("GET", "*");
            await().until(() -> other.isReset() || other.ended());
            assertThat(other.isReset() || other.head().getStatus() >= 400).isTrue();
        }
    }

    /** No other spelling of it, and no other method, gets past the guard this way. */
    @ParameterizedTest
    @CsvSource({
        "OPTIONS, /*",
        "OPTIONS, **",
        "OPTIONS, %2A",
        "OPTIONS, *?q",
        "OPTIONS, *#f",
        "GET, *",
        "HEAD, *",
        "TRACE, *"
    })
    void nothingElseIsTakenForIt(String method, String target) throws Exception {
        String answer = RawHttp.exchange(
                clear(), method + " " + target + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotStartWith("HTTP/1.1 204 ");
    }

    @Test
    void clearTextTakesHttp2ByPriorKnowledge() throws Exception {
        try (RawHttp raw = new RawHttp(clear())) {
            // RFC 9113 §3.4: the preface and an empty SETTINGS frame; the server's SETTINGS come back.
            raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0");
            byte[] head = raw.read(9);
            assertThat(head[3]).as("frame type SETTINGS").isEqualTo((byte) 4);
            byte[] settings = raw.read(head[2] & 0xff);
            for (int i = 0; i < settings.length; i += 6) {
                if (settings[i + 1] == 8) {
                    assertThat(settings[i + 5]).as("ENABLE_CONNECT_PROTOCOL").isZero();
                }
            }
        }
    }

    @Test
    void tlsNegotiatesHttp2OrHttp11() throws Exception {
        HttpResponse<String> h2 = get(tls(), HttpClient.Version.HTTP_2);
        assertThat(h2.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(h2.body()).startsWith("GET /x HTTP/2.0 https");
        HttpResponse<String> h1 = get(tls(), HttpClient.Version.HTTP_1_1);
        assertThat(h1.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(h1.body()).startsWith("GET /x HTTP/1.1 https");
    }

    @Test
    void tlsFromAKeyStore() throws Exception {
        ServerOptions.Tls tls = new ServerOptions.Tls(
                0,
                Optional.of(signed.file()),
                Optional.of(SelfSigned.PASSWORD),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (EmbeddedServer other = EmbeddedServer.start(
                TestWebapp.options(Optional.of(tls)), TestWebapp.working(temp.resolve("w")), temp.resolve("t2"))) {
            assertThat(get(other.addresses().get(1), HttpClient.Version.HTTP_2).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/a%2fb, [|none]",
        "/a%5cb, [|none]",
        "/a//b, [|/a//b]",
        "/a;x=1/b, [|/a/b]",
        "/a/..;/b, [|none]",
        "/a/%2e%2e/b, [|none]",
        "/%2561, [|none]",
        "/a./b, [|/a./b]",
        "/a|b, [|/a|b]",
        "/p%C3%A9, [|/pé]",
        "/WEB-INF/web.xml, [|/WEB-INF/web.xml]"
    })
    void whatIsAmbiguousReachesTheGuardAsItWasSent(String target, String paths) throws Exception {
        assertThat(get(target)).startsWith("HTTP/1.1 200").contains("GET " + target + " HTTP/1.1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://user@a.test/x, 400",
        "/a#b, 400",
        "/%zz, 400",
        "/a%00b, 400",
    })
    void whatTheGuardWouldNotSeeIsRefused(String target, int status) throws Exception {
        assertThat(get(target)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            RFC 9112 §5.2 obs-fold             | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n b\\r\\n\\r\\n                                        | 400
            RFC 9112 §5.1 space before colon   | GET / HTTP/1.1\\r\\nHost: a\\r\\nX : a\\r\\n\\r\\n                                              | 400
            RFC 9112 §2.2 bare LF              | GET / HTTP/1.1\\nHost: a\\n\\n                                                                  | 400
            RFC 9112 §3.2 no Host              | GET / HTTP/1.1\\r\\nConnection: close\\r\\n\\r\\n                                               | 400
            RFC 9112 §3.2 two Hosts            | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n                                           | 400
            RFC 9112 §6.3 two lengths          | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\na         | 400
            RFC 9112 §6.3 length and coding    | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0 | 400
            HTTP/0.9                           | GET /\\r\\n\\r\\n                                                                                  | 505
            HTTP/3 by name                     | GET / HTTP/3.0\\r\\nHost: a\\r\\n\\r\\n                                                           | 505
            """)
    void malformedHeadsAreRefusedWithoutInternals(String rule, String request, int status) throws Exception {
        String response = RawHttp.exchange(clear(), request.replace("\\r", "\r").replace("\\n", "\n"));
        assertThat(response)
                .startsWith("HTTP/1.1 " + status)
                .contains("\r\nConnection: close")
                .doesNotContainIgnoringCase("jetty");
        assertThat(get("/next")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aProblemIsJson() throws Exception {
        assertThat(get("/%zz"))
                .contains("application/problem+json")
                .endsWith(
                        "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"code\":\"bad-request\"}\n");
    }

    /** RFC 9112 §3.2.2: the absolute form wins over Host, so both must reach the guard. */
    @Test
    void theAuthorityOfAnAbsoluteTargetReachesTheGuard() throws Exception {
        assertThat(get("http://b.test/x")).startsWith("HTTP/1.1 200").contains(" b.test ");
    }

    @Test
    void aHeadThatIsTooLargeIs431() throws Exception {
        String response = RawHttp.exchange(
                clear(), "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\nConnection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 431").doesNotContainIgnoringCase("jetty");
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        ServerOptions free = TestWebapp.options(Optional.empty());
        ServerOptions taken = new ServerOptions(
                free.address(), clear().getPort(), free.tls(), free.maxRequestHeadBytes(), free.idle(), free.drain());
        assertThatThrownBy(() -> EmbeddedServer.start(taken, temp.resolve("w"), temp.resolve("t3")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("127.0.0.1:" + clear().getPort() + " is in use")
                .hasMessageContaining("--port");
    }

    @Test
    void anApplicationThatDoesNotStartIsExplained() {
        assertThatThrownBy(() -> EmbeddedServer.start(
                        TestWebapp.options(Optional.empty()),
                        TestWebapp.failing(temp.resolve("f")),
                        temp.resolve("t4")))
                .isInstanceOf(StartException.class)
                .hasMessage("the web application did not start: no gateway: the pool is empty");
    }
}
