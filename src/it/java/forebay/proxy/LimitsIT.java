package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.Pool;
import forebay.balance.PoolStatus;
import forebay.balance.RetrySettings;
import forebay.balance.UpstreamState;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** A pool takes so much at a time; what is more waits without a thread, first come, first served. */
class LimitsIT {
    private static final int ANY = LimitSettings.UNLIMITED;

    private final Semaphore answers = new Semaphore(0);

    private ScriptedOrigin origin() throws Exception {
        return ScriptedOrigin.start(c -> {
            answers.acquire();
            c.answer(200, "", c.head().line().split(" ", 3)[1]);
        });
    }

    private static ProxyUnderTest proxy(LimitSettings limits, URI... upstreams) throws Exception {
        return ProxyUnderTest.before(
                ProxyUnderTest.pool(HealthSettings.DEFAULT, RetrySettings.DEFAULT, limits, upstreams));
    }

    private static PoolStatus status(ProxyUnderTest proxy) {
        return proxy.pools().pool("app").orElseThrow().load().status();
    }

    private static CompletableFuture<RawClient.Answer> sent(ProxyUnderTest proxy, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return proxy.get(path);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void whoWaitsIsServedInOrder() throws Exception {
        try (ScriptedOrigin origin = origin();
                ProxyUnderTest proxy = proxy(new LimitSettings(ANY, 1, 10, Duration.ofSeconds(30)), origin.url())) {
            CompletableFuture<RawClient.Answer> first = sent(proxy, "/1");
            await().until(() -> origin.heads().size() == 1);
            List<CompletableFuture<RawClient.Answer>> waiting = new java.util.ArrayList<>();
            for (int i = 2; i <= 4; i++) {
                waiting.add(sent(proxy, "/" + i));
                int length = i - 1;
                await().until(() -> status(proxy).waiting() == length);
            }
            await().until(proxy::isIdle);
            answers.release(4);
            assertThat(first.get().content()).isEqualTo("/1");
            for (CompletableFuture<RawClient.Answer> each : waiting) {
                assertThat(each.get().status()).isEqualTo(200);
            }
            assertThat(origin.heads())
                    .extracting(head -> head.line().split(" ", 3)[1])
                    .containsExactly("/1", "/2", "/3", "/4");
            await().until(() -> status(proxy).inFlight() == 0);
        }
    }

    @Test
    void whoWaitsTooLongIsTold() throws Exception {
        try (ScriptedOrigin origin = origin();
                ProxyUnderTest proxy = proxy(new LimitSettings(1, ANY, 10, Duration.ofMillis(100)), origin.url())) {
            CompletableFuture<RawClient.Answer> first = sent(proxy, "/1");
            await().until(() -> origin.heads().size() == 1);
            RawClient.Answer late = proxy.get("/2");
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.field("Retry-After")).isEqualTo("1");
            assertThat(late.field("Proxy-Status")).isEqualTo("forebay; error=connection_limit_reached");
            assertThat(status(proxy).turnedAway()).isEqualTo(1);
            answers.release();
            assertThat(first.get().status()).isEqualTo(200);
        }
    }

    @Test
    void aFullLineTurnsAwayAtOnce() throws Exception {
        try (ScriptedOrigin origin = origin();
                ProxyUnderTest proxy = proxy(new LimitSettings(ANY, 1, 0, Duration.ofSeconds(30)), origin.url())) {
            CompletableFuture<RawClient.Answer> first = sent(proxy, "/1");
            await().until(() -> origin.heads().size() == 1);
            assertThat(proxy.get("/2").status()).isEqualTo(503);
            answers.release();
            assertThat(first.get().status()).isEqualTo(200);
        }
    }

    @Test
    void whoLeavesWhileWaitingFreesItsPlace() throws Exception {
        try (ScriptedOrigin origin = origin();
                ProxyUnderTest proxy = proxy(new LimitSettings(ANY, 1, 1, Duration.ofSeconds(30)), origin.url())) {
            CompletableFuture<RawClient.Answer> first = sent(proxy, "/1");
            await().until(() -> origin.heads().size() == 1);
            CompletableFuture<HttpResponse<String>> leaving = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.http2Port() + "/2"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            await().until(() -> status(proxy).waiting() == 1);
            leaving.cancel(true);
            await().until(() -> status(proxy).waiting() == 0);
            answers.release();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(origin.heads()).hasSize(1);
        }
    }

    @Test
    void theTimeForTheWholeRequestEndsItsWaitToo() throws Exception {
        RetrySettings usual = RetrySettings.DEFAULT;
        RetrySettings total = new RetrySettings(
                usual.attempts(),
                usual.on(),
                usual.statuses(),
                usual.perTry(),
                Optional.of(Duration.ofMillis(200)),
                usual.backOff(),
                usual.maxBackOff(),
                usual.budgetPercent(),
                usual.budgetPerSecond(),
                usual.maxContentBytes(),
                usual.hedge());
        try (ScriptedOrigin origin = origin();
                ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(
                        HealthSettings.DEFAULT,
                        total,
                        new LimitSettings(ANY, 1, 10, Duration.ofMinutes(5)),
                        origin.url()))) {
            Pool pool = proxy.pools().pool("app").orElseThrow();
            UpstreamState taken = pool.upstreams().get(0).state();
            pool.load().begin(taken);
            RawClient.Answer late = proxy.get("/1");
            assertThat(late.status()).isEqualTo(504);
            assertThat(late.content()).contains("\"code\":\"upstream-total-timeout\"");
            assertThat(status(proxy).waiting()).isZero();
            pool.load().end(taken);
            assertThat(status(proxy).inFlight()).isZero();
            assertThat(origin.heads()).isEmpty();
        }
    }

    @Test
    void aReloadThatRaisesTheLimitLetsThemIn() throws Exception {
        try (ScriptedOrigin origin = origin();
                ProxyUnderTest proxy = proxy(new LimitSettings(ANY, 1, 10, Duration.ofSeconds(30)), origin.url())) {
            CompletableFuture<RawClient.Answer> first = sent(proxy, "/1");
            await().until(() -> origin.heads().size() == 1);
            CompletableFuture<RawClient.Answer> second = sent(proxy, "/2");
            await().until(() -> status(proxy).waiting() == 1);
            proxy.reload(
                    ProxyUnderTest.SETTINGS,
                    ProxyUnderTest.pool(
                            HealthSettings.DEFAULT, RetrySettings.DEFAULT, LimitSettings.DEFAULT, origin.url()));
            await().until(() -> origin.heads().size() == 2);
            answers.release(2);
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(second.get().status()).isEqualTo(200);
        }
    }
}
