package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Attempt;
import forebay.support.Http2Caller;
import forebay.support.Http2Caller.Call;
import forebay.support.Http2Origin;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request's trailer section goes on to the upstream, less what only a head may carry (RFC 9110 §6.5). */
class RequestTrailersIT {
    private static final String CHUNKED = "PUT / HTTP/1.1\nHost: app.test\nTransfer-Encoding: chunked\n";

    private static ScriptedOrigin recording(List<String> lines) throws Exception {
        return ScriptedOrigin.start(c -> {
            c.content();
            c.trailers().forEach(line -> lines.add(line.toLowerCase(Locale.ROOT)));
            c.answer(200, "", "read");
        });
    }

    @Test
    void fromHttp1ToHttp1() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = recording(lines);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer = client.send(
                                CHUNKED
                                        + "Trailer: X-Sum, Content-Length, Host\n\n3\nabc\n4\ndefg\n0\nX-Sum: 7\nX-Of: parts\n\n")
                        .read("PUT");

                assertThat(answer.content()).isEqualTo("read");
                assertThat(lines).containsExactlyInAnyOrder("x-sum: 7", "x-of: parts");
                lines.clear();
            }
            assertThat(origin.heads()).allSatisfy(head -> {
                assertThat(head.all("Trailer")).containsExactly("X-Sum");
                assertThat(head.all("Transfer-Encoding")).containsExactly("chunked");
            });
        }
    }

    /** The end of the content, and what follows it, may come long after the content. */
    @Test
    void theyMayComeLate() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = recording(lines);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send(CHUNKED + "\n3\nabc\n");
            await().until(() -> origin.heads().size() == 1);
            client.send("0\nX-Sum: 3\n");
            client.send("\n");

            assertThat(client.read("PUT").content()).isEqualTo("read");
            assertThat(lines).containsExactly("x-sum: 3");
        }
    }

    @ParameterizedTest(name = "§6.5.1 {0}")
    @ValueSource(
            strings = {
                "Content-Length: 1",
                "Transfer-Encoding: gzip",
                "Connection: close",
                "Host: other.test",
                "Authorization: Bearer other",
                "Cookie: session=other",
                "X-Api-Key: fbk_other",
                "X_Api_Key: fbk_other",
                "X-Forwarded-For: 10.0.0.1",
                "X_Forwarded_User: admin",
                "X-Forwarded-User: admin",
                "X-Request-Id: other",
                "X-HTTP-Method-Override: DELETE",
                "If-Match: *",
                "Content-Type: text/html",
                "Content-Encoding: gzip",
                "Trailer: X-More"
            })
    void whatOnlyAHeadMayCarryIsLeftOut(String line) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = recording(lines);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.exchange(CHUNKED + "\n3\nabc\n0\n" + line + "\nX-Sum: 3\n\n");

            assertThat(answer.content()).isEqualTo("read");
            assertThat(lines).containsExactly("x-sum: 3");
        }
    }

    @Test
    void moreOfThemThanAreTakenIsTheClientsFault() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = recording(lines);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer most = proxy.exchange(
                    CHUNKED + "\n3\nabc\n0\n" + ("X-Sum: " + "7".repeat(ClientTrailers.MOST_BYTES - 9)) + "\n\n");
            assertThat(most.content()).isEqualTo("read");
            assertThat(lines).singleElement().asString().hasSize(ClientTrailers.MOST_BYTES - 2);

            RawClient.Answer more = proxy.exchange(
                    CHUNKED + "\n3\nabc\n0\n" + ("X-Sum: " + "7".repeat(ClientTrailers.MOST_BYTES - 8)) + "\n\n");
            assertThat(more.status()).isEqualTo(431);
            assertThat(lines).as("the upstream never sees such a request end").hasSize(1);
            assertThat(List.of(proxy.attempts(0), proxy.attempts(1)))
                    .flatExtracting(attempts -> attempts)
                    .extracting(Attempt::outcome)
                    .containsExactlyInAnyOrder(Attempt.Outcome.ANSWERED, Attempt.Outcome.CLIENT_GONE);
        }
    }

    @Test
    void anotherAttemptSendsThemToo() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin cutting = ScriptedOrigin.start(c -> {
                    c.content();
                    c.trailers().forEach(line -> lines.add("cut " + line.toLowerCase(Locale.ROOT)));
                    c.close();
                });
                ScriptedOrigin origin = recording(lines);
                ProxyUnderTest proxy = ProxyUnderTest.before(cutting.url(), origin.url())) {
            RawClient.Answer answer = proxy.exchange(CHUNKED + "\n3\nabc\n0\nX-Sum: 3\n\n");

            assertThat(answer.content()).isEqualTo("read");
            assertThat(lines).containsExactly("cut x-sum: 3", "x-sum: 3");
        }
    }

    @Test
    void fromHttp2ToHttp1() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = recording(lines);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = caller.call("/up");
            call.send("abc", false);
            call.sendTrailers("x-sum", "3", "host", "other.test");

            await().until(call::ended);
            assertThat(call.text()).isEqualTo("read");
            assertThat(lines).containsExactly("x-sum: 3");
        }
    }

    @Test
    void fromHttp2ToHttp2() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    await().until(() -> answer.content().ended());
                    answer.head(200, false)
                            .data(
                                    answer.content().text() + " "
                                            + answer.content().trailers().get("x-sum"),
                                    true);
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), origin.url());
                Http2Caller caller = new Http2Caller(proxy.http2Port())) {
            Call call = caller.call("/up", "trailer", "x-sum");
            call.send("abc", false);
            call.sendTrailers("x-sum", "3", "cookie", "a=b");

            await().until(call::ended);
            assertThat(call.text()).isEqualTo("abc 3");
            assertThat(origin.heads().get(0).getHttpFields().get("trailer")).isEqualTo("x-sum");
        }
    }

    @Test
    void fromHttp1ToHttp2() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    await().until(() -> answer.content().ended());
                    answer.head(200, false)
                            .data(
                                    answer.content().text() + " "
                                            + answer.content().trailers().size(),
                                    true);
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(Http2UpstreamIT.h2c(), origin.url())) {
            assertThat(proxy.exchange(CHUNKED + "\n3\nabc\n0\nX-Sum: 3\nX-Of: parts\nHost: other\n\n")
                            .content())
                    .isEqualTo("abc 2");
            assertThat(proxy.exchange(CHUNKED + "\n3\nabc\n0\n\n").content()).isEqualTo("abc 0");
        }
    }
}
