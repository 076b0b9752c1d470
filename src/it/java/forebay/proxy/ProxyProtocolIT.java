package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.embedded.SelfSigned;
import forebay.support.ChangedSettings;
import forebay.support.EchoSocket;
import forebay.support.Http2Origin;
import forebay.support.ProxyHeaderFront;
import forebay.support.ProxyHeaderFront.Header;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.SecureOrigin;
import forebay.support.WholeGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that are told the client by the PROXY protocol, through the whole gateway. */
class ProxyProtocolIT {
    private static final Header LOCAL = new Header("LOCAL", "", "");

    @TempDir
    Path folder;

    private static String pool(String name, String settings, ProxyHeaderFront... fronts) {
        String upstreams = String.join(
                ", ",
                Stream.of(fronts).map(front -> "{url: '" + front.url() + "'}").toList());
        return name + ": {upstreams: [" + upstreams + "], " + settings + "}";
    }

    private static String pools(String... pools) {
        return "pools:\n  " + String.join("\n  ", pools) + "\n";
    }

    private WholeGateway gateway(String yaml) throws Exception {
        return new WholeGateway(folder, yaml);
    }

    private static String from(String client) {
        return "X-Forwarded-For: " + client + "\n";
    }

    private static List<String> sources(ProxyHeaderFront front) {
        assertThat(front.refused()).isEmpty();
        return front.headers().stream().map(Header::source).toList();
    }

    @Test
    void aConnectionBelongsToOneClientAndIsUsedAgainForIt() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway = gateway(pools(pool("app", "connection: {proxy-protocol: v2}", front)))) {
            for (int i = 0; i < 3; i++) {
                for (String client : List.of("192.0.2.1", "192.0.2.2", "2001:db8::7")) {
                    assertThat(gateway.get("/", from(client)).status()).isEqualTo(200);
                }
            }
            // What a client says of itself does not count; nor does its word make another connection.
            assertThat(gateway.get("/", from("203.0.113.9, 192.0.2.1")).status())
                    .isEqualTo(200);

            String destination = "127.0.0.1 " + front.url().getPort();
            // The next request may come before the connection is free again, but not each time.
            assertThat(front.headers())
                    .hasSizeLessThan(10)
                    .containsOnly(
                            new Header("PROXY", "192.0.2.1 0", destination),
                            new Header("PROXY", "192.0.2.2 0", destination),
                            new Header("PROXY", "2001:db8:0:0:0:0:0:7 0", "0:0:0:0:0:0:0:0 0"));
            assertThat(origin.heads()).hasSize(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "h2", "h2c"})
    void theHeaderComesBeforeTlsAndHttp2(String how) throws Exception {
        SelfSigned signed = SelfSigned.create(folder, "EC");
        Path ca = signed.certificatePem(folder.resolve("ca.pem"));
        try (AutoCloseable origin = origin(how, signed);
                ProxyHeaderFront front = ProxyHeaderFront.before(
                        origin instanceof SecureOrigin secure ? secure.url() : ((Http2Origin) origin).url());
                WholeGateway gateway = gateway(pools(pool(
                                "app",
                                "connection: {proxy-protocol: v2, protocol: %s, tls: {ca: '%s'}}"
                                        .formatted(how.equals("https") ? "http1" : how, ca),
                                front))
                        + "routes: [{path: /, pool: app, host-header: upstream}]\n")) {
            for (String client : List.of("192.0.2.1", "192.0.2.2")) {
                assertThat(gateway.get("/", from(client)).status()).isEqualTo(200);
            }
            assertThat(sources(front)).containsExactly("192.0.2.1 0", "192.0.2.2 0");
            await("used again").until(() -> {
                int before = front.headers().size();
                assertThat(gateway.get("/", from("192.0.2.1")).status()).isEqualTo(200);
                return front.headers().size() == before;
            });
            assertThat(sources(front).subList(2, front.headers().size())).allMatch("192.0.2.1 0"::equals);
        }
    }

    private static AutoCloseable origin(String how, SelfSigned signed) throws Exception {
        Http2Origin.Script script = (answer, number) -> answer.head(200, true);
        return switch (how) {
            case "https" -> new SecureOrigin(signed.store(), SelfSigned.PASSWORD, null);
            case "h2" -> Http2Origin.start(signed.store(), SelfSigned.PASSWORD, script);
            default -> Http2Origin.start(script);
        };
    }

    @Test
    void otherAttemptsAndCopiesAreTheClientsToo() throws Exception {
        try (ScriptedOrigin resetting = ScriptedOrigin.start(ScriptedOrigin.Conversation::reset);
                ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyHeaderFront first = ProxyHeaderFront.before(resetting.url());
                ProxyHeaderFront second = ProxyHeaderFront.before(origin.url());
                ProxyHeaderFront copies = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway = gateway(pools(
                                pool(
                                        "app",
                                        "algorithm: weighted-round-robin, connection: {proxy-protocol: v2}",
                                        first,
                                        second),
                                pool("other", "connection: {proxy-protocol: v2}", copies))
                        + "routes: [{path: /, pool: app, mirror: {pool: other}}]\n")) {
            assertThat(gateway.get("/1", from("192.0.2.1")).status()).isEqualTo(200);
            assertThat(gateway.get("/2", from("192.0.2.2")).status()).isEqualTo(200);
            assertThat(sources(second)).containsExactly("192.0.2.1 0", "192.0.2.2 0");
            assertThat(sources(first)).isNotEmpty().isSubsetOf("192.0.2.1 0", "192.0.2.2 0");
            await().untilAsserted(
                            () -> assertThat(sources(copies)).containsExactlyInAnyOrder("192.0.2.1 0", "192.0.2.2 0"));
        }
    }

    @Test
    void anAttemptBesideASlowOneIsTheClientsToo() throws Exception {
        AtomicReference<ScriptedOrigin> silent = new AtomicReference<>();
        try (ScriptedOrigin slow = ScriptedOrigin.start(c -> silent.get().silence());
                ScriptedOrigin quick = ScriptedOrigin.answering("x");
                ProxyHeaderFront first = ProxyHeaderFront.before(slow.url());
                ProxyHeaderFront second = ProxyHeaderFront.before(quick.url());
                WholeGateway gateway = gateway(
                        pools(pool("app", "hedge: {after: 20ms}, connection: {proxy-protocol: v2}", first, second)))) {
            silent.set(slow);
            for (int i = 0; i < 2; i++) {
                assertThat(gateway.get("/" + i, from("192.0.2.1")).content()).isEqualTo("x");
            }
            for (ProxyHeaderFront front : List.of(first, second)) {
                await().untilAsserted(
                                () -> assertThat(sources(front)).isNotEmpty().containsOnly("192.0.2.1 0"));
            }
        }
    }

    @Test
    void whatTheGatewayAsksForItselfIsNobodys() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c ->
                        c.answer(200, "Cache-Control: max-age=0, stale-while-revalidate=60\nETag: \"1\"\n", "stored"));
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway = gateway(pools(pool("app", "connection: {proxy-protocol: v2}", front)))) {
            gateway.get("/", from("192.0.2.1"));
            assertThat(gateway.get("/", from("192.0.2.2")).content()).isEqualTo("stored");
            await().until(() -> origin.heads().size() == 2);
            assertThat(front.headers())
                    .containsExactly(
                            new Header(
                                    "PROXY",
                                    "192.0.2.1 0",
                                    "127.0.0.1 " + front.url().getPort()),
                            LOCAL);
            assertThat(front.refused()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp"})
    void healthChecksAreNobodys(String type) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway = gateway(pools(pool(
                        "app",
                        "health-check: {type: %s, interval: 20ms, start: unhealthy}, ".formatted(type)
                                + "panic-threshold: 0, connection: {proxy-protocol: v2}",
                        front)))) {
            await().until(() -> front.headers().contains(LOCAL));
            int checks = front.headers().size();
            await().until(() -> gateway.get("/_forebay/status.json", "X-Api-Key: " + WholeGateway.OPERATOR + "\n")
                    .content()
                    .contains("\"available\""));
            await().until(() -> gateway.get("/", from("192.0.2.1")).status() == 200);
            assertThat(front.headers().subList(0, checks)).containsOnly(LOCAL);
            assertThat(sources(front)).contains("192.0.2.1 0");
        }
    }

    @Test
    void aHealthCheckOnAPortOfItsOwnSaysNothingOfIt() throws Exception {
        try (ScriptedOrigin checked = ScriptedOrigin.answering("well");
                ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway = gateway(pools(pool(
                        "app",
                        "health-check: {interval: 20ms, start: unhealthy, port: %d}, "
                                        .formatted(checked.url().getPort())
                                + "panic-threshold: 0, connection: {proxy-protocol: v2}",
                        front)))) {
            await().until(() -> gateway.get("/", from("192.0.2.1")).status() == 200);
            assertThat(sources(front)).isNotEmpty().containsOnly("192.0.2.1 0");
        }
    }

    @Test
    void aClientThatIsGoneIsForgotten() throws Exception {
        ProxySettings briefly = new ChangedSettings()
                .reuse(new ProxySettings.Reuse(
                        Optional.of(Duration.ofMillis(100)), Optional.empty(), OptionalInt.empty()))
                .proxyProtocol()
                .settings();
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                ProxyUnderTest proxy = ProxyUnderTest.before(briefly, front.url())) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            HttpClient client = proxy.pools().client().http();
            assertThat(front.headers()).hasSize(1);
            await().until(() -> client.getDestinations().isEmpty());
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aTunnelBeginsWithTheHeaderToo() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(EchoSocket::serve);
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway = gateway(pools(pool("app", "connection: {proxy-protocol: v2}", front)));
                RawClient client = gateway.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\nConnection: Upgrade\nUpgrade: websocket\n"
                    + "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
                    + from("192.0.2.1") + "\n");
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(sources(front)).containsExactly("192.0.2.1 0");
        }
    }

    /** Each answer tells the owner of the connection that its request came over, which must be its client. */
    @Test
    void manyClientsAtOnceNeitherShareConnectionsNorHoldMoreThanTheyMay() throws Exception {
        AtomicReference<ProxyHeaderFront> between = new AtomicReference<>();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.content();
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                    c.answer(200, "", between.get().headerOf(c.peerPort()).source());
                });
                ProxyHeaderFront front = ProxyHeaderFront.before(origin.url());
                WholeGateway gateway =
                        gateway(pools(pool("app", "connection: {proxy-protocol: v2, max-connections: 3}", front)))) {
            between.set(front);
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int first = i;
                all.add(threads.submit(() -> ask(gateway, first)));
            }
            for (Future<?> each : all) {
                each.get();
            }
            threads.shutdown();
            assertThat(most).as("requests at once, each on a connection").hasValueBetween(1, 3);
            assertThat(front.refused()).isEmpty();
            await().until(() -> front.open() <= 3);
        }
    }

    /** Sends requests, none of which may be sent twice, for clients of which all threads have some. */
    private static Void ask(WholeGateway gateway, int first) throws IOException {
        for (int i = 0; i < 100; i++) {
            String client = "192.0.2." + (1 + (first * 7 + i * 3) % 12);
            var answer = gateway.send("POST / HTTP/1.1\nHost: app.test\nContent-Length: 1\n" + from(client) + "\nx");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo(client + " 0");
        }
        return null;
    }
}
