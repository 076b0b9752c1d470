package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.OutlierSettings;
import forebay.balance.PoolSettings;
import forebay.balance.PoolStatus;
import forebay.balance.RetryCondition;
import forebay.balance.RetrySettings;
import forebay.balance.Standing;
import forebay.balance.UpstreamStatus;
import forebay.exchange.Attempt;
import forebay.support.ChangedSettings;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private static UpstreamStatus dead(ProxyUnderTest proxy) {
        return proxy.pools().pool("app").orElseThrow().status().get(0);
    }

    @Test
    void anUpstreamThatCanNotBeReachedIsTriedLastForAWhile() throws Exception {
        try (ScriptedOrigin alive = ScriptedOrigin.answering("alive");
                ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere(), alive.url())) {
            // The while may be over before a busy machine has asked ten times; then it begins again, and takes longer.
            await().until(() -> {
                UpstreamStatus begun = dead(proxy);
                for (int i = 0; i < 10; i++) {
                    assertThat(proxy.get("/").content()).isEqualTo("alive");
                }
                return begun.standing() == Standing.UNREACHABLE && dead(proxy).requests() == begun.requests();
            });
            assertThat(dead(proxy).failures()).isEqualTo(dead(proxy).requests());
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(1))
                    .returns(Standing.AVAILABLE, UpstreamStatus::standing)
                    .returns(0L, UpstreamStatus::failures);
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

    @ParameterizedTest(name = "{0} of {1} bytes, announced: {2}")
    @CsvSource({
        "PUT,  7,     true,  200",
        "PUT,  7,     false, 200",
        "PUT,  64,    true,  200",
        "PUT,  65,    true,  502",
        "PUT,  65,    false, 502",
        "POST, 7,     true,  502",
    })
    void contentThatWasTakenIsSentAgainWhereItIsSmallAndTheMethodIdempotent(
            String method, int length, boolean announced, int status) throws Exception {
        String content = "x".repeat(length);
        RetrySettings small = retries(5, Set.of(RetryCondition.RESET), Set.of(), 64);
        try (ScriptedOrigin closing = ScriptedOrigin.start(c -> {
                    c.content();
                    c.close();
                });
                ScriptedOrigin alive = ScriptedOrigin.start(
                        c -> c.answer(200, "", new String(c.content(), StandardCharsets.ISO_8859_1)));
                ProxyUnderTest proxy = ProxyUnderTest.before(pool(small, closing.url(), alive.url()))) {
            RawClient.Answer answer = proxy.exchange(method + " / HTTP/1.1\nHost: app.test\n"
                    + (announced
                            ? "Content-Length: " + length + "\n\n" + content
                            : "Transfer-Encoding: chunked\n\n" + Integer.toHexString(length) + "\n" + content
                                    + "\n0\n\n"));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(alive.heads()).hasSize(status == 200 ? 1 : 0);
            if (status == 200) {
                assertThat(answer.content()).isEqualTo(content);
            }
        }
    }

    private static RetrySettings retries(int attempts, Set<RetryCondition> on, Set<Integer> statuses, int maxContent) {
        return new RetrySettings(
                attempts,
                on,
                statuses,
                on.contains(RetryCondition.TIMEOUT) ? Optional.of(Duration.ofMillis(200)) : Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                20,
                10,
                maxContent,
                Optional.empty());
    }

    private static PoolSettings pool(RetrySettings retries, URI... upstreams) {
        HealthSettings unjudged = new HealthSettings(Optional.empty(), OutlierSettings.OFF, Duration.ZERO);
        return ProxyUnderTest.pool(unjudged, retries, LimitSettings.DEFAULT, upstreams);
    }

    @Test
    void theLastUpstreamHasTheTimeOfAnyAnswer() throws Exception {
        try (ScriptedOrigin slow = ScriptedOrigin.start(c -> {
                    Thread.sleep(1_000);
                    c.answer(200, "", "slow");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        pool(retries(5, Set.of(RetryCondition.TIMEOUT), Set.of(), 0), slow.url()))) {
            assertThat(proxy.get("/").content()).isEqualTo("slow");
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"GET, 200, 2", "PUT, 200, 2", "POST, 503, 1"})
    void aListedStatusGoesToTheNextCandidate(String method, int status, int attempts) throws Exception {
        try (ScriptedOrigin full = ScriptedOrigin.start(c -> {
                    c.content();
                    c.answer(503, "", "full");
                });
                ScriptedOrigin alive = ScriptedOrigin.start(
                        c -> c.answer(200, "", new String(c.content(), StandardCharsets.ISO_8859_1)));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(pool(retries(5, Set.of(), Set.of(503), 64), full.url(), alive.url()))) {
            String content = method.equals("GET") ? "" : "content";
            RawClient.Answer answer = proxy.exchange(
                    method + " / HTTP/1.1\nHost: app.test\nContent-Length: " + content.length() + "\n\n" + content);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.content()).isEqualTo(status == 200 ? content : "full");
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.finished().get(0).attempts())
                    .hasSize(attempts)
                    .extracting(Attempt::outcome)
                    .containsOnly(Attempt.Outcome.ANSWERED);
        }
    }

    @Test
    void theLastAnswerIsHandedOnAsItIs() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        ScriptedOrigin.Script full = c -> c.answer(503, "Retry-After: 7\n", "full " + answers.incrementAndGet());
        try (ScriptedOrigin one = ScriptedOrigin.start(full);
                ScriptedOrigin two = ScriptedOrigin.start(full);
                ScriptedOrigin three = ScriptedOrigin.start(full);
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        pool(retries(5, Set.of(), Set.of(503), 64), one.url(), two.url(), three.url()))) {
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.content()).isEqualTo("full 3");
            assertThat(answer.field("Retry-After")).isEqualTo("7");
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.pools().pool("app").orElseThrow().load().status().inFlight())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 200", "POST, 504"})
    void anAttemptThatIsLateIsFollowedByAnotherWhereAskedFor(String method, int status) throws Exception {
        ProxySettings impatient =
                new ChangedSettings().responseHead(Duration.ofMillis(400)).settings();
        try (ScriptedOrigin silent = ScriptedOrigin.start(c -> c.awaitClose());
                ScriptedOrigin alive = ScriptedOrigin.answering("alive");
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        impatient,
                        pool(retries(5, Set.of(RetryCondition.TIMEOUT), Set.of(), 0), silent.url(), alive.url()))) {
            String request = method + " / HTTP/1.1\nHost: app.test\nContent-Length: 0\n\n";
            RawClient.Answer answer = proxy.exchange(request);
            if (status == 504) {
                assertThat(answer.status()).isEqualTo(status);
                assertThat(alive.heads()).isEmpty();
                return;
            }
            // On a busy machine the other attempt may be late as well.
            AtomicInteger asked = new AtomicInteger(1);
            await().until(() -> {
                List<Attempt> attempts = proxy.attempts(asked.get() - 1);
                if (attempts.size() == 2 && attempts.get(1).outcome() == Attempt.Outcome.ANSWERED) {
                    return attempts.get(0).outcome() == Attempt.Outcome.TIMED_OUT;
                }
                asked.incrementAndGet();
                proxy.exchange(request);
                return false;
            });
        }
    }

    @Test
    void whatIsNoHttpIsFollowedByAnotherAttemptWhereAskedFor() throws Exception {
        try (ScriptedOrigin garbage = ScriptedOrigin.start(c -> c.send("garbage\n\n"));
                ScriptedOrigin alive = ScriptedOrigin.answering("alive");
                ProxyUnderTest proxy = ProxyUnderTest.before(pool(
                        retries(5, Set.of(RetryCondition.BAD_RESPONSE), Set.of(), 0), garbage.url(), alive.url()))) {
            assertThat(proxy.get("/").content()).isEqualTo("alive");
        }
    }

    @Test
    void noMoreIsRetriedThanTheBudgetBears() throws Exception {
        RetrySettings tight = new RetrySettings(
                5,
                Set.of(RetryCondition.RESET),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                50,
                0,
                0,
                Optional.empty());
        try (ScriptedOrigin closing = ScriptedOrigin.start(c -> c.close());
                ScriptedOrigin other = ScriptedOrigin.start(c -> c.close());
                ProxyUnderTest proxy = ProxyUnderTest.before(pool(tight, closing.url(), other.url()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(502);
            }
            PoolStatus status = proxy.pools().pool("app").orElseThrow().load().status();
            assertThat(closing.heads().size() + other.heads().size()).isEqualTo(10 + (int) status.retries());
            assertThat(status.retries() + status.retriesRefused()).isEqualTo(10);
            assertThat(status.retries())
                    .as("half of what came in the last seconds, which may be a part of it")
                    .isBetween(3L, 7L);
        }
    }

    @Test
    void theTimeForAllAttemptsEnds() throws Exception {
        RetrySettings total = new RetrySettings(
                5,
                Set.of(RetryCondition.RESET),
                Set.of(),
                Optional.empty(),
                Optional.of(Duration.ofMillis(300)),
                Duration.ZERO,
                Duration.ZERO,
                20,
                10,
                0,
                Optional.empty());
        try (ScriptedOrigin silent = ScriptedOrigin.start(c -> c.awaitClose());
                ScriptedOrigin dribbling = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 X\nContent-Length: 1000\n\nbegun");
                    c.awaitClose();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(pool(total, silent.url(), dribbling.url()))) {
            AtomicInteger asked = new AtomicInteger();
            await().untilAsserted(() -> {
                asked.incrementAndGet();
                RawClient.Answer answer = proxy.get("/");
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_response_timeout");
                assertThat(answer.content()).contains("\"code\":\"upstream-total-timeout\"");
            });
            // On a busy machine the time may be over before the head has come.
            await("a cut response is no whole one").until(() -> {
                asked.incrementAndGet();
                return !proxy.get("/").complete();
            });
            await().until(() -> proxy.finished().size() == asked.get());
            assertThat(proxy.pools().pool("app").orElseThrow().status())
                    .extracting(UpstreamStatus::failures)
                    .containsExactly(0L, 0L);
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
            assertThat(proxy.getInTurn("/").content()).isEqualTo("number 1");
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
