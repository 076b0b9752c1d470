package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.HealthCheckSettings;
import forebay.balance.HealthCheckSettings.Http;
import forebay.balance.HealthCheckSettings.StatusRange;
import forebay.balance.HealthSettings;
import forebay.balance.OutlierSettings;
import forebay.balance.Standing;
import forebay.balance.UpstreamStatus;
import forebay.support.Http2Origin;
import forebay.support.ProxyUnderTest;
import forebay.support.ScriptedOrigin;
import forebay.support.WholeGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams are asked whether they are well, and get requests only while they are. */
class HealthCheckIT {
    @TempDir
    Path folder;

    private static final Http GET = http("GET", Optional.empty(), Optional.empty(), Optional.empty());

    private static Http http(
            String method, Optional<String> host, Optional<String> contains, Optional<String> matches) {
        List<StatusRange> statuses = List.of(new StatusRange(200, 299), new StatusRange(404, 404));
        return new Http(method, "/health?deep=1", host, statuses, contains, matches);
    }

    /** Shorter than an answer may take on a busy machine: only for what ends in no answer. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static HealthSettings checking(Optional<Http> http, OptionalInt port, boolean startHealthy) {
        return checking(http, port, Duration.ofSeconds(30), startHealthy);
    }

    private static HealthSettings checking(
            Optional<Http> http, OptionalInt port, Duration timeout, boolean startHealthy) {
        return new HealthSettings(
                Optional.of(new HealthCheckSettings(
                        http, port, Duration.ofMillis(50), Duration.ofMillis(20), 10, timeout, 2, 2, startHealthy)),
                OutlierSettings.DEFAULT,
                Duration.ZERO);
    }

    private static UpstreamStatus status(ProxyUnderTest proxy) {
        return proxy.pools().pool("app").orElseThrow().status().get(0);
    }

    private static void awaitStanding(ProxyUnderTest proxy, Standing standing) {
        await().until(() -> status(proxy).standing() == standing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 500 X\\nContent-Length: 0\\n\\n | status 500",
                "HTTP/1.1 302 X\\nLocation: /\\nContent-Length: 0\\n\\n | status 302",
                "HTTP/1.1 200 X\\nContent-Length: 4\\n\\ndown | content is not as expected",
                "garbage\\n\\n | http_protocol_error",
                "'' | no answer within 300 ms",
            })
    void whatIsNotAsExpectedMakesUnhealthyAndWhatIsMakesHealthyAgain(String bad, String reason) throws Exception {
        AtomicReference<String> answer = new AtomicReference<>("HTTP/1.1 404 X\nContent-Length: 8\n\n>> up <<");
        Http expecting = http("GET", Optional.of("app.test:81"), Optional.of("up"), Optional.of("u[p]"));
        HealthSettings settings = bad.isEmpty()
                ? checking(Optional.of(expecting), OptionalInt.empty(), SHORT, false)
                : checking(Optional.of(expecting), OptionalInt.empty(), false);
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.send(answer.get()));
                ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(settings, origin.url()))) {
            awaitStanding(proxy, Standing.AVAILABLE);
            assertThat(origin.heads().get(0).line()).isEqualTo("GET /health?deep=1 HTTP/1.1");
            assertThat(origin.heads().get(0).all("Host")).containsExactly("app.test:81");

            answer.set(bad.replace("\\n", "\n"));
            awaitStanding(proxy, Standing.UNHEALTHY);
            assertThat(status(proxy).reason()).isEqualTo("health check: " + reason);

            answer.set("HTTP/1.1 200 X\nContent-Length: 2\n\nup");
            awaitStanding(proxy, Standing.AVAILABLE);
            assertThat(status(proxy).healthChanges()).isGreaterThanOrEqualTo(3);
        }
    }

    /** Else it would take two of the intervals, of an hour each. */
    @Test
    void aCheckThatContradictsWhatHoldsIsRepeatedSoon() throws Exception {
        HealthSettings seldom = new HealthSettings(
                Optional.of(new HealthCheckSettings(
                        Optional.of(GET),
                        OptionalInt.empty(),
                        Duration.ofHours(1),
                        Duration.ofMillis(20),
                        10,
                        Duration.ofSeconds(30),
                        2,
                        2,
                        false)),
                OutlierSettings.DEFAULT,
                Duration.ZERO);
        try (ScriptedOrigin origin = ScriptedOrigin.answering("up");
                ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(seldom, origin.url()))) {
            awaitStanding(proxy, Standing.AVAILABLE);
            assertThat(origin.heads()).hasSize(2);
        }
    }

    @Test
    void anUnhealthyUpstreamGetsNoRequests() throws Exception {
        try (ScriptedOrigin sick = ScriptedOrigin.start(
                        c -> c.answer(c.head().line().contains("/health") ? 503 : 200, "", "sick"));
                ScriptedOrigin well = ScriptedOrigin.answering("well");
                ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(
                        checking(Optional.of(GET), OptionalInt.empty(), true), sick.url(), well.url()))) {
            awaitStanding(proxy, Standing.UNHEALTHY);
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").content()).isEqualTo("well");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1", "h2c"})
    void anInterimResponseIsNotTheAnswer(String protocol) throws Exception {
        try (ScriptedOrigin http1 = ScriptedOrigin.start(c -> c.send("HTTP/1.1 103 Early Hints\nLink: </x>\n\n"
                        + "HTTP/1.1 102 Processing\n\nHTTP/1.1 200 X\nContent-Length: 2\n\nup"));
                Http2Origin http2 = Http2Origin.start((answer, number) ->
                        answer.head(103, false, "link", "</x>").head(200, false).data("up", true));
                WholeGateway gateway = new WholeGateway(
                        folder, """
                pools:
                  app:
                    upstreams: [{url: '%s'}]
                    connection: {protocol: %s}
                    panic-threshold: 0
                    health-check: {interval: 20ms, start: unhealthy, status: [200], contains: up}
                """.formatted(protocol.equals("http1") ? http1.url() : http2.url(), protocol))) {
            await().until(() -> gateway.get("/_forebay/status.json", "X-Api-Key: " + WholeGateway.OPERATOR + "\n")
                    .content()
                    .contains("\"available\""));
        }
    }

    @Test
    void aLongAnswerIsReadNoFurtherThanNeeded() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send("HTTP/1.1 200 X\nTransfer-Encoding: chunked\n\n");
                    while (true) {
                        c.send("400\n" + "up".repeat(512) + "\n");
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(
                        checking(
                                Optional.of(http("GET", Optional.empty(), Optional.of("upup"), Optional.empty())),
                                OptionalInt.empty(),
                                false),
                        origin.url()))) {
            awaitStanding(proxy, Standing.AVAILABLE);
        }
    }

    @Test
    void aConnectionIsEnoughByTcpOnAPortOfItsOwn() throws Exception {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(
                checking(Optional.empty(), OptionalInt.of(listening.getLocalPort()), false),
                ScriptedOrigin.nowhere()))) {
            awaitStanding(proxy, Standing.AVAILABLE);
            listening.close();
            awaitStanding(proxy, Standing.UNHEALTHY);
            assertThat(status(proxy).reason()).isEqualTo("health check: connection_refused");
        } finally {
            listening.close();
        }
    }

    @Test
    void whatWasFoundOutlivesAReloadAndEndsWithTheChecks() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(503, "", ""));
                ProxyUnderTest proxy = ProxyUnderTest.before(
                        ProxyUnderTest.pool(checking(Optional.of(GET), OptionalInt.empty(), true), origin.url()))) {
            awaitStanding(proxy, Standing.UNHEALTHY);
            proxy.reload(
                    ProxyUnderTest.SETTINGS,
                    ProxyUnderTest.pool(checking(Optional.of(GET), OptionalInt.empty(), true), origin.url()));
            assertThat(status(proxy).standing()).isEqualTo(Standing.UNHEALTHY);

            proxy.reload(ProxyUnderTest.SETTINGS, ProxyUnderTest.pool(HealthSettings.DEFAULT, origin.url()));
            assertThat(status(proxy).standing()).isEqualTo(Standing.AVAILABLE);
            AtomicInteger asked = new AtomicInteger(-1);
            await("no more is asked")
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> asked.getAndSet(origin.heads().size())
                            == origin.heads().size());
            assertThat(status(proxy).standing()).isEqualTo(Standing.AVAILABLE);
        }
    }

    @Test
    void oneThatJoinsIsCheckedToo() throws Exception {
        try (ScriptedOrigin well = ScriptedOrigin.answering("well");
                ScriptedOrigin sick = ScriptedOrigin.start(c -> c.answer(503, "", ""))) {
            HealthSettings health = checking(Optional.of(GET), OptionalInt.empty(), true);
            try (ProxyUnderTest proxy = ProxyUnderTest.before(ProxyUnderTest.pool(health, well.url()))) {
                URI[] both = {sick.url(), well.url()};
                proxy.reload(ProxyUnderTest.SETTINGS, ProxyUnderTest.pool(health, both));
                awaitStanding(proxy, Standing.UNHEALTHY);
            }
        }
    }
}
