package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes back long after a request's thread has left is passed on by the thread that it comes on. */
class ThreadsIT {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    an answer,       200, 'HTTP/1.1 200 OK|Content-Length: 2||ok'
                    chunks,          200, 'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||'
                    no content,      304, 'HTTP/1.1 304 Not Modified||'
                    what is no HTTP, 502, 'SSH-2.0-OpenSSH_9.6|'
                    """)
    void noThreadOfTheContainerIsAskedFor(String kind, int status, String answer) throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    if (idle.await(60, TimeUnit.SECONDS)) {
                        c.send(answer.replace('|', '\n')).close();
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            await().until(() -> !origin.heads().isEmpty() && proxy.isIdle());
            idle.countDown();

            assertThat(client.read("GET").status()).isEqualTo(status);
            await().untilAsserted(() -> assertThat(proxy.finishingThreads())
                    .singleElement()
                    .asString()
                    .startsWith("BalancingProxyServlet"));
        }
    }
}
