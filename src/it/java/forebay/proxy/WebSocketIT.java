package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.OperatorWord;
import forebay.exchange.Exchange;
import forebay.support.ChangedSettings;
import forebay.support.EchoSocket;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.SocketClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** WebSocket (RFC 6455) through the proxy, with a client and a server that know nothing of it. */
class WebSocketIT {
    private static final String HANDSHAKE = """
            GET /chat HTTP/1.1
            Host: app.test
            Connection: keep-alive, Upgrade
            Upgrade: WebSocket
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """;

    private static SocketClient connect(ProxyUnderTest proxy) throws Exception {
        return SocketClient.connect(URI.create("ws://127.0.0.1:" + proxy.port() + "/chat?room=1"), "X-Raw", "\"q, r\"");
    }

    private static Exchange ended(ProxyUnderTest proxy) {
        await().until(() -> !proxy.finished().isEmpty());
        return proxy.finished().get(0);
    }

    @Test
    void messagesPassBothWaysUntilTheClientCloses() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            SocketClient client = connect(proxy);
            for (int i = 0; i < 10_000; i++) {
                assertThat(client.echo("message " + i)).isEqualTo("message " + i);
            }
            assertThat(client.ping("there?")).isEqualTo("there?");
            assertThat(client.socket().getSubprotocol()).isEqualTo("chat");
            assertThat(proxy.pools().all().iterator().next().status().get(0).inFlight())
                    .isEqualTo(1);
            client.close(4001, "enough");
            assertThat(client.end()).isEqualTo("4001 enough");

            Exchange exchange = ended(proxy);
            assertThat(exchange.outcome().orElseThrow().status()).isEqualTo(101);
            assertThat(exchange.outcome().orElseThrow().aborted()).isFalse();
            assertThat(exchange.outcome().orElseThrow().contentBytes()).isGreaterThan(100_000);
            assertThat(exchange.receivedBytes().orElseThrow()).isGreaterThan(100_000);
            assertThat(exchange.attempts()).hasSize(1);
            assertThat(origin.head().line()).isEqualTo("GET /chat?room=1 HTTP/1.1");
            assertThat(origin.head().all("Upgrade")).containsExactly("websocket");
            assertThat(origin.head().all("Connection")).containsExactly("Upgrade");
            assertThat(origin.head().all("X-Raw")).containsExactly("\"q, r\"");
            await().until(() ->
                    proxy.pools().all().iterator().next().status().get(0).inFlight() == 0);
        }
    }

    @Test
    void aLargeMessagePassesAtThePaceOfTheSlowerSide() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            SocketClient client = connect(proxy);
            int size = 64 << 20;
            assertThat(client.echo(ByteBuffer.allocate(size))).isEqualTo(size);
            client.socket().abort();
            Exchange exchange = ended(proxy);
            assertThat(exchange.receivedBytes().orElseThrow()).isGreaterThan(size);
            await().until(() -> origin.open() == 0);
        }
    }

    @Test
    void whatFollowsTheHandshakeAtOnceIsPartOfTheTunnel() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: upgrade\n"
                            + "X-Raw: \"a, b\"\n\nfirst words");
                    assertThat(c.in().readNBytes(5))
                            .asString(StandardCharsets.US_ASCII)
                            .isEqualTo("hello");
                    c.send("bye");
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            RawClient.Answer head = client.send(HANDSHAKE).head();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.field("Upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(head.field("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(head.field("X-Raw")).isEqualTo("\"a, b\"");
            assertThat(head.all("Transfer-Encoding")).isEmpty();
            client.send("hello");
            assertThat(client.content(head).content()).isEqualTo("first wordsbye");
            assertThat(ended(proxy).outcome().orElseThrow().aborted()).isFalse();
        }
    }

    @Test
    void aClientThatEndsItsDirectionStillHearsTheRest() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    EchoSocket.accept(c);
                    byte[] all = c.in().readAllBytes();
                    c.send("heard " + new String(all, StandardCharsets.US_ASCII));
                    c.close();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            RawClient.Answer head = client.send(HANDSHAKE).head();
            client.send("last words").shutdownOutput();
            assertThat(client.content(head).content()).isEqualTo("heard last words");
        }
    }

    @Test
    void aRefusalIsAnOrdinaryResponse() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(
                        c -> c.answer(403, "Sec-WebSocket-Version: 13\nContent-Type: text/plain\n", "not from there"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.send(HANDSHAKE).read("GET");
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.content()).isEqualTo("not from there");
                assertThat(answer.field("Sec-WebSocket-Version")).isEqualTo("13");
            }
            assertThat(origin.heads()).hasSize(2);
            assertThat(ended(proxy).receivedBytes()).isEmpty();
        }
    }

    @Test
    void anotherProtocolThanAskedForIsABadAnswer() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(
                        c -> c.send("HTTP/1.1 101 Switching Protocols\nUpgrade: other\nConnection: Upgrade\n\n"));
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer = proxy.exchange(HANDSHAKE);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).isEqualTo("forebay; error=http_upgrade_failed");
            await().until(() -> origin.open() == 0);
        }
    }

    @Test
    void otherProtocolsAreNotAskedFor() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("plain");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            RawClient.Answer answer =
                    proxy.exchange("GET / HTTP/1.1\nHost: app.test\nConnection: Upgrade\nUpgrade: tcp\n\n");
            assertThat(answer.content()).isEqualTo("plain");
            assertThat(origin.head().all("Upgrade")).isEmpty();
            assertThat(origin.head().all("Connection")).isEmpty();
        }
    }

    @Test
    void theNextUpstreamIsAskedWhereOneCanNotBeReached() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ProxyUnderTest proxy = ProxyUnderTest.before(ScriptedOrigin.nowhere(), origin.url())) {
            SocketClient client = connect(proxy);
            assertThat(client.echo("hello")).isEqualTo("hello");
            client.socket().abort();
            assertThat(ended(proxy).attempts()).hasSizeBetween(1, 2);
        }
    }

    @Test
    void anIdleTunnelIsClosedOnBothSides() throws Exception {
        ProxySettings impatient =
                new ChangedSettings().upgradeIdle(Duration.ofMillis(300)).settings();
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ProxyUnderTest proxy = ProxyUnderTest.before(impatient, origin.url())) {
            SocketClient client = connect(proxy);
            assertThat(client.end()).matches("broken|1006 ");
            await().until(() -> origin.open() == 0);
            assertThat(ended(proxy).refusal()).contains(UpstreamTunnel.IDLE);
            assertThat(ended(proxy).outcome().orElseThrow().aborted()).isTrue();
        }
    }

    @Test
    void aTunnelEndsAWhileAfterItsUpstreamWasTakenOut() throws Exception {
        ProxySettings brief =
                new ChangedSettings().upgradeDrain(Duration.ofMillis(300)).settings();
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ProxyUnderTest proxy = ProxyUnderTest.before(brief, origin.url())) {
            SocketClient client = connect(proxy);
            assertThat(client.echo("hello")).isEqualTo("hello");
            proxy.pools()
                    .all()
                    .iterator()
                    .next()
                    .upstreams()
                    .get(0)
                    .state()
                    .operator(OperatorWord.DRAINING, System.nanoTime());
            assertThat(client.end()).matches("broken|1006 ");
            assertThat(ended(proxy).refusal()).contains(UpstreamTunnel.DRAINED);
            await().until(() -> origin.open() == 0);
        }
    }

    @Test
    void anUpstreamThatDiesEndsTheClientsConnection() throws Exception {
        CountDownLatch die = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    EchoSocket.accept(c);
                    die.await();
                    c.reset();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            SocketClient client = connect(proxy);
            die.countDown();
            assertThat(client.end()).matches("broken|1006 ");
            assertThat(ended(proxy).outcome().orElseThrow().status()).isEqualTo(101);
        }
    }

    @Test
    void aClientThatDiesEndsTheUpstreamsConnection() throws Exception {
        CountDownLatch noticed = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    EchoSocket.accept(c);
                    c.awaitClose();
                    noticed.countDown();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url());
                RawClient client = proxy.client()) {
            client.send(HANDSHAKE).head();
            client.reset();
            assertThat(noticed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(ended(proxy).outcome().orElseThrow().status()).isEqualTo(101);
        }
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerLeavesNoTunnelBehind() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch noticed = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    gone.await();
                    EchoSocket.accept(c);
                    c.awaitClose();
                    noticed.countDown();
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            try (RawClient client = proxy.client()) {
                client.send(HANDSHAKE);
                await().until(() -> !origin.heads().isEmpty());
                client.reset();
            }
            gone.countDown();
            assertThat(noticed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(ended(proxy)).isNotNull();
        }
    }

    @Test
    void aReloadLeavesTunnelsAlone() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ScriptedOrigin other = ScriptedOrigin.answering("other");
                ProxyUnderTest proxy = ProxyUnderTest.before(origin.url())) {
            SocketClient client = connect(proxy);
            assertThat(client.echo("before")).isEqualTo("before");
            proxy.reload(ProxyUnderTest.SETTINGS, other.url());
            assertThat(proxy.get("/").content()).isEqualTo("other");
            assertThat(client.echo("after")).isEqualTo("after");
            client.close(1000, "");
            assertThat(client.end()).isEqualTo("1000 ");
        }
    }
}
