package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.embedded.SelfSigned;
import forebay.exchange.Attempt.Outcome;
import forebay.proxy.ProxySettings.Reuse;
import forebay.support.ChangedSettings;
import forebay.support.Http2Origin;
import forebay.support.Http2Origin.Answer;
import forebay.support.ProxyUnderTest;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.SecureOrigin;
import forebay.support.WholeGateway;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that speak HTTP/2. */
class Http2UpstreamIT {
    private static final String POST = "POST /a?b HTTP/1.1\nHost: app.test\nContent-Length: 4\n\ndata";

    @TempDir
    Path folder;

    private static ProxySettings settings(UpstreamProtocol protocol, Duration idle, UpstreamTls tls, Reuse reuse) {
        return new ChangedSettings()
                .idle(idle)
                .reuse(reuse)
                .tls(tls)
                .protocol(protocol)
                .settings();
    }

    static ProxySettings h2c() {
        return settings(UpstreamProtocol.H2C, ProxyUnderTest.SETTINGS.idle(), UpstreamTls.DEFAULT, Reuse.ANY);
    }

    private static ProxyUnderTest before(Http2Origin... origins) throws Exception {
        URI[] urls = new URI[origins.length];
        for (int i = 0; i < origins.length; i++) {
            urls[i] = origins[i].url();
        }
        return ProxyUnderTest.before(h2c(), urls);
    }

    private static void answer(Answer answer, String text) throws Exception {
        answer.head(200, false, "x-by", "HTTP2").data(text, true);
    }

    @Test
    void requestsGoAsRfc9113HasThem() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> answer(answer, "x"));
                ProxyUnderTest proxy = before(origin)) {
            RawClient.Answer answer = proxy.exchange(
                    "GET /a%2fb//c?d=|e HTTP/1.1\nHost: app.test\nX-MiXed: VaLue\nConnection: X-Hop\nX-Hop: 1\nTE: gzip\n\n");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo("x");
            assertThat(answer.field("X-By")).isEqualTo("HTTP2");
            assertThat(answer.field("Via")).isEqualTo("2.0 forebay");
            var head = origin.heads().get(0);
            assertThat(head.getHttpURI().getPathQuery()).isEqualTo("/a%2fb//c?d=|e");
            assertThat(head.getHttpURI().getAuthority())
                    .isEqualTo("127.0.0.1:" + origin.url().getPort());
            assertThat(head.getHttpFields().stream().map(HttpField::getName))
                    .contains("x-mixed")
                    .allSatisfy(name -> assertThat(name).isLowerCase())
                    .doesNotContain("host", "connection", "transfer-encoding", "te", "x-hop", "content-length");
            assertThat(head.getHttpFields().get("x-mixed")).isEqualTo("VaLue");
        }
    }

    @Test
    void contentGoesBothWaysAndRequestsShareAConnection() throws Exception {
        String large = "0123456789".repeat(200_000);
        CountDownLatch all = new CountDownLatch(8);
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    await().until(() -> answer.content().ended());
                    all.countDown();
                    all.await();
                    answer.head(200, false).data(answer.content().text(), true);
                });
                ProxyUnderTest proxy = before(origin)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(proxy.client()
                        .send("POST / HTTP/1.1\nHost: app.test\nContent-Length: " + large.length() + "\n\n" + large));
            }
            for (RawClient client : clients) {
                assertThat(client.read("POST").content()).isEqualTo(large);
                client.close();
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void interimResponsesArePassedOverAndTrailersPass() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    answer.head(103, false, "link", "</x>").head(200, false).data("abc", false);
                    answer.trailers("x-sum", "3", "content-length", "7");
                });
                ProxyUnderTest proxy = before(origin)) {
            try (RawClient client = proxy.client()) {
                RawClient.Answer answer = client.send(
                                "GET / HTTP/1.1\nHost: app.test\nTE: trailers\nConnection: TE, close\n\n")
                        .read("GET");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.content()).isEqualTo("abc");
                assertThat(answer.trailers()).containsExactly("x-sum: 3");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "cut", "short", "short with trailers", "long", "goaway"})
    void contentThatIsCutNeverLooksWhole(String how) throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    if (how.startsWith("short") || how.equals("long")) {
                        answer.head(200, false, "content-length", "10").data("begun", false);
                    } else {
                        answer.head(200, false).data("begun", false);
                    }
                    switch (how) {
                        case "reset" -> answer.reset(ErrorCode.INTERNAL_ERROR.code);
                        case "short" -> answer.data("", true);
                        case "short with trailers" -> answer.trailers("x-sum", "5");
                        case "long" -> answer.data("and too much", true);
                        case "goaway" -> {
                            answer.stream().getSession().close(ErrorCode.INTERNAL_ERROR.code, "", Callback.NOOP);
                            answer.cut();
                        }
                        default -> answer.cut();
                    }
                });
                ProxyUnderTest proxy = before(origin);
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            RawClient.Answer answer = client.read("GET");
            assertThat(answer.complete() && answer.status() == 200).isFalse();
            await().until(() -> proxy.finished().size() == 1);
            assertThat(proxy.finished().get(0).attempts().get(0).outcome())
                    .isIn(Outcome.BROKEN_AFTER_HEAD, Outcome.BROKEN_BEFORE_HEAD);
        }
    }

    /** Of 64 KiB as many bytes as the path says come, until the whole may come. */
    @Test
    void contentThatIsCutAnywhereIsNotStored() throws Exception {
        String content = "0123456789abcdef".repeat(4096);
        Set<String> whole = ConcurrentHashMap.newKeySet();
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    String path = answer.head().getHttpURI().getPath();
                    if (whole.contains(path)) {
                        answer.head(200, false, "cache-control", "max-age=600").data(content, true);
                    } else {
                        cut(answer, path.substring(1, path.lastIndexOf('/')), content, path);
                    }
                });
                WholeGateway gateway = new WholeGateway(folder, """
                        pools:
                          app: {upstreams: [{url: "%s"}], connection: {protocol: h2c}}
                        routes:
                          - {path: /, pool: app}
                        """.formatted(origin.url()))) {
            for (String how : List.of("reset", "closed", "short", "short with trailers")) {
                for (int at : new int[] {0, 1, 8191, 8192, 16_384, 16_385, 32_767, 50_000, 65_535}) {
                    String path = "/" + how.replace(' ', '-') + "/" + at;
                    RawClient.Answer cut = gateway.get(path);
                    assertThat(cut.complete() && cut.status() == 200).as(path).isFalse();
                    whole.add(path);
                    assertThat(gateway.get(path).content()).as(path).isEqualTo(content);
                    RawClient.Answer hit = gateway.get(path);
                    assertThat(hit.content()).as(path).isEqualTo(content);
                    assertThat(hit.field("Cache-Status")).as(path).startsWith("forebay; hit");
                }
            }
        }
    }

    private static void cut(Http2Origin.Answer answer, String how, String content, String path) throws Exception {
        String part = content.substring(0, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
        if (how.startsWith("short")) {
            answer.head(200, false, "cache-control", "max-age=600", "content-length", "" + content.length());
        } else {
            answer.head(200, false, "cache-control", "max-age=600");
        }
        if (how.equals("short")) {
            answer.data(part, true);
            return;
        }
        answer.data(part, false);
        switch (how) {
            case "reset" -> answer.reset(ErrorCode.NO_ERROR.code);
            case "closed" -> answer.cut();
            default -> answer.trailers("x-sum", "5");
        }
    }

    @Test
    void anotherResetIsNotRepeatedForAPost() throws Exception {
        try (Http2Origin origin = Http2Origin.start((answer, number) -> answer.reset(ErrorCode.INTERNAL_ERROR.code));
                ProxyUnderTest proxy = before(origin, origin)) {
            assertThat(proxy.exchange(POST).status()).isEqualTo(502);
            assertThat(origin.heads()).hasSize(1);
        }
    }

    @Test
    void aRequestAboveTheLastStreamGoesAgainOverAnotherConnection() throws Exception {
        AtomicReference<Answer> first = new AtomicReference<>();
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    if (number == 1) {
                        first.set(answer);
                        return;
                    }
                    if (number == 2) {
                        ((org.eclipse.jetty.http2.HTTP2Session) answer.stream().getSession())
                                .goAway(new GoAwayFrame(first.get().stream().getId(), 0, new byte[0]), Callback.NOOP);
                        answer(first.get(), "first");
                        return;
                    }
                    await().until(() -> answer.content().ended());
                    answer(answer, answer.content().text());
                });
                ProxyUnderTest proxy = before(origin);
                RawClient begun = proxy.client()) {
            begun.send("GET /first HTTP/1.1\nHost: app.test\n\n");
            await().until(() -> first.get() != null);
            assertThat(proxy.exchange(POST).content()).isEqualTo("data");
            assertThat(begun.read("GET").content()).isEqualTo("first");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatLeavesResetsItsStreamOnly() throws Exception {
        AtomicReference<Answer> left = new AtomicReference<>();
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    if (number == 1) {
                        answer.head(200, false).data("begun", false);
                        left.set(answer);
                        while (!answer.stream().isReset()) {
                            answer.data("more ".repeat(1000), false);
                        }
                    } else {
                        answer(answer, "fine");
                    }
                });
                ProxyUnderTest proxy = before(origin)) {
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\nHost: app.test\n\n");
                await().until(() -> left.get() != null);
            }
            await().until(() -> left.get().stream().isReset());
            assertThat(proxy.get("/").content()).isEqualTo("fine");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUpstreamThatIsSilentIsGivenUpAndItsConnectionNotUsedAgain() throws Exception {
        Set<Session> silent = ConcurrentHashMap.newKeySet();
        Set<Session> speaking = ConcurrentHashMap.newKeySet();
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    boolean silence = answer.head().getHttpURI().getPath().equals("/silent");
                    (silence ? silent : speaking).add(answer.stream().getSession());
                    if (silence) {
                        answer.head(200, false).data("begun", false);
                    } else {
                        answer(answer, "fine");
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        settings(UpstreamProtocol.H2C, Duration.ofMillis(300), UpstreamTls.DEFAULT, Reuse.ANY),
                        origin.url())) {
            // On a busy machine what speaks may seem silent, too.
            await().until(() -> !proxy.get("/silent").complete());
            await().until(() -> proxy.get("/").content().equals("fine"));
            assertThat(speaking).isNotEmpty().doesNotContainAnyElementsOf(silent);
        }
    }

    @Test
    void aShortKeepAliveDoesNotEndARequest() throws Exception {
        Reuse brief = new Reuse(
                java.util.Optional.of(Duration.ofMillis(100)),
                java.util.Optional.empty(),
                java.util.OptionalInt.empty());
        CountDownLatch go = new CountDownLatch(1);
        try (Http2Origin origin = Http2Origin.start((answer, number) -> {
                    if (number == 1) {
                        go.await();
                    }
                    answer(answer, "late");
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        settings(UpstreamProtocol.H2C, ProxyUnderTest.SETTINGS.idle(), UpstreamTls.DEFAULT, brief),
                        origin.url());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\nHost: app.test\n\n");
            await().during(Duration.ofMillis(500)).until(() -> proxy.finished().isEmpty());
            go.countDown();
            assertThat(client.read("GET").content()).isEqualTo("late");
        }
    }

    @Test
    void tlsAgreesOnHttp2AndFallsBackToHttp1() throws Exception {
        SelfSigned signed = SelfSigned.create(folder, "EC");
        UpstreamTls trusting = UpstreamTls.DEFAULT.trusting(signed.certificatePem(folder.resolve("ca.pem")));
        ProxySettings h2 = settings(UpstreamProtocol.H2, ProxyUnderTest.SETTINGS.idle(), trusting, Reuse.ANY);
        try (Http2Origin origin = Http2Origin.start(
                        signed.store(), SelfSigned.PASSWORD, (answer, number) -> answer(answer, "x"));
                ProxyUnderTest proxy = ProxyUnderTest.before(h2, origin.url())) {
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.field("Via")).isEqualTo("2.0 forebay");
            assertThat(origin.heads().get(0).getHttpURI().getAuthority())
                    .isEqualTo("localhost:" + origin.url().getPort());
        }
        try (SecureOrigin origin = new SecureOrigin(signed.store(), SelfSigned.PASSWORD, null);
                ProxyUnderTest proxy = ProxyUnderTest.before(h2, origin.url())) {
            RawClient.Answer answer = proxy.get("/");
            assertThat(answer.content()).startsWith("names=");
            assertThat(answer.field("Via")).isEqualTo("1.1 forebay");
        }
    }

    @Test
    void aChangeOfProtocolIsAskedForByHttp1() throws Exception {
        try (ScriptedOrigin origin =
                        ScriptedOrigin.start(c -> c.answer(403, "", c.head().line()));
                ProxyUnderTest proxy = ProxyUnderTest.before(h2c(), origin.url())) {
            RawClient.Answer answer = proxy.exchange("""
                    GET /ws HTTP/1.1
                    Host: app.test
                    Connection: Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                    """);
            assertThat(answer.content()).isEqualTo("GET /ws HTTP/1.1");
        }
    }

    @Test
    void anUpstreamThatSpeaksNoHttp2Is502() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("x");
                ProxyUnderTest proxy = ProxyUnderTest.before(h2c(), origin.url())) {
            assertThat(proxy.get("/").status()).isIn(502, 503);
        }
    }
}
