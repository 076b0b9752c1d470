package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.HealthSettings;
import forebay.balance.HedgeSettings;
import forebay.balance.LimitSettings;
import forebay.balance.PoolStatus;
import forebay.balance.RetryCondition;
import forebay.balance.RetrySettings;
import forebay.balance.UpstreamStatus;
import forebay.exchange.Attempt;
import forebay.exchange.Attempt.Outcome;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A GET or HEAD that takes long is asked of a second upstream as well; the first answer wins. */
class HedgeIT {
    private static ProxyUnderTest proxy(Optional<Duration> after, int budgetPerSecond, URI... upstreams)
            throws Exception {
        RetrySettings retries = new RetrySettings(
                3,
                Set.of(RetryCondition.CONNECT_FAILURE, RetryCondition.RESET),
                Set.of(503),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                0,
                budgetPerSecond,
                0,
                Optional.of(new HedgeSettings(after, 95, Duration.ofMillis(1))));
        return ProxyUnderTest.before(
                ProxyUnderTest.pool(HealthSettings.DEFAULT, retries, LimitSettings.DEFAULT, upstreams));
    }

    private static final Optional<Duration> SOON = Optional.of(Duration.ofMillis(50));

    private static PoolStatus load(ProxyUnderTest proxy) {
        return proxy.pools().pool("app").orElseThrow().load().status();
    }

    /** Whether the first attempt has come to its end, as the gateway knows. */
    private static boolean isOver(ProxyUnderTest proxy) {
        return proxy.pools().pool("app").orElseThrow().status().get(0).inFlight() == 0;
    }

    private static Iterable<Outcome> outcomes(ProxyUnderTest proxy, int attempts) {
        await().until(() -> proxy.finished().size() == 1
                && proxy.finished().get(0).attempts().size() == attempts);
        await().until(() -> load(proxy).inFlight() == 0);
        return proxy.finished().get(0).attempts().stream().map(Attempt::outcome).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void theFirstAnswerWinsAndTheOtherIsNobodysFault(String method) throws Exception {
        try (ScriptedOrigin silent = ScriptedOrigin.start(c -> c.awaitClose());
                ScriptedOrigin fast = ScriptedOrigin.answering("fast");
                ProxyUnderTest proxy = proxy(SOON, 10, silent.url(), fast.url())) {
            RawClient.Answer answer = proxy.exchange(method + " / HTTP/1.1\nHost: app.test\n\n");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo(method.equals("GET") ? "fast" : "");
            assertThat(outcomes(proxy, 2)).containsExactlyInAnyOrder(Outcome.ANSWERED, Outcome.OVERTAKEN);
            assertThat(proxy.pools().pool("app").orElseThrow().status())
                    .extracting(UpstreamStatus::failures)
                    .containsExactly(0L, 0L);
            assertThat(load(proxy).hedges()).isEqualTo(1);
            assertThat(load(proxy).retries()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, 50", "DELETE, 50", "GET, 0"})
    void whatMustNotBeAskedTwiceOrHasNoBudgetIsNot(String method, int budget) throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (ScriptedOrigin slow = ScriptedOrigin.start(c -> {
                    finish.await();
                    c.answer(200, "", "slow");
                });
                ScriptedOrigin other = ScriptedOrigin.answering("other");
                ProxyUnderTest proxy = proxy(SOON, budget, slow.url(), other.url());
                RawClient client = proxy.client()) {
            client.send(method + " / HTTP/1.1\nHost: app.test\nContent-Length: 0\n\n");
            await().until(() -> slow.heads().size() == 1);
            if (budget == 0) {
                await().until(() -> load(proxy).retriesRefused() == 1);
            }
            finish.countDown();
            assertThat(client.read(method).content()).isEqualTo("slow");
            assertThat(other.heads()).isEmpty();
        }
    }

    @Test
    void onlyWhenBothHaveFailedHasTheRequest() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CompletableFuture<ProxyUnderTest> gateway = new CompletableFuture<>();
        try (ScriptedOrigin first = ScriptedOrigin.start(c -> {
                    second.await();
                    c.close();
                });
                ScriptedOrigin other = ScriptedOrigin.start(c -> {
                    second.countDown();
                    await().until(() -> isOver(gateway.join()));
                    c.answer(200, "", "other");
                });
                ProxyUnderTest proxy = proxy(SOON, 10, first.url(), other.url())) {
            gateway.complete(proxy);
            assertThat(proxy.get("/").content()).isEqualTo("other");
            assertThat(outcomes(proxy, 2)).containsExactly(Outcome.BROKEN_BEFORE_HEAD, Outcome.ANSWERED);
        }
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedOrigin silent = ScriptedOrigin.start(c -> {
                    closed.await();
                    c.close();
                });
                ScriptedOrigin closing = ScriptedOrigin.start(c -> {
                    c.close();
                    closed.countDown();
                });
                ProxyUnderTest proxy = proxy(SOON, 10, silent.url(), closing.url())) {
            assertThat(proxy.get("/").status()).isEqualTo(502);
            assertThat(outcomes(proxy, 2)).containsOnly(Outcome.BROKEN_BEFORE_HEAD);
        }
    }

    @Test
    void anAnswerThatWouldBeFollowedByAnotherAttemptWaitsForTheOther() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CompletableFuture<ProxyUnderTest> gateway = new CompletableFuture<>();
        try (ScriptedOrigin first = ScriptedOrigin.start(c -> {
                    second.await();
                    c.answer(503, "", "full");
                });
                ScriptedOrigin other = ScriptedOrigin.start(c -> {
                    second.countDown();
                    await().until(() -> isOver(gateway.join()));
                    c.answer(200, "", "other");
                });
                ProxyUnderTest proxy = proxy(SOON, 10, first.url(), other.url())) {
            gateway.complete(proxy);
            assertThat(proxy.get("/").content()).isEqualTo("other");
        }
    }

    @Test
    void aClientThatLeavesLeavesBoth() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch left = new CountDownLatch(2);
        ScriptedOrigin.Script silent = c -> {
            both.countDown();
            c.awaitClose();
            left.countDown();
        };
        try (ScriptedOrigin one = ScriptedOrigin.start(silent);
                ScriptedOrigin two = ScriptedOrigin.start(silent);
                ProxyUnderTest proxy = proxy(SOON, 10, one.url(), two.url())) {
            var asking = java.net.http.HttpClient.newHttpClient()
                    .sendAsync(
                            java.net.http.HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + proxy.http2Port() + "/"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString());
            both.await();
            asking.cancel(true);
            left.await();
            assertThat(outcomes(proxy, 2)).containsOnly(Outcome.CLIENT_GONE);
        }
    }

    @Test
    void thePercentileOfThePoolSaysHowLong() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    if (c.head().line().contains("/slow")) {
                        c.awaitClose();
                    } else {
                        c.answer(200, "", "fast");
                    }
                });
                ScriptedOrigin other = ScriptedOrigin.answering("other");
                ProxyUnderTest proxy = proxy(Optional.empty(), 1_000, origin.url(), other.url())) {
            for (int i = 0; i < 150; i++) {
                proxy.get("/");
            }
            proxy.pools().pool("app").orElseThrow().tick();
            await().until(() -> {
                proxy.get("/slow");
                return load(proxy).hedges() > 0;
            });
        }
    }
}
