package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrainIT {
    @TempDir
    Path temp;

    private EmbeddedServer start(Duration drain) throws Exception {
        ServerOptions base = TestWebapp.options(Optional.empty());
        ServerOptions options = new ServerOptions(
                base.address(), base.port(), base.tls(), base.maxRequestHeadBytes(), base.idle(), drain);
        return EmbeddedServer.start(options, TestWebapp.working(temp.resolve("w")), temp.resolve("t"));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aRequestInFlightIsAnsweredAndNoNewOneIsTaken(HttpClient.Version version) throws Exception {
        EmbeddedServer server = start(Duration.ofMinutes(2));
        URI address = server.addresses().get(0);
        HttpClient client = HttpClient.newBuilder().version(version).build();
        // A first request, so that an HTTP/2 client has upgraded.
        assertThat(send(client, address.resolve("/x")).get().statusCode()).isEqualTo(200);
        CompletableFuture<HttpResponse<String>> slow = send(client, address.resolve("/wait"));
        Awaitility.await().until(() -> !TestServlet.WAITING.isEmpty());

        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
        Awaitility.await()
                .untilAsserted(() -> assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class));
        assertThat(closed).isNotDone();
        assertThat(slow).isNotDone();

        TestServlet.answerOne();
        assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("late");
        closed.get(60, TimeUnit.SECONDS);
    }

    /** Jetty's own limit for a silent client while it stops would be 1 s. */
    @Test
    void aClientThatPausesWhileItSendsIsNotCut() throws Exception {
        EmbeddedServer server = start(Duration.ofMinutes(2));
        try (RawHttp client = new RawHttp(server.addresses().get(0))) {
            client.send("POST /pause HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
            Awaitility.await().until(() -> TestServlet.READING.contains("/pause"));
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);

            Awaitility.await().during(Duration.ofMillis(1_500)).until(() -> !closed.isDone());
            client.send("cd");

            assertThat(client.readAll()).startsWith("HTTP/1.1 200").endsWith("|/pause]");
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatDoesNotEndInTimeIsCut() throws Exception {
        EmbeddedServer server = start(Duration.ofMillis(200));
        CompletableFuture<HttpResponse<String>> slow =
                send(HttpClient.newHttpClient(), server.addresses().get(0).resolve("/wait"));
        Awaitility.await().until(() -> !TestServlet.WAITING.isEmpty());
        server.close();
        TestServlet.WAITING.clear();
        Awaitility.await().until(slow::isDone);
        assertThat(slow.handle((response, failure) -> response == null || response.statusCode() == 503)
                        .get())
                .isTrue();
    }

    @Test
    void anIdleConnectionDoesNotHoldTheStopBack() throws Exception {
        EmbeddedServer server = start(Duration.ofHours(1));
        try (RawHttp idle = new RawHttp(server.addresses().get(0))) {
            idle.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").read(12);
            CompletableFuture.runAsync(server::close).get(60, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpClient client, URI uri) {
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static void connect(URI address) throws Exception {
        new Socket(address.getHost(), address.getPort()).close();
    }
}
