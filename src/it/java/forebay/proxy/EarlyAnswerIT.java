package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.support.Http2Origin;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.io.IOException;
import org.eclipse.jetty.http2.ErrorCode;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream may answer before it has read the request's content, and read no more of it (RFC 9112 §9.6). */
class EarlyAnswerIT {
    private static final int LENGTH = 5_000_000;
    private static final String PIECE = "x".repeat(10_000);

    /** Sends content until all is sent or nobody takes it any more. */
    private static RawClient.Answer upload(ProxyUnderTest proxy) throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\nHost: app.test\nContent-Length: " + LENGTH + "\n\n");
            Thread sending = new Thread(() -> {
                try {
                    for (int i = 0; i < LENGTH; i += PIECE.length()) {
                        client.send(PIECE);
                    }
                } catch (IOException e) {
                    // The answer has come, and the gateway takes no more.
                }
            });
            sending.start();
            RawClient.Answer answer = client.read("POST");
            client.reset();
            sending.join();
            return answer;
        }
    }

    private static void assertAnswered(ProxyUnderTest proxy) throws Exception {
        RawClient.Answer answer = upload(proxy);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.content()).isEqualTo("too much");
        await().until(() -> proxy.finished().size() == 1
                && proxy.finished().get(0).attempts().size() == 1);
        assertThat(proxy.finished().get(0).attempts())
                .extracting(Attempt::outcome)
                .containsExactly(Attempt.Outcome.ANSWERED);
        assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                .isZero();
    }

    @RepeatedTest(5)
    void theAnswerCountsWhereTheConnectionIsClosedBehindIt() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.answer(413, "Connection: close\n", "too much");
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertAnswered(proxy);
        }
    }

    @Test
    void theRestIsNotSentWhereTheConnectionStaysOpen() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.answer(413, "", "too much");
                    c.awaitClose();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertAnswered(proxy);
            await().until(() -> origin.open() == 0);
        }
    }

    @ParameterizedTest(name = "RFC 9113 §8.1, ends the request: {0}")
    @ValueSource(booleans = {true, false})
    void theAnswerCountsByHttp2(boolean ends) throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    answer.head(413, false, "content-length", "8").data("too much", true);
                    if (ends) {
                        answer.reset(ErrorCode.NO_ERROR.code);
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), origin.url())) {
            assertAnswered(proxy);
        }
    }

    @ParameterizedTest(name = "by a reset: {0}")
    @ValueSource(booleans = {true, false})
    void whoClosesWithoutAnAnswerHasFailed(boolean byReset) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    if (byReset) {
                        c.reset();
                    } else {
                        c.close();
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = upload(proxy);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=connection_terminated");
            await().until(() ->
                    proxy.pools().pool("app").orElseThrow().load().status().inFlight() == 0);
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                    .isEqualTo(1);
        }
    }
}
