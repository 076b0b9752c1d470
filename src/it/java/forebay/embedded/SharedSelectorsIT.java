package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An HTTP client whose connections are served by the selectors of the server's ports. */
@Timeout(60)
class SharedSelectorsIT {
    private final SelectorPlaces places = new SelectorPlaces();
    private final GatewayThreads threads = new GatewayThreads(1);
    private final Server server = new Server(threads);
    private final UpstreamConnector connector = new UpstreamConnector(places);
    private final List<String> answering = new CopyOnWriteArrayList<>();
    private LazyConnector port;
    private HttpClient client;
    private ScriptedOrigin origin;

    @BeforeEach
    void start() throws Exception {
        origin = ScriptedOrigin.answering("ok");
        connector.setConnectTimeout(Duration.ofSeconds(30));
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        transport.setInvocationType(InvocationType.NON_BLOCKING);
        client = new HttpClient(transport);
        QueuedThreadPool own = new QueuedThreadPool(16);
        own.setName("client");
        client.setExecutor(own);
        client.start();
        port = new LazyConnector(server, places, 0, new GatewayConnection.Factory(new HttpConfiguration()));
        port.setHost("127.0.0.1");
        server.addConnector(port);
        server.setHandler(new Forward());
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        server.stop();
        origin.close();
    }

    /** Asks the origin, and answers on the thread that its answer comes on. */
    private final class Forward extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            client.newRequest(origin.url()).send(result -> {
                answering.add(Thread.currentThread().getName());
                response.setStatus(result.isFailed() ? 502 : 200);
                callback.succeeded();
            });
            return true;
        }
    }

    private int forwarded() throws Exception {
        try (RawClient asking = new RawClient(port.getLocalPort())) {
            return asking.send("GET / HTTP/1.1\nHost: app.test\n\n").read("GET").status();
        }
    }

    @Test
    void aForwardIsServedByThreadsOfThePort() throws Exception {
        server.start();
        for (int i = 0; i < 20; i++) {
            assertThat(forwarded()).isEqualTo(200);
        }
        assertThat(answering).hasSize(20).allSatisfy(name -> assertThat(name).startsWith("forebay"));
    }

    @Test
    void connectionsOfUpstreamsAreNoneOfThePort() throws Exception {
        server.start();
        assertThat(forwarded()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(port.getConnectedEndPoints()).isEmpty());
        assertThat(origin.open()).isEqualTo(1);
    }

    @Test
    void beforeThePortIsOpenTheClientServesItself() throws Exception {
        assertThat(client.GET(origin.url()).getContentAsString()).isEqualTo("ok");
        server.start();
        assertThat(forwarded()).isEqualTo(200);
    }

    @Test
    void afterThePortIsClosedTheClientServesItself() throws Exception {
        server.start();
        assertThat(forwarded()).isEqualTo(200);
        port.stop();
        await().until(() -> origin.open() == 0);
        assertThat(client.GET(origin.url()).getContentAsString()).isEqualTo("ok");
    }

    @Test
    void aClientThatStopsClosesItsConnections() throws Exception {
        server.start();
        assertThat(forwarded()).isEqualTo(200);
        client.stop();
        await().until(() -> origin.open() == 0);
        assertThat(forwarded()).isEqualTo(502);
    }

    @ParameterizedTest(name = "with the port open: {0}")
    @ValueSource(booleans = {false, true})
    void aConnectTimeOutIsTheClients(boolean open) throws Exception {
        if (open) {
            server.start();
            port.getSelectorManager().setConnectTimeout(0);
        }
        connector.setConnectTimeout(Duration.ofMillis(100));
        // Nobody accepts, and those who wait fill the queue: a further connection stays in its handshake.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThatThrownBy(() -> client.GET("http://127.0.0.1:" + full.getLocalPort()))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aRefusedConnectionIsToldToItsClient() throws Exception {
        server.start();
        assertThatThrownBy(() -> client.GET(ScriptedOrigin.nowhere()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectException.class);
    }
}
