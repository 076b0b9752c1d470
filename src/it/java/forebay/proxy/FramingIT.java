package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.exchange.Exchange;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a response at the upstream ends it at the client, and nothing else does (RFC 9112 §6, §8). */
class FramingIT {
    private static final String CHUNKED = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n";

    @Test
    void chunkedContentWithTrailersPasses() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(
                        c -> c.send(CHUNKED + "3\nabc\n4\ndefg\n0\nX-Sum: 7\nContent-Length: 5\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.content()).isEqualTo("abcdefg");
            assertThat(answer.complete()).isTrue();
            assertThat(answer.trailers()).containsExactly("X-Sum: 7");
        }
    }

    @ParameterizedTest(name = "§8 {0}")
    @CsvSource({
        "length, HTTP/1.1 200 OK~Content-Length: 100000~~begun",
        "chunk, HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~begun~",
        "half a chunk, HTTP/1.1 200 OK~Transfer-Encoding: chunked~~fffff~begun",
        "bad chunk, HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~begun~zz~"
    })
    void cutContentResetsTheClient(String kind, String script) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(script.replace('~', '\n'));
                    seen.await();
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            RawClient.Answer head = kind.equals("bad chunk") ? null : client.head();
            seen.countDown();

            if (head != null) {
                assertThat(head.status()).isEqualTo(200);
                String rest = head.all("Transfer-Encoding").isEmpty() ? "" : client.chunk();
                assertThat(rest == null || !rest.isEmpty() || head.field("Content-Length") != null)
                        .isTrue();
                assertThat(head.all("Transfer-Encoding").isEmpty() ? null : client.chunk())
                        .isNull();
                await().until(() -> proxy.finished().size() == 1);
                Exchange exchange = proxy.finished().get(0);
                assertThat(exchange.outcome().orElseThrow().aborted()).isTrue();
                assertThat(exchange.outcome().orElseThrow().status()).isEqualTo(200);
            }
            assertThat(proxy.attempts(0))
                    .extracting(Attempt::outcome)
                    .containsExactly(Attempt.Outcome.BROKEN_AFTER_HEAD);
        }
    }

    @Test
    void contentCutBeforeAnythingWasSentIsAnAnswer() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Length: 10\n\n");
                    c.reset();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            RawClient.Answer answer = client.read("GET");

            // Either the head was on its way already, then it is cut, or the failure can still be told.
            if (answer.status() == 200) {
                assertThat(answer.complete()).isFalse();
            } else {
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_response_incomplete");
            }
        }
    }

    @ParameterizedTest(name = "§15 {0}")
    @ValueSource(ints = {200, 201, 206, 299, 300, 404, 418, 451, 499, 599, 999})
    void finalStatusesPass(int status) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(status, "", "content"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.content()).isEqualTo("content");
        }
    }

    @Test
    void contentAfterA204IsNoneOfTheResponse() throws Exception {
        try (ScriptedOrigin origin =
                        ScriptedOrigin.start(c -> c.send("HTTP/1.1 204 No\nContent-Length: 5\nX-A: 1\n\nhello"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer =
                        client.send("GET / HTTP/1.1\nHost: app.test\n\n").read("GET");

                assertThat(answer.status()).isEqualTo(204);
                assertThat(answer.all("Content-Length")).isEmpty();
                assertThat(answer.all("X-A")).containsExactly("1");
            }
        }
    }

    @Test
    void headKeepsItsContentLength() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.send("HTTP/1.1 200 OK\nContent-Length: 1234567\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 10; i++) {
                RawClient.Answer answer =
                        client.send("HEAD / HTTP/1.1\nHost: app.test\n\n").read("HEAD");
                assertThat(answer.field("Content-Length")).isEqualTo("1234567");
            }
            // The next request may come before the connection is free again, but not each time.
            assertThat(origin.open()).isLessThan(10);
        }
    }

    @Test
    void headIsGivenNoContentLength() throws Exception {
        try (ScriptedOrigin origin =
                        ScriptedOrigin.start(c -> c.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            assertThat(proxy.exchange("HEAD / HTTP/1.1\nHost: app.test\n\n").all("Content-Length"))
                    .isEmpty();
        }
    }

    @Test
    void a304Passes() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.send("HTTP/1.1 304 Not Modified\nETag: \"a\"\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer =
                        client.send("GET / HTTP/1.1\nHost: app.test\n\n").read("GET");
                assertThat(answer.status()).isEqualTo(304);
                assertThat(answer.field("ETag")).isEqualTo("\"a\"");
            }
        }
    }

    @Test
    void eventsComeAsTheyAreSent() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n");
                    c.send("b\ndata: 1\n\n\n");
                    first.await();
                    c.send("b\ndata: 2\n\n\n0\n\n");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");

            assertThat(client.head().field("Content-Type")).isEqualTo("text/event-stream");
            assertThat(client.chunk()).contains("data: 1");
            first.countDown();
            assertThat(client.chunk()).contains("data: 2");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void aHeadComesBeforeItsContent() throws Exception {
        CountDownLatch head = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 OK\nContent-Length: 4\n\n");
                    head.await();
                    c.send("late");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");

            assertThat(client.head().status()).isEqualTo(200);
            head.countDown();
        }
    }

    @Test
    void http10UpstreamsWork() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.0 200 OK\n\nold");
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.content()).isEqualTo("old");
            assertThat(answer.all("Via")).isEqualTo(List.of("1.0 forebay"));
        }
    }
}
