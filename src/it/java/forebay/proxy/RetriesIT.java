package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.Standing;
import forebay.balance.UpstreamStatus;
import forebay.exchange.Attempt;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be repeated goes to the next candidate, and nothing else does (RFC 9110 §9.2.2). */
class RetriesIT {
    @ParameterizedTest(name = "nothing sent: {0}")
    @ValueSource(strings = {"GET", "POST", "PATCH", "custom"})
    void whatWasNotSentGoesToTheNextCandidate(String method) throws Exception {
        try (ScriptedOrigin alive = ScriptedOrigin.start(
                        c -> c.answer(200, "", new String(c.content(), StandardCharsets.ISO_8859_1)));
                ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere(), alive.url())) {
            String content = method.equals("GET") ? "" : "content";
            RawClient.Answer answer = proxy.exchange(
                    method + " / HTTP/1.1\nHost: app.test\nContent-Length: " + content.length() + "\n\n" + content);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo(content);
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.finished().get(0).attempts())
                    .extracting(Attempt::outcome)
                    .containsExactly(Attempt.Outcome.CONNECT_FAILED, Attempt.Outcome.ANSWERED);
        }
    }

    @Test
    void anUpstreamThatCanNotBeReachedIsTriedLastForAWhile() throws Exception {
        try (ScriptedOrigin alive = ScriptedOrigin.answering("alive");
                ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere(), alive.url())) {
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").content()).isEqualTo("alive");
            }
            assertThat(proxy.pools().pool("app").orElseThrow().status())
                    .extracting(UpstreamStatus::standing, UpstreamStatus::requests, UpstreamStatus::failures)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(Standing.UNREACHABLE, 1L, 1L),
                            org.assertj.core.groups.Tuple.tuple(Standing.AVAILABLE, 10L, 0L));
        }
    }

    @ParameterizedTest(name = "§9.2.2 {0}")
    @CsvSource({"GET, 200, 2", "HEAD, 200, 2", "DELETE, 200, 2", "OPTIONS, 200, 2", "POST, 502, 1", "PATCH, 502, 1"})
    void whatWasSentGoesOnOnlyIfIdempotent(String method, int status, int attempts) throws Exception {
        try (ScriptedOrigin closing = ScriptedOrigin.start(c -> c.close());
                ScriptedOrigin alive = ScriptedOrigin.answering("alive");
                ProxyUnderTest proxy = ProxyUnderTest.before(closing.url(), alive.url())) {
            RawClient.Answer answer = proxy.exchange(method + " / HTTP/1.1\nHost: app.test\nContent-Length: 0\n\n");

            assertThat(answer.status()).isEqualTo(status);
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.finished().get(0).attempts()).hasSize(attempts);
            assertThat(closing.heads()).hasSize(1);
        }
    }

    @Test
    void contentThatWasTakenIsNotSentAgain() throws Exception {
        try (ScriptedOrigin closing = ScriptedOrigin.start(c -> {
                    c.in().read();
                    c.close();
                });
                ScriptedOrigin alive = ScriptedOrigin.answering("alive");
                ProxyUnderTest proxy = ProxyUnderTest.before(closing.url(), alive.url())) {
            RawClient.Answer answer = proxy.exchange("PUT / HTTP/1.1\nHost: app.test\nContent-Length: 7\n\ncontent");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(alive.heads()).isEmpty();
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsMadeAnew() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    // Answers the first request of each connection and closes at the second.
                    if (requests.incrementAndGet() == 2) {
                        c.reset();
                    } else {
                        c.answer(200, "", "number " + requests.get());
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.get("/").content()).isEqualTo("number 1");
            await().until(() ->
                    proxy.pools().pool("app").orElseThrow().status().get(0).inFlight() == 0);
            assertThat(proxy.get("/").content()).isEqualTo("number 3");
        }
    }

    @Test
    void aLastingFailureIsNotRepeatedForEver() throws Exception {
        try (ScriptedOrigin one = ScriptedOrigin.start(c -> c.close());
                ScriptedOrigin two = ScriptedOrigin.start(c -> c.close());
                ProxyUnderTest proxy = ProxyUnderTest.before(one.url(), two.url())) {
            assertThat(proxy.get("/").status()).isEqualTo(502);
            assertThat(one.heads()).hasSize(1);
            assertThat(two.heads()).hasSize(1);
        }
    }
}
