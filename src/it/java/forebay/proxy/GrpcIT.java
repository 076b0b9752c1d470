package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ChangedSettings;
import forebay.support.Http2Caller;
import forebay.support.Http2Caller.Call;
import forebay.support.Http2Origin;
import forebay.support.Http2Origin.Answer;
import forebay.support.ProxyUnderTest;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http2.ErrorCode;
import org.junit.jupiter.api.Test;

/** gRPC as it is on the wire: messages with a length before each, the status in trailers. */
class GrpcIT {
    private static final String MESSAGE = "\0\0\0\0\5hello";
    private static final String GRPC = "application/grpc";

    private static ProxyUnderTest before(Http2Origin origin) throws Exception {
        return ProxyUnderTest.before(
                new ChangedSettings().protocol(UpstreamProtocol.H2C).settings(), origin.url());
    }

    @Test
    void aUnaryCallHasItsStatusInTrailers() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    await().until(() -> answer.content().ended());
                    answer.head(200, false, "content-type", GRPC)
                            .data(answer.content().text(), false)
                            .trailers("grpc-status", "0", "grpc-message", "fine");
                });
                ProxyUnderTest proxy = before(origin);
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = caller.call("/shop.Shop/Buy");
            call.send(MESSAGE, true);

            await().until(call::ended);
            assertThat(call.head().getStatus()).isEqualTo(200);
            assertThat(call.text()).isEqualTo(MESSAGE);
            assertThat(call.trailers().get("grpc-status")).isEqualTo("0");
            assertThat(call.trailers().get("grpc-message")).isEqualTo("fine");
            assertThat(origin.heads().get(0).getHttpFields().get("te")).isEqualTo("trailers");
            assertThat(origin.heads().get(0).getHttpURI().getPath()).isEqualTo("/shop.Shop/Buy");
        }
    }

    @Test
    void aHeadAloneStaysOne() throws Exception {
        try (Http2Origin origin = Http2Origin.start(
                        (answer, number) -> answer.head(200, true, "content-type", GRPC, "grpc-status", "12"));
                ProxyUnderTest proxy = before(origin);
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = caller.call("/shop.Shop/Unknown");
            call.send(MESSAGE, true);

            await().until(call::ended);
            assertThat(call.endedWithHead()).isTrue();
            assertThat(call.head().getHttpFields().get("grpc-status")).isEqualTo("12");
        }
    }

    @Test
    void messagesGoBothWaysOneByOne() throws Exception {
        AtomicReference<Answer> running = new AtomicReference<>();
        try (Http2Origin origin = Http2Origin.start((answer, number) -> running.set(answer));
                ProxyUnderTest proxy = before(origin);
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = caller.call("/shop.Shop/Watch");
            String sent = "";
            for (int i = 0; i < 3; i++) {
                call.send(MESSAGE, false);
                sent += MESSAGE;
                String all = sent;
                await().until(() ->
                        running.get() != null && running.get().content().text().equals(all));
                if (i == 0) {
                    running.get().head(200, false, "content-type", GRPC);
                }
                running.get().data(MESSAGE, false);
                await().until(() -> call.text().equals(all));
            }
            call.send("", true);
            await().until(() -> running.get().content().ended());
            running.get().trailers("grpc-status", "0");
            await().until(call::ended);
            assertThat(call.trailers().get("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void aCancellationResetsTheOtherSide() throws Exception {
        AtomicReference<Answer> running = new AtomicReference<>();
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    running.set(answer);
                    answer.head(200, false, "content-type", GRPC).data(MESSAGE, false);
                });
                ProxyUnderTest proxy = before(origin);
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call left = caller.call("/shop.Shop/Watch");
            left.send(MESSAGE, true);
            await().until(() -> left.text().equals(MESSAGE));
            left.cancel();
            await().until(() -> running.get().content().isReset());

            Call cut = caller.call("/shop.Shop/Watch");
            cut.send(MESSAGE, true);
            await().until(() -> cut.text().equals(MESSAGE));
            running.get().reset(ErrorCode.INTERNAL_ERROR.code);
            await().until(cut::isReset);
            assertThat(cut.ended()).isFalse();
        }
    }
}
