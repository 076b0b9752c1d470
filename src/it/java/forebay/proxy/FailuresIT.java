package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way for an upstream to fail has its answer with Proxy-Status, and the next request is served (RFC 9209). */
class FailuresIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static ProxySettings waiting(Duration connect, Duration head, Duration idle) {
        return new ProxySettings(connect, head, idle, Duration.ofMinutes(5), 64, 1024, 32 * 1024);
    }

    @ParameterizedTest(name = "§2.3 {0}")
    @ValueSource(
            strings = {
                "garbage all over\n\n",
                "HTTP/1.1 abc OK\n\n",
                "SSH-2.0-OpenSSH_9.6\n",
                "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\nhello",
                "HTTP/1.1 200 OK\nContent-Length: minus\n\n",
                "HTTP/1.1 200 OK\nno colon here\n\n",
                "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n5\nhello\n0\n\n",
                "HTTP/1.1 200 OK\nTransfer-Encoding: gzip\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 5\n\n5\nhello\n0\n\n"
            })
    void whatIsNotHttpIsABadGateway(String text) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    if (requests.getAndIncrement() == 0) {
                        c.send(text);
                    } else {
                        c.answer(200, "", "fine");
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send("POST / HTTP/1.1\nHost: app.test\nContent-Length: 0\n\n")
                    .read("POST");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_protocol_error");
            assertThat(proxy.get("/").content()).isEqualTo("fine");
            assertThat(List.of(proxy.attempts(0), proxy.attempts(1)))
                    .flatExtracting(attempts -> attempts)
                    .extracting(Attempt::outcome)
                    .containsExactlyInAnyOrder(Attempt.Outcome.BAD_RESPONSE, Attempt.Outcome.ANSWERED);
        }
    }

    @ParameterizedTest(name = "§2.3.19 {0}")
    @CsvSource({"one field of 70 KB, 1, 70000", "3000 fields, 3000, 2", "many small fields, 900, 2"})
    void headsOutOfBoundsAreABadGateway(String kind, int count, int length) throws Exception {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            fields.append("X-")
                    .append(i)
                    .append(": ")
                    .append("a".repeat(length))
                    .append('\n');
        }
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, fields.toString(), "x"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_response_header_section_size");
        }
    }

    @Test
    void aHeadWithinBoundsPasses() throws Exception {
        String fields = ("X-A: " + "a".repeat(1000) + "\n").repeat(25);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, fields, "x"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.get("/").all("X-A")).hasSize(25);
        }
    }

    @Test
    void nobodyThereIsUnavailable() throws Exception {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere(), ScriptedOrigin.nowhere())) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = proxy.get("/");

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=connection_refused");
                assertThat(Integer.parseInt(answer.field("Retry-After"))).isBetween(1, 10);
                assertThat(answer.field("Content-Type")).isEqualTo("application/problem+json");
            }
            assertThat(proxy.attempts(0))
                    .extracting(Attempt::outcome)
                    .containsExactly(Attempt.Outcome.CONNECT_FAILED, Attempt.Outcome.CONNECT_FAILED);
            assertThat(proxy.finished().get(0).refusal()).contains("upstream-connection-refused");
        }
    }

    @Test
    void anUnknownNameIsUnavailable() throws Exception {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(URI.create("http://nowhere.invalid:80"))) {
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=dns_error");
        }
    }

    @Test
    void noConnectionInTimeIsATimeout() throws Exception {
        // A full backlog: the kernel answers no more connection requests.
        List<SocketChannel> fill = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        waiting(SHORT, LONG, LONG), URI.create("http://127.0.0.1:" + full.getLocalPort()))) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                fill.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=connection_timeout");
        } finally {
            for (SocketChannel channel : fill) {
                channel.close();
            }
        }
    }

    @Test
    void noHeadInTimeIsATimeout() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.awaitClose());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(waiting(LONG, SHORT, LONG), origin.url(), ScriptedOrigin.nowhere())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_response_timeout");
            assertThat(answer.all("Retry-After")).isEmpty();
            await().until(() -> origin.heads().size() == 1);
            assertThat(proxy.attempts(0)).hasSize(1);
        }
    }

    @Test
    void contentThatStopsComingResetsTheClient() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Length: 100\n\nbegun");
                    c.awaitClose();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(waiting(LONG, LONG, SHORT), origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isFalse();
            assertThat(proxy.attempts(0)).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.TIMED_OUT);
        }
    }

    @Test
    void silenceBeforeTheHeadMayBeLongerThanIdle() throws Exception {
        CountDownLatch longer = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    if (c.head().line().contains("/silent")) {
                        longer.await();
                        c.answer(200, "", "late");
                    } else {
                        c.send("HTTP/1.1 200 OK\nContent-Length: 100\n\nbegun");
                        c.awaitClose();
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(waiting(LONG, LONG, SHORT), origin.url());
                RawClient client = proxy.client()) {
            client.send("GET /silent HTTP/1.1\nHost: app.test\n\n");
            await().until(() -> origin.heads().size() == 1);
            // Begun later and given up for its silence: the other one is silent for longer than that.
            assertThat(proxy.get("/stalls").complete()).isFalse();
            longer.countDown();
            assertThat(client.read("GET").content()).isEqualTo("late");
        }
    }

    @Test
    void aConnectionClosedBeforeTheHeadIsABadGateway() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.close());
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=connection_terminated");
        }
    }

    @Test
    void noRouteIsNotFound() throws Exception {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere())) {
            proxy.unroute();
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.content()).contains("\"code\":\"no-route\"");
        }
    }
}
