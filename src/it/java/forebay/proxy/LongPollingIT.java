package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.Http2Caller;
import forebay.support.Http2Caller.Call;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A response may be as long in coming as the upstream may be silent, whatever a client's own silence costs it. */
class LongPollingIT {
    private static final Duration CLIENT_IDLE = Duration.ofMillis(300);

    /**
     * From now on those that are silent have a short time, which is over for all once a connection that was opened later
     * is closed.
     */
    private static void outlast(ProxyUnderTest proxy) throws Exception {
        proxy.clientIdle(CLIENT_IDLE);
        try (RawClient idle = proxy.client()) {
            assertThat(idle.closed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "POST, abc"})
    void byHttp1(String method, String content) throws Exception {
        CountDownLatch news = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.content();
                    news.await();
                    c.answer(200, "", "news");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            try (RawClient client = proxy.client()) {
                client.send(method + " /poll HTTP/1.1\nHost: app.test\nContent-Length: " + content.length() + "\n\n"
                        + content);
                await().until(() -> origin.heads().size() == 1);
                outlast(proxy);
                news.countDown();
                assertThat(client.read(method).content()).isEqualTo("news");
            }
        }
    }

    @Test
    void byHttp2() throws Exception {
        CountDownLatch news = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.content();
                    news.await();
                    c.answer(200, "", "news");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            try (Http2Caller caller = new Http2Caller(proxy.http2Port())) {
                Call call = caller.call("/poll");
                call.send("", true);
                await().until(() -> origin.heads().size() == 1);
                outlast(proxy);
                news.countDown();
                await().until(() -> call.ended() || call.isReset());
                assertThat(call.text()).isEqualTo("news");
            }
        }
    }

    /** Between two events nobody has anything to say either. */
    @Test
    void betweenTwoEvents() throws Exception {
        CountDownLatch news = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n");
                    c.send("b\ndata: 1\n\n\n");
                    news.await();
                    c.send("b\ndata: 2\n\n\n0\n\n");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            try (RawClient client = proxy.client()) {
                client.send("GET /events HTTP/1.1\nHost: app.test\n\n");
                client.head();
                assertThat(client.chunk()).contains("data: 1");
                outlast(proxy);
                news.countDown();
                assertThat(client.chunk()).contains("data: 2");
            }
        }
    }
}
