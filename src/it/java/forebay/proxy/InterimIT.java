package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim responses never disturb the final one (RFC 9110 §15.2); Expect is answered here (§10.1.1). */
class InterimIT {
    @ParameterizedTest(name = "§15.2 {0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload\n\n",
                "HTTP/1.1 102 Processing\n\n",
                "HTTP/1.1 100 Continue\n\n",
                "HTTP/1.1 110 Unheard Of\nX-Interim: 1\n\n",
                "HTTP/1.1 103 Early Hints\nX-Interim: 1\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\n\n"
            })
    void theFinalAnswerComesThrough(String interim) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(interim);
                    c.answer(200, "X-Final: 1\n", "final");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer =
                        client.send("GET / HTTP/1.1\nHost: app.test\n\n").read("GET");

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.content()).isEqualTo("final");
                assertThat(answer.all("X-Final")).containsExactly("1");
                assertThat(answer.all("X-Interim")).isEmpty();
                assertThat(answer.all("Link")).isEmpty();
            }
        }
    }

    @Test
    void interimsApartFromTheFinalAnswerAreNoneOfIt() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.content();
                    for (int i = 0; i < 20; i++) {
                        c.send("HTTP/1.1 103 Early Hints\nX-Interim: 1\n\n");
                    }
                    c.answer(201, "", "made");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.exchange("POST / HTTP/1.1\nHost: app.test\nContent-Length: 3\n\nabc");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.content()).isEqualTo("made");
        }
    }

    @Test
    void anUnsolicited101IsABadAnswer() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(
                        c -> c.send("HTTP/1.1 101 Switching Protocols\nUpgrade: thing\nConnection: Upgrade\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer =
                    proxy.exchange("GET / HTTP/1.1\nHost: app.test\nConnection: Upgrade\nUpgrade: websocket\n\n");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_upgrade_failed");
        }
    }

    @Test
    void expectIsAnsweredWhereTheUpstreamIgnoresIt() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(
                        c -> c.answer(200, "", new String(c.content(), StandardCharsets.ISO_8859_1)));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\nHost: app.test\nExpect: 100-continue\nContent-Length: 3\n\n");
            assertThat(client.head().status()).isEqualTo(100);
            client.send("abc");

            RawClient.Answer answer = client.read("POST");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo("abc");
            assertThat(origin.head().all("Expect")).isEmpty();
        }
    }

    @Test
    void aFinalAnswerBeforeTheContentPasses() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.answer(401, "Connection: close\n", "no");
                    c.awaitClose();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\nHost: app.test\nExpect: 100-continue\nContent-Length: 300000\n\n");
            RawClient.Answer answer = client.read("POST");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.content()).isEqualTo("no");
        }
    }
}
