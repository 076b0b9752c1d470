package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ChangedSettings;
import forebay.support.Http2Origin;
import forebay.support.Http2Origin.Answer;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http2.ErrorCode;
import org.junit.jupiter.api.Test;

/** How many requests an upstream takes at a time by HTTP/2, and what becomes of those that it refuses (RFC 9113 §5.1.2). */
class Http2StreamsIT {
    private static final String POST = "POST /a HTTP/1.1\nHost: app.test\nContent-Length: 4\n\ndata";

    private static void answer(Answer answer, String text) throws Exception {
        answer.head(200, false).data(text, true);
    }

    private static ProxySettings oneConnection() {
        return new ChangedSettings()
                .protocol(UpstreamProtocol.H2C)
                .maxConnections(1)
                .settings();
    }

    @Test
    void aRefusedRequestGoesToAnotherUpstreamWhateverItsMethod() throws Exception {
        Http2Origin.Script script = (answer, number) -> {
            await().until(() -> answer.content().ended());
            answer(answer, answer.content().text());
        };
        try (Http2Origin refusing =
                        Http2Origin.start((answer, number) -> answer.reset(ErrorCode.REFUSED_STREAM_ERROR.code));
                Http2Origin other = Http2Origin.start(script);
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), refusing.url(), other.url())) {
            for (int i = 0; i < 4; i++) {
                RawClient.Answer answer = proxy.exchange(POST);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.content()).isEqualTo("data");
            }
            assertThat(refusing.heads()).isNotEmpty();
        }
    }

    /** Before its settings have come nobody knows how many requests it takes at a time. */
    @Test
    void aRefusedRequestGoesToTheSameUpstreamAgainWhereThereIsNoOther() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    if (number < 3) {
                        answer.reset(ErrorCode.REFUSED_STREAM_ERROR.code);
                        return;
                    }
                    await().until(() -> answer.content().ended());
                    answer(answer, answer.content().text());
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), origin.url())) {
            assertThat(proxy.exchange(POST).content()).isEqualTo("data");
            assertThat(origin.heads()).hasSize(3);
        }
        try (Http2Origin origin =
                        Http2Origin.start((answer, number) -> answer.reset(ErrorCode.REFUSED_STREAM_ERROR.code));
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), origin.url())) {
            assertThat(proxy.exchange(POST).status()).isEqualTo(503);
            assertThat(origin.heads()).hasSize(5);
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.pools().pool("app").orElseThrow().status().get(0).failures())
                    .isZero();
        }
    }

    @Test
    void noMoreRequestsAreMadeAtATimeThanTheUpstreamTakes() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Http2Origin origin = Http2Origin.taking(2, (answer, number) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    all.await();
                    running.decrementAndGet();
                    answer(answer, "x");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(oneConnection(), origin.url())) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(proxy.client().send(POST));
            }
            await().until(() ->
                    proxy.pools().pool("app").orElseThrow().load().status().inFlight() == 6);
            all.countDown();
            for (RawClient client : clients) {
                assertThat(client.read("POST").status()).isEqualTo(200);
                client.close();
            }
            assertThat(most).hasValueLessThanOrEqualTo(2);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }
}
