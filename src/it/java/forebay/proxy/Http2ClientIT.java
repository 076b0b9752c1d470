package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.support.ProxyUnderTest;
import forebay.support.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that speak HTTP/2. */
class Http2ClientIT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    private HttpResponse<String> send(ProxyUnderTest proxy, HttpRequest.Builder request) throws Exception {
        return send(proxy, request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(
            ProxyUnderTest proxy, HttpRequest.Builder request, HttpResponse.BodyHandler<T> content) throws Exception {
        return client.send(
                request.uri(URI.create("http://127.0.0.1:" + proxy.http2Port() + "/a?b"))
                        .build(),
                content);
    }

    @Test
    void requestsWithoutContentAreForwardedWithoutContent() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            for (int i = 0; i < 3; i++) {
                assertThat(send(proxy, HttpRequest.newBuilder()).body()).isEqualTo("x");
            }
            HttpResponse<String> response = send(proxy, HttpRequest.newBuilder().DELETE());

            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(origin.heads()).hasSize(4).allSatisfy(head -> {
                assertThat(head.all("Transfer-Encoding")).isEmpty();
                assertThat(head.all("Content-Length")).isEmpty();
            });
        }
    }

    @Test
    void contentOfUnknownLengthIsForwarded() throws Exception {
        byte[] content = "content ".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        try (ScriptedOrigin origin =
                        ScriptedOrigin.start(c -> c.answer(200, "", Integer.toString(c.content().length)));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            send(proxy, HttpRequest.newBuilder());
            HttpResponse<String> response = send(
                    proxy,
                    HttpRequest.newBuilder()
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))));

            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo("400000");
            assertThat(origin.heads().get(1).all("Transfer-Encoding")).containsExactly("chunked");
        }
    }

    @Test
    void aResponseThatIsCutResetsTheStreamOnly() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    if (c.head().line().startsWith("POST")) {
                        c.send("HTTP/1.1 200 OK\nContent-Length: 100000\n\nbegun");
                        begun.await();
                        c.close();
                    } else {
                        c.answer(200, "", "fine");
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            send(proxy, HttpRequest.newBuilder());
            HttpResponse<InputStream> cut =
                    send(proxy, HttpRequest.newBuilder().POST(BodyPublishers.noBody()), BodyHandlers.ofInputStream());
            begun.countDown();
            assertThatThrownBy(() -> cut.body().readAllBytes()).isInstanceOf(IOException.class);
            assertThat(send(proxy, HttpRequest.newBuilder()).body()).isEqualTo("fine");
        }
    }

    @Test
    void trailersPass() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(
                        c -> c.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\nX-Sum: 3\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            send(proxy, HttpRequest.newBuilder());
            assertThat(send(proxy, HttpRequest.newBuilder()).body()).isEqualTo("abc");
        }
    }

    /** A client that expects no interim response takes it for what it is (RFC 9110 §15.2). */
    @Test
    void hintsDoNotDisturbWhoKnowsNothingOfThem() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 103 Early Hints\nLink: </a>\n\n");
                    c.answer(200, "", "final");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response = send(proxy, HttpRequest.newBuilder());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("final");
            }
        }
    }
}
