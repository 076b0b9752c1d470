package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.SocketClient;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The same scenario in every container, over real sockets, with the packaged WAR. One subclass a container. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ContainerIT implements Callers, UpstreamAnswers, MalformedRequests {
    private static final String SCRAPER = "X-Api-Key: " + Conf.SCRAPER_KEY + "\r\n";

    /** Every kind of error at once. */
    private static final String BROKEN = """
            servr: {}
            pools:
              app:
                upstreams:
                  - url: http://127.0.0.1:9001
                    weight: 0
              empty: {upstreams: []}
            routes:
              - {path: /a, pool: app}
              - {path: /a, pool: app}
              - {path: /b, pool: nowhere}
            upstream: {connect-timeout: 5}
            """;

    private static final String[] BROKEN_WHERE = {
        "forebay.yaml:1 servr: ",
        "forebay.yaml:6 pools.app.upstreams[0].weight: ",
        "forebay.yaml:7 pools.empty.upstreams: ",
        "forebay.yaml:10 routes[1]: ",
        "forebay.yaml:11 routes[2].pool: ",
        "forebay.yaml:12 upstream.connect-timeout: "
    };

    private final Container container;
    private final String contextPath;

    private Origin a;
    private Origin b;
    private Origin c;
    private Conf conf;
    private RunningContainer gateway;

    ContainerIT(Container container, String contextPath) {
        this.container = container;
        this.contextPath = contextPath;
    }

    @BeforeAll
    void start(@TempDir Path temp) throws IOException {
        a = new Origin("a");
        b = new Origin("b");
        c = new Origin("c");
        conf = new Conf(temp.resolve("conf"), a, b, c);
        Path base = Files.createDirectories(temp.resolve("base"));
        gateway = container.start(base, contextPath, conf.folder());
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        a.close();
        b.close();
        c.close();
    }

    @Override
    public Container container() {
        return container;
    }

    @Override
    public RunningContainer gateway() {
        return gateway;
    }

    @Override
    public Conf conf() {
        return conf;
    }

    @Override
    public List<Origin> origins() {
        return List.of(a, b, c);
    }

    @Override
    public boolean forwarded(String mark) {
        return origins().stream().anyMatch(origin -> origin.saw(mark));
    }

    @Test
    void theAccessLogSaysWhatBecameOfARequestAndNoSecret() throws IOException {
        String id = get("/logged/cacheable", "Authorization: Bearer " + Conf.USER_KEY + "\r\n")
                .field("X-Request-Id")
                .orElseThrow();
        get("/logged/cacheable", Callers.basic(Conf.PASSWORD));
        get("/logged/cacheable", "Authorization: Bearer " + conf.token() + "\r\n");
        Path log = conf.folder().resolve("access.log");
        await().untilAsserted(() -> assertThat(Files.readString(log).lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("\"id\":\"" + id + "\"", "\"principal\":\"user\"", "\"status\":200", "\"upstream\":")
                        .contains("\"fwd\":\"uri-miss\"", "\"outcome\":\"answered\""))
                .anySatisfy(line -> assertThat(line).contains("\"principal\":\"ada\"", "\"hit\":true"))
                .anySatisfy(line -> assertThat(line).contains("\"principal\":\"grace\"", "\"hit\":true")));
        String secret = Conf.USER_KEY.substring(Conf.USER_KEY.lastIndexOf('_') + 1);
        assertThat(Files.readString(log) + gateway.log())
                .doesNotContain(secret, Callers.basic(Conf.PASSWORD).strip().substring(21), "eyJ");
    }

    @Test
    void theUpstreamSeesTheReceivedTarget() {
        String target = "/echo/p%C3%A9%7e?q=%7e" + (container.passesBrokenQuery() ? "&a=%zz" : "");
        Wire.Answer answer = get(target, USER);
        answer.expect(200);
        assertThat(answer.content())
                .startsWith("GET " + target + " HTTP/1.1\r\n")
                .containsIgnoringCase("X-Forwarded-For: 127.0.0.1")
                .containsIgnoringCase("X-Request-Id: ")
                .containsIgnoringCase("Via: ");
    }

    /** Nobody is a trusted proxy here; what can not be parsed harms no more than what can. */
    @Test
    void whatAClientSaysOfItsWayIsReplaced() {
        Wire.Answer answer = get("/echo", USER + """
                X-Forwarded-For: 6.6.6.6
                X-Forwarded-Host: evil.test
                X-Real-IP: 6.6.6.6
                Forwarded: for="unclosed, by=\\
                Via: "unclosed
                X-Original-URL: /admin/x
                X-HTTP-Method-Override: DELETE
                """.replace("\n", "\r\n"));
        answer.expect(200);
        assertThat(answer.content())
                .containsIgnoringCase("X-Forwarded-For: 127.0.0.1\r\n")
                .containsIgnoringCase("X-Forwarded-Host: localhost\r\n")
                .containsIgnoringCase("X-Forwarded-Proto: http\r\n")
                .containsIgnoringCase("Forwarded: for=127.0.0.1;host=")
                .doesNotContain("6.6.6.6", "evil.test", "by=", "/admin/x", "DELETE");
    }

    @Test
    void theSecondRequestIsAHit() throws IOException {
        Wire.Answer first = get("/hit/cacheable", USER);
        assertThat(first.field("Cache-Status"))
                .hasValueSatisfying(
                        value -> assertThat(value).contains("fwd=uri-miss").contains("stored"));
        Wire.Answer second = get("/hit/cacheable", USER);
        assertThat(second.field("Cache-Status"))
                .hasValueSatisfying(value -> assertThat(value).contains("hit"));
        assertThat(second.content()).isEqualTo(first.content());
        assertThat(second.field("Age")).isPresent();
        Wire.Answer head = Wire.exchange(gateway.port(), request("HEAD", "/hit/cacheable", USER));
        assertThat(head.field("Cache-Status"))
                .hasValueSatisfying(value -> assertThat(value).contains("hit"));
        get("/hit/cacheable", USER + "If-None-Match: \"v1\"\r\n").expect(304);
        // Access control comes before the cache.
        get("/hit/cacheable", "").expect(401);
    }

    private String servedBy() {
        Wire.Answer answer = get("/spread", USER);
        return answer.field("X-Served-By").orElseThrow(() -> new IllegalStateException(answer.toString()));
    }

    @Test
    void requestsAreSpreadByWeight() {
        List<String> answered = IntStream.range(0, 60).mapToObj(i -> servedBy()).toList();
        assertThat(java.util.Collections.frequency(answered, "a")).isEqualTo(30);
        assertThat(java.util.Collections.frequency(answered, "b")).isEqualTo(20);
        assertThat(java.util.Collections.frequency(answered, "c")).isEqualTo(10);
    }

    @Test
    void aHintComesWhereTheContainerHasAWay() throws Exception {
        CarriedParts.hint(gateway, USER, container.sendsInterims());
        if (container.speaksHttp2()) {
            CarriedParts.hintByHttp2(gateway, Conf.USER_KEY);
        }
    }

    @Test
    void trailerFieldsOfARequestReachTheUpstream() throws IOException {
        CarriedParts.trailers(gateway, USER);
    }

    @Test
    void theServerAsAWholeIsNoUpstreamsBusiness() throws IOException {
        CarriedParts.wholeServer(gateway, container, this::forwarded);
    }

    @Test
    void aRouteRewritesAndRedirects() {
        Wire.Answer rewritten = get("/open/rewritten/echo/r%61w?x", "");
        rewritten.expect(200);
        assertThat(rewritten.field("X-Route")).contains("r");
        assertThat(rewritten.content()).startsWith("GET /open/echo/r%61w?x HTTP/1.1\r\n");

        Wire.Answer moved = get("/open/old/a?b", "");
        moved.expect(308);
        assertThat(moved.field("Location")).contains("http://localhost" + gateway.path("/open/new/a?b"));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() {
        for (int i = 0; i < 3; i++) {
            get("/open/limited/echo/" + i, "").expect(200);
        }
        Wire.Answer tooMany = get("/open/limited/echo/3", "");
        tooMany.expect(429);
        assertThat(Integer.parseInt(tooMany.field("Retry-After").orElseThrow())).isBetween(3_000, 3_600);
        assertThat(tooMany.content()).contains("\"code\":\"rate-limited\"");
        // By another route.
        get("/open/echo/3", "").expect(200);
    }

    @Test
    void aWebSocketPassesBothWaysUntilItIsClosed() throws Exception {
        URI url = URI.create("ws://localhost:" + gateway.port() + gateway.path("/chat/socket"));
        SocketClient client = SocketClient.connect(url, "X-Api-Key", Conf.USER_KEY);
        for (int i = 0; i < 200; i++) {
            assertThat(client.echo("message " + i)).isEqualTo("message " + i);
        }
        assertThat(client.echo(ByteBuffer.allocate(8 << 20))).isEqualTo(8 << 20);
        client.close(4001, "enough");
        assertThat(client.end()).isEqualTo("4001 enough");
        Path log = conf.folder().resolve("access.log");
        await().untilAsserted(() -> assertThat(Files.readString(log).lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("/chat/socket", "\"status\":101", "\"received\":", "\"aborted\":false")));
    }

    /** As browsers send it: without the Content-Length that other clients add. */
    @Test
    void whatABrowserSendsPassesToo() throws IOException {
        String handshake = """
                Connection: keep-alive, Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                """.replace("\n", "\r\n");
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request("GET", "/socket", USER + handshake));
            assertThat(wire.line()).startsWith("HTTP/1.1 101 ");
            while (!wire.line().isEmpty()) {}
            // A text and a close frame, masked with zeroes.
            wire.send(
                    new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i', (byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
            assertThat(wire.bytes(6)).containsExactly(0x81, 2, 'h', 'i', 0x88, 0);
            assertThat(wire.closed()).isTrue();
        }
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request("GET", "/socket", handshake));
            // Access control comes first.
            wire.read(true).expect(401);
        }
    }

    /** The answer is written by a thread that the container lends once the nodes are through. */
    @Test
    void whatIsPurgedIsFetchedAnew() throws IOException {
        get("/purged/cacheable", USER).expect(200);
        assertThat(get("/purged/cacheable", USER).field("Cache-Status").orElse(""))
                .startsWith("forebay; hit");
        String json = "{\"url\":\"http://localhost/purged/cacheable\"}";
        String fields = ADMIN + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n";
        await().untilAsserted(() -> {
            Wire.Answer purged = Wire.exchange(gateway.port(), request("POST", "/_forebay/purge", fields) + json);
            purged.expect(200);
            assertThat(purged.content()).contains("\"nodes\":1,\"acknowledged\":1");
        });
        assertThat(get("/purged/cacheable", USER).field("Cache-Status").orElse(""))
                .contains("fwd=uri-miss");
    }

    @Test
    void theStatusPageIsForAdmins() {
        get("/_forebay/", "").expect(401);
        get("/_forebay/", USER).expect(403);
        assertThat(get("/_forebay/", ADMIN).content()).contains("<html");
        assertThat(get("/_forebay/metrics", ADMIN).content()).contains("forebay_");
        get("/_forebay/metrics", USER).expect(403);
        assertThat(get("/_forebay/metrics", SCRAPER).content()).contains("forebay_cache_lost_writes_total");
        get("/_forebay/status.json", SCRAPER).expect(403);
        assertThat(get("/_forebay/status.json", ADMIN).content()).contains("\"pools\"");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void aReloadIsTakenUpAndABrokenOneIsNot() throws IOException {
        conf.write("forebay.yaml", BROKEN);
        await().untilAsserted(() ->
                assertThat(get("/_forebay/status.json", ADMIN).content()).contains(BROKEN_WHERE));
        assertThat(get("/_forebay/metrics", ADMIN).content())
                .containsPattern("forebay_config_loads_total\\{result=\"failed\"} [1-9]");
        assertThat(gateway.log()).contains(BROKEN_WHERE).contains("did you mean server?");
        get("/next", USER).expect(200);
        conf.pools(1, 1, 1000, a, b, c);
        await().untilAsserted(() ->
                assertThat(IntStream.range(0, 4).mapToObj(i -> servedBy())).containsOnly("c"));
    }

    @Test
    @Order(Integer.MAX_VALUE - 2)
    void rulesAreTakenUpTooAndBrokenOnesAreNot() throws IOException {
        String rules = Files.readString(conf.folder().resolve("shiro.ini"));
        conf.write("shiro.ini", rules.replace("/open/** = anon", "/open/** = anom"));
        await().untilAsserted(() -> assertThat(gateway.log()).containsPattern("shiro\\.ini:\\d+ .*anom"));
        assertThat(get("/_forebay/status.json", ADMIN).content()).contains("anom");
        get("/open/x", "").expect(200);
        get("/x", USER).expect(200);

        conf.write("shiro.ini", rules.replace("/open/** = anon", "/open/** = deny"));
        await().untilAsserted(() -> get("/open/x", "").expect(401));
        get("/x", USER).expect(200);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void undeployLeavesNoThreadAndNoMember() throws IOException {
        if (!container.undeploys()) {
            assertThat(gateway.healthy()).isTrue();
            return;
        }
        assertThat(gateway.threads()).anyMatch(ContainerIT::ours);
        gateway.undeploy();
        await().untilAsserted(() -> assertThat(gateway.threads()).noneMatch(ContainerIT::ours));
        if (container.forgetsRequests()) {
            await().atMost(FORGOTTEN)
                    .untilAsserted(() -> assertThat(gateway.liveClasses())
                            .as("with the threads %s", gateway.threads())
                            .doesNotContain(MEMBER));
        }
    }

    /** Threads of the JDK and of containers that have nothing to do live for a minute, with what is in their variables. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(3);

    /** What holds all of an embedded member; the library keeps one in the variables of threads that work with it. */
    private static final String MEMBER = "com.hazelcast.spi.impl.NodeEngineImpl";

    private static boolean ours(String thread) {
        return thread.contains("forebay")
                || thread.startsWith("hz.")
                || thread.contains("HttpClient@")
                || thread.contains("BalancingProxy")
                || thread.contains("ForkJoinPool-")
                || thread.contains("caffeine");
    }
}
