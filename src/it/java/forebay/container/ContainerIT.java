package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.SocketClient;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same scenario in every container, over real sockets, with the packaged WAR. One subclass a container. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ContainerIT {
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";
    private static final String ADMIN = "X-Api-Key: " + Conf.ADMIN_KEY + "\r\n";
    private static final String SCRAPER = "X-Api-Key: " + Conf.SCRAPER_KEY + "\r\n";

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

    private Wire.Answer get(String path, String fields) throws IOException {
        return Wire.exchange(gateway.port(), request("GET", path, fields));
    }

    private String request(String method, String path, String fields) {
        return method + " " + gateway.path(path) + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    }

    @Test
    void whoHasNoCredentialIsAskedForOne() throws IOException {
        Wire.Answer answer = get("/x", "");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("WWW-Authenticate")).isPresent();
        assertThat(answer.field("X-Request-Id")).isPresent();
        assertThat(answer.field("Cache-Status")).isEmpty();
    }

    @Test
    void whoLacksTheRoleIsForbidden() throws IOException {
        assertThat(get("/admin/x", USER).status()).isEqualTo(403);
        assertThat(get("/admin/x", ADMIN).status()).isEqualTo(200);
    }

    @Test
    void theKeyIsTakenAsBearerTokenToo() throws IOException {
        assertThat(get("/x", "Authorization: Bearer " + Conf.USER_KEY + "\r\n").status())
                .isEqualTo(200);
    }

    private static String basic(String password) {
        String pair = "ada:" + password;
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    @Test
    void aPasswordIsChecked() throws IOException {
        assertThat(get("/x", basic(Conf.PASSWORD)).status()).isEqualTo(200);
        assertThat(get("/x", basic("open")).status()).isEqualTo(401);
        assertThat(get("/admin/x", basic(Conf.PASSWORD)).status()).isEqualTo(403);
    }

    @Test
    void aTokenIsVerified() throws IOException {
        String token = conf.token();
        assertThat(get("/x", "Authorization: Bearer " + token + "\r\n").status())
                .isEqualTo(200);
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
        assertThat(get("/x", "Authorization: Bearer " + forged + "\r\n").status())
                .isEqualTo(401);
    }

    @Test
    void theAccessLogSaysWhatBecameOfARequestAndNoSecret() throws IOException {
        String id = get("/logged/cacheable", "Authorization: Bearer " + Conf.USER_KEY + "\r\n")
                .field("X-Request-Id")
                .orElseThrow();
        get("/logged/cacheable", basic(Conf.PASSWORD));
        get("/logged/cacheable", "Authorization: Bearer " + conf.token() + "\r\n");
        Path log = conf.folder().resolve("access.log");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(log).lines())
                        .anySatisfy(line -> assertThat(line)
                                .contains(
                                        "\"id\":\"" + id + "\"",
                                        "\"principal\":\"user\"",
                                        "\"status\":200",
                                        "\"upstream\":")
                                .contains("\"fwd\":\"uri-miss\"", "\"outcome\":\"answered\""))
                        .anySatisfy(line -> assertThat(line).contains("\"principal\":\"ada\"", "\"hit\":true"))
                        .anySatisfy(line -> assertThat(line).contains("\"principal\":\"grace\"", "\"hit\":true")));
        String secret = Conf.USER_KEY.substring(Conf.USER_KEY.lastIndexOf('_') + 1);
        assertThat(Files.readString(log) + gateway.log())
                .doesNotContain(secret, basic(Conf.PASSWORD).strip().substring(21), "eyJ");
    }

    @Test
    void twoCredentialsAreRefused() throws IOException {
        assertThat(get("/x", USER + "Authorization: Bearer " + Conf.USER_KEY + "\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theUpstreamSeesTheReceivedTargetAndNoCredential() throws IOException {
        String target = "/echo/p%C3%A9%7e?q=%7e" + (container.passesBrokenQuery() ? "&a=%zz" : "");
        Wire.Answer answer = get(target, USER);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content())
                .startsWith("GET " + target + " HTTP/1.1\r\n")
                .containsIgnoringCase("X-Forwarded-For: 127.0.0.1")
                .containsIgnoringCase("X-Request-Id: ")
                .containsIgnoringCase("Via: ")
                .doesNotContainIgnoringCase("X-Api-Key")
                .doesNotContain(Conf.USER_KEY);
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
        assertThat(get("/hit/cacheable", USER + "If-None-Match: \"v1\"\r\n").status())
                .isEqualTo(304);
        assertThat(get("/hit/cacheable", "").status())
                .as("access control comes before the cache")
                .isEqualTo(401);
    }

    @Test
    void requestsAreSpreadByWeight() throws IOException {
        List<String> answered = IntStream.range(0, 60)
                .mapToObj(i -> {
                    try {
                        return get("/spread", USER).field("X-Served-By").orElseThrow();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
        assertThat(java.util.Collections.frequency(answered, "a")).isEqualTo(30);
        assertThat(java.util.Collections.frequency(answered, "b")).isEqualTo(20);
        assertThat(java.util.Collections.frequency(answered, "c")).isEqualTo(10);
    }

    @Test
    void responseFieldsPassRaw() throws IOException {
        Wire.Answer answer = get("/odd-fields", USER);
        assertThat(answer.field("Location")).contains("/x?q=a,b");
        assertThat(answer.field("Content-Disposition")).contains("attachment; filename=\"a,b.txt\"");
        assertThat(answer.field("X-Nominated")).isEmpty();
        assertThat(answer.field("Content-Type")).isEmpty();
    }

    @Test
    void anInterimResponseDoesNotDisturbTheFinalOne() throws IOException {
        assertThat(get("/early", USER).content()).isEqualTo("after the hint");
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
        CarriedParts.wholeServer(gateway, container, a, b, c);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/unsolicited-101", "/garbage"})
    void whatIsNoResponseIs502(String path) throws IOException {
        Wire.Answer answer = get(path, USER);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("Proxy-Status")).isPresent();
        assertThat(get("/next", USER).status()).isEqualTo(200);
    }

    @Test
    void aRouteRewritesAndRedirects() throws IOException {
        Wire.Answer rewritten = get("/open/rewritten/echo/r%61w?x", "");
        assertThat(rewritten.status()).isEqualTo(200);
        assertThat(rewritten.field("X-Route")).contains("r");
        assertThat(rewritten.content()).startsWith("GET /open/echo/r%61w?x HTTP/1.1\r\n");

        Wire.Answer moved = get("/open/old/a?b", "");
        assertThat(moved.status()).isEqualTo(308);
        assertThat(moved.field("Location")).contains("http://localhost" + gateway.path("/open/new/a?b"));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(get("/open/limited/echo/" + i, "").status()).isEqualTo(200);
        }
        Wire.Answer tooMany = get("/open/limited/echo/3", "");
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(Integer.parseInt(tooMany.field("Retry-After").orElseThrow())).isBetween(3_000, 3_600);
        assertThat(tooMany.content()).contains("\"code\":\"rate-limited\"");
        assertThat(get("/open/echo/3", "").status()).as("another route").isEqualTo(200);
    }

    @Test
    void noUpstreamToReachIsAnErrorOfItsOwn() throws IOException {
        Wire.Answer answer = get("/open/refusing", "");
        assertThat(answer.status()).isIn(502, 503);
        assertThat(answer.field("Proxy-Status")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cut", "/cut-chunked", "/cut-cacheable"})
    void aCutNeverEndsCleanly(String path) throws IOException {
        Wire.Answer answer = get("/x" + path, USER);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clean()).isFalse();
        Wire.Answer again = get("/x" + path, USER);
        assertThat(again.field("Cache-Status"))
                .hasValueSatisfying(value -> assertThat(value).contains("fwd=").doesNotContain("hit"));
        assertThat(again.clean()).isFalse();
    }

    @Test
    void eventsArriveWhenTheyAreSent() throws IOException {
        List<CountDownLatch> gates = List.of(a.holdEvents(), b.holdEvents(), c.holdEvents());
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request("GET", "/sse", USER));
            assertThat(wire.readHead().status()).isEqualTo(200);
            wire.line();
            assertThat(wire.line()).isEqualTo("data: 1");
            gates.forEach(CountDownLatch::countDown);
            wire.line();
            wire.line();
            wire.line();
            assertThat(wire.line()).isEqualTo("data: 2");
        } finally {
            gates.forEach(CountDownLatch::countDown);
        }
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
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(log).lines())
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
            assertThat(wire.read(true).status())
                    .as("access control comes first")
                    .isEqualTo(401);
        }
    }

    @Test
    void anUploadArrivesWhole() throws IOException {
        int size = 8 * 1024 * 1024;
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request("POST", "/upload", USER + "Content-Length: " + size + "\r\n"));
            wire.send(new byte[size]);
            assertThat(wire.read(true).content()).endsWith("received " + size);
        }
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request("POST", "/upload", USER + "Transfer-Encoding: chunked\r\n"));
            for (int i = 0; i < 64; i++) {
                wire.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }
            wire.send("0\r\n\r\n");
            assertThat(wire.read(true).content()).endsWith("received " + 64 * 0x4000);
        }
    }

    @Test
    void aBrokenChunkIsTheClientsFault() throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request("POST", "/upload", USER + "Transfer-Encoding: chunked\r\n") + "zz\r\nx\r\n");
            if (container.answersBrokenContent()) {
                assertThat(wire.read(true).status()).isEqualTo(400);
            } else {
                assertThat(wire.closed()).isTrue();
            }
        }
        assertThat(get("/next", USER).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ADMIN",
                "/admin%20",
                "/admin.",
                "/%2561dmin",
                "//admin",
                "/x/%2e%2e/admin",
                "/x/..;/admin",
                "/admin%2fx",
                "/ADMIN/x",
                "/admin%20/x",
                "/admin./x",
                "/x/../admin/x",
                "/admin;/x",
                "/admin%5cx",
                "/admin/%00",
                "/admin%c0%af"
            })
    void noSpellingGetsPastARule(String path) throws IOException {
        Wire.Answer answer = get(path, USER);
        assertThat(answer.status()).isIn(400, 403);
        assertThat(get("/next", USER).status()).isEqualTo(200);
    }

    @Test
    void theStatusPageIsForAdmins() throws IOException {
        assertThat(get("/_forebay/", "").status()).isEqualTo(401);
        assertThat(get("/_forebay/", USER).status()).isEqualTo(403);
        assertThat(get("/_forebay/", ADMIN).content()).contains("<html");
        assertThat(get("/_forebay/metrics", ADMIN).content()).contains("forebay_");
        assertThat(get("/_forebay/metrics", USER).status()).isEqualTo(403);
        assertThat(get("/_forebay/metrics", SCRAPER).content()).contains("forebay_cache_lost_writes_total");
        assertThat(get("/_forebay/status.json", SCRAPER).status()).isEqualTo(403);
        assertThat(get("/_forebay/status.json", ADMIN).content()).contains("\"pools\"");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void aReloadIsTakenUpAndABrokenOneIsNot() throws IOException {
        conf.write("forebay.yaml", "pools: [broken");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(get("/_forebay/status.json", ADMIN).content())
                                .contains("forebay.yaml:"));
        assertThat(get("/_forebay/metrics", ADMIN).content())
                .containsPattern("forebay_config_loads_total\\{result=\"failed\"} [1-9]");
        assertThat(get("/next", USER).status()).isEqualTo(200);
        conf.pools(1, 1, 1000, a, b, c);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(IntStream.range(0, 4).mapToObj(i -> {
                            try {
                                return get("/spread", USER).field("X-Served-By").orElseThrow();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }))
                        .containsOnly("c"));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void undeployLeavesNoThread() throws IOException {
        if (!container.undeploys()) {
            assertThat(gateway.healthy()).isTrue();
            return;
        }
        assertThat(gateway.threads()).anyMatch(ContainerIT::ours);
        gateway.undeploy();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gateway.threads()).noneMatch(ContainerIT::ours));
    }

    private static boolean ours(String thread) {
        return thread.contains("forebay")
                || thread.startsWith("hz.")
                || thread.contains("HttpClient@")
                || thread.contains("BalancingProxy")
                || thread.contains("ForkJoinPool-")
                || thread.contains("caffeine");
    }
}
