package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.Test;

/** A new configuration takes over while requests run; the old client goes when the last of them is over. */
class ReloadIT {
    private static final ProxySettings OTHER = new ProxySettings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            8,
            16,
            16 * 1024);

    @Test
    void requestsInFlightKeepTheirUpstream() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (ScriptedOrigin before = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Length: 6\n\nbef");
                    finish.await();
                    c.send("ore");
                });
                ScriptedOrigin after = ScriptedOrigin.answering("after");
                ProxyUnderTest proxy = ProxyUnderTest.before(before.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            await().until(() -> before.heads().size() == 1);
            HttpClient old = proxy.pools().client().http();

            proxy.reload(OTHER, after.url());
            assertThat(proxy.get("/").content()).isEqualTo("after");
            assertThat(old.isRunning()).as("a request is in flight").isTrue();
            finish.countDown();
            assertThat(client.read("GET").content()).isEqualTo("before");
            await().until(() -> !old.isRunning());
            await().until(() -> before.open() == 0);
            await().until(() -> poolThreads() <= 16);
        }
    }

    @Test
    void whatWasSeenOfAnUpstreamStaysWithItsAddress() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.get("/");
            proxy.reload(ProxyUnderTest.SETTINGS, origin.url());
            proxy.get("/");
            proxy.reload(OTHER, origin.url());
            proxy.get("/");
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).requests())
                    .isEqualTo(3);
        }
    }

    @Test
    void theSameUpstreamsAndSettingsKeepTheirConnections() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            proxy.get("/");
            PoolClient client = proxy.pools().client();
            proxy.reload(ProxyUnderTest.SETTINGS, origin.url());
            proxy.get("/");
            assertThat(proxy.pools().client()).isSameAs(client);
            assertThat(client.http().isRunning()).isTrue();
        }
    }

    @Test
    void nothingIsLeftRunning() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x")) {
            try (ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
                for (int i = 0; i < 5; i++) {
                    proxy.reload(i % 2 == 0 ? OTHER : ProxyUnderTest.SETTINGS, origin.url());
                    assertThat(proxy.get("/").status()).isEqualTo(200);
                }
            }
            await().until(() -> poolThreads() == 0 && origin.open() == 0);
        }
    }

    private static long poolThreads() {
        Set<String> names = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("BalancingProxyServlet") || name.startsWith("forebay-client"))
                .collect(Collectors.toSet());
        return names.size();
    }
}
