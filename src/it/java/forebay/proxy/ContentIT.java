package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.support.ChangedSettings;
import forebay.support.Http2Origin;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request's content reaches the upstream as it comes; what the client does wrong is its own fault. */
class ContentIT {
    private static ScriptedOrigin echo() throws Exception {
        return ScriptedOrigin.start(c -> c.answer(200, "", new String(c.content(), StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest(name = "§6.2 {0} bytes")
    @ValueSource(ints = {1, 16_384, 16_385, 1_000_000})
    void contentOfKnownLengthPasses(int length) throws Exception {
        String content = "x".repeat(length);
        try (ScriptedOrigin origin = echo();
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer =
                    proxy.exchange("POST / HTTP/1.1\nHost: app.test\nContent-Length: " + length + "\n\n" + content);
            assertThat(answer.content()).isEqualTo(content);
            assertThat(origin.head().all("Content-Length")).containsExactly(Integer.toString(length));
            assertThat(origin.head().all("Transfer-Encoding")).isEmpty();
        }
    }

    @Test
    void contentOfUnknownLengthPasses() throws Exception {
        try (ScriptedOrigin origin = echo();
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\nHost: app.test\nTransfer-Encoding: chunked\n\n3\nabc\n");
            await().until(() -> !origin.heads().isEmpty());
            RawClient.Answer answer = client.send("2\nde\n0\n\n").read("POST");

            assertThat(answer.content()).isEqualTo("abcde");
            assertThat(origin.head().all("Transfer-Encoding")).containsExactly("chunked");
        }
    }

    @Test
    void getWithoutContentHasNone() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.get("/");
            assertThat(origin.head().all("Content-Length")).isEmpty();
            assertThat(origin.head().all("Transfer-Encoding")).isEmpty();
        }
    }

    @Test
    void brokenChunksAreTheClientsFault() throws Exception {
        try (ScriptedOrigin origin = echo();
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\nHost: app.test\nTransfer-Encoding: chunked\n\n3\nabc\nzz\n");
            RawClient.Answer answer = client.read("POST");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.content()).contains("content-broken");
            assertThat(client.closed()).isTrue();
            assertThat(proxy.attempts(0)).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.CLIENT_GONE);
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                    .isZero();
        }
    }

    @Test
    void aClientThatLeavesAmidItsContentIsNotHeldAgainstTheUpstream() throws Exception {
        try (ScriptedOrigin origin = echo();
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\nHost: app.test\nContent-Length: 100\n\nbegun");
                await().until(() -> !origin.heads().isEmpty());
            }
            await().until(() -> origin.open() == 0);
            assertThat(proxy.attempts(0)).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.CLIENT_GONE);
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                    .isZero();
        }
    }

    /** Were it the upstream's fault, a few slow clients could have it ejected. */
    @ParameterizedTest(name = "§15.5.9 {0}")
    @ValueSource(strings = {"http1", "h2c"})
    void aClientThatPausesForTooLongIsNotHeldAgainstTheUpstream(String protocol) throws Exception {
        ProxySettings impatient = new ChangedSettings()
                .responseHead(Duration.ofMillis(1_500))
                .protocol(protocol.equals("h2c") ? UpstreamProtocol.H2C : UpstreamProtocol.HTTP1)
                .settings();
        try (ScriptedOrigin http1 = ScriptedOrigin.start(c -> c.awaitClose());
                Http2Origin http2 = Http2Origin.start((answer, number) -> {});
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(impatient, protocol.equals("h2c") ? http2.url() : http1.url())) {
            RawClient.Answer answer = proxy.exchange("PUT / HTTP/1.1\nHost: app.test\nContent-Length: 100\n\nbegun");

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.content()).contains("content-timeout");
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.finished().get(0).attempts())
                    .extracting(Attempt::outcome)
                    .containsExactly(Attempt.Outcome.CLIENT_GONE);
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                    .isZero();
        }
    }

    @Test
    void aClientThatLeavesAmidTheResponseFreesTheUpstream() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n");
                    byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                    while (true) {
                        c.sendBytes(chunk);
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\nHost: app.test\n\n");
                assertThat(client.head().status()).isEqualTo(200);
            }
            await().until(() -> proxy.finished().size() == 1 && origin.open() == 0);
            assertThat(proxy.finished().get(0).outcome().orElseThrow().aborted())
                    .isTrue();
            assertThat(proxy.attempts(0)).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.CLIENT_GONE);
        }
    }

    @ParameterizedTest(name = "§15.5.14 {0}")
    @CsvSource({
        "known, 'Content-Length: 11~~hello world', 413",
        "shown, 'Transfer-Encoding: chunked~~b~hello world~0~~', 413",
        "fits, 'Content-Length: 10~~helloworld', 200",
        "fits unknown, 'Transfer-Encoding: chunked~~a~helloworld~0~~', 200"
    })
    void moreThanTheRouteTakesIsRefused(String kind, String rest, int status) throws Exception {
        try (ScriptedOrigin origin = echo();
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.maxContentBytes(10);
            RawClient.Answer answer = proxy.exchange("POST / HTTP/1.1\nHost: app.test\n" + rest.replace('~', '\n'));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                    .isZero();
        }
    }
}
