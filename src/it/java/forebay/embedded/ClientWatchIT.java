package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave while their request is answered, and those that never come to the end of a head. */
class ClientWatchIT {
    private record Waiting(Response response, Callback callback) {
        void answer() {
            response.write(true, ByteBuffer.wrap("late".getBytes(StandardCharsets.US_ASCII)), callback);
        }
    }

    private final Server server = new Server();
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private LazyConnector connector;

    @BeforeEach
    void start() throws Exception {
        Duration idle = Duration.ofSeconds(2);
        connector = new LazyConnector(server, new GatewayConnection.Factory(new HttpConfiguration()));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(idle.toMillis());
        connector.addBean(new ClientWatch(connector, idle), true);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals("/next")) {
                    response.write(true, ByteBuffer.wrap("next".getBytes(StandardCharsets.US_ASCII)), callback);
                    return true;
                }
                // As an asynchronous servlet: idle times are its own, a failure ends it.
                request.addIdleTimeoutListener(late -> false);
                request.addFailureListener(why -> {
                    left.incrementAndGet();
                    callback.failed(why);
                });
                Content.Source.consumeAll(request, Callback.NOOP);
                waiting.add(new Waiting(response, callback));
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private RawHttp connect() throws Exception {
        return new RawHttp(URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    }

    private boolean watched() {
        return connector.getConnectedEndPoints().stream().anyMatch(EndPoint::isFillInterested);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /wait HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "POST /wait HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nab"
            })
    void aRequestEndsWhoseClientLeaves(String request) throws Exception {
        try (RawHttp client = connect()) {
            client.send(request);
            waiting.take();
            await().until(this::watched);
            assertThat(left).hasValue(0);
        }
        await().until(() -> left.get() == 1 && connector.getConnectedEndPoints().isEmpty());
    }

    @Test
    void aClientThatStaysIsAnsweredAndItsConnectionGoesOn() throws Exception {
        try (RawHttp client = connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(get("/wait"));
                Waiting request = waiting.take();
                await().until(this::watched);
                request.answer();
                client.awaitAnswer("late");
                client.send(get("/next")).awaitAnswer("next");
            }
            assertThat(left).hasValue(0);
        }
    }

    @Test
    void whatItSendsMeanwhileIsItsNextRequest() throws Exception {
        try (RawHttp client = connect()) {
            client.send(get("/wait"));
            Waiting request = waiting.take();
            await().until(this::watched);
            client.send(get("/next"));
            await().until(() -> !watched());
            client.send(get("/next"));
            request.answer();
            client.awaitAnswer("late");
            client.awaitAnswer("next");
            client.awaitAnswer("next");
            assertThat(left).hasValue(0);
        }
    }

    @Test
    void connectionsThatCarryAnotherProtocolAreNotLookedAt() throws Exception {
        try (RawHttp client = connect();
                RawHttp other = connect()) {
            client.send("GET /wait HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            Waiting request = waiting.take();
            other.send(get("/wait"));
            Waiting plain = waiting.take();
            await().until(this::watched);
            assertThat(connector.getConnectedEndPoints().stream().filter(EndPoint::isFillInterested))
                    .hasSize(1);
            plain.answer();
            request.answer();
            client.awaitAnswer("late");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a.test\r\nX-Slow: ", "\r\n"})
    void aHeadThatNeverComesToItsEndIsGivenUp(String beginning) throws Exception {
        try (RawHttp client = connect()) {
            client.send(get("/next")).awaitAnswer("next");
            client.send(beginning);
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                try {
                    client.send(beginning.isBlank() ? "\r\n" : "x");
                } catch (IOException e) {
                    return true;
                }
                return connector.getConnectedEndPoints().isEmpty();
            });
        }
    }
}
