package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.exchange.Exchange;
import forebay.guard.RawClient.Answer;
import forebay.http.CanonicalTarget;
import forebay.http.CanonicalTarget.Accepted;
import forebay.http.Fields;
import forebay.support.Targets;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An exchange is begun once and ends once, however a request ends; and all of a server reads the same path. */
class RequestGuardIT {
    private GuardedServer server;

    private void start(String contextPath) throws Exception {
        server = new GuardedServer(contextPath);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try {
            await().atMost(Duration.ofSeconds(60)).until(server::holdsNothing);
            assertThat(server.hasFinishedMore()).isFalse();
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest(name = "mounted at {0}, {1} is {2}")
    @CsvSource({
        "/, /a?b, /a?b",
        "/, /forebay/forebay/a, /forebay/forebay/a",
        "/forebay, /forebay/a?b, /a?b",
        "/forebay, /forebay/forebay/a, /forebay/a",
        "/forebay, /forebay/, /",
        "/forebay, /forebay/_forebay/x, /_forebay/x"
    })
    void theContextPathIsTakenOffOnce(String contextPath, String sent, String target) throws Exception {
        start(contextPath);

        assertThat(get(sent).field("X-Received")).contains(target);
        assertThat(server.nextFinished().request().target()).isEqualTo(target);
    }

    @ParameterizedTest(name = "mounted at /forebay, {0} is not served")
    @CsvSource({"/fore%62ay/a", "/x/../forebay/a", "/forebay/../forebay/a", "/forebay;x/a", "/./forebay/a"})
    void theContextPathIsSpelledLiterally(String sent) throws Exception {
        start("/forebay");

        assertThat(get(sent).status()).isIn(400, 404);
        await().atMost(Duration.ofSeconds(60)).until(server::holdsNothing);
        while (server.hasFinishedMore()) {
            assertThat(server.nextFinished().refusal()).isPresent();
        }
    }

    @Test
    void fieldLinesAreReadRawAndInTheirOrder() throws Exception {
        start("/");
        try (RawClient client = new RawClient(server.port())) {
            client.send(
                    "GET /a HTTP/1.1\r\nHost: x.test\r\nx-b: 1\r\nX-A: 2\r\nX-B: 3, \"4\"\r\nX-C:\r\nx-a: 5\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }

        assertThat(server.nextFinished().request().fields())
                .isEqualTo(
                        Fields.of("Host", "x.test", "x-b", "1", "X-A", "2", "X-B", "3, \"4\"", "X-C", "", "x-a", "5"));
    }

    @Test
    void everyAnswerHasTheRequestId() throws Exception {
        start("/");
        Answer served = get("/a");

        assertThat(served.field("X-Request-Id"))
                .contains(server.nextFinished().arrival().id());
    }

    @Test
    void anAsynchronousExchangeEndsWithItsLastCycle() throws Exception {
        start("/");
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /async HTTP/1.1\r\nHost: x.test\r\n\r\n");
            server.nextWaiting().dispatch();
            AsyncContext second = server.nextWaiting();
            assertThat(server.hasFinishedMore()).isFalse();
            ((HttpServletResponse) second.getResponse()).setStatus(203);
            second.complete();

            assertThat(client.answer().status()).isEqualTo(203);
        }
        Exchange exchange = server.nextFinished();
        assertThat(exchange.outcome()).map(Exchange.Outcome::status).contains(203);
        assertThat(exchange.outcome()).map(Exchange.Outcome::aborted).contains(false);
    }

    @Test
    void asynchronousProcessingThatEndsAtOnceEndsTheExchange() throws Exception {
        start("/");

        assertThat(get("/complete").status()).isEqualTo(202);
        assertThat(server.nextFinished().outcome())
                .map(Exchange.Outcome::status)
                .contains(202);
    }

    @Test
    void aTimeOutEndsTheExchange() throws Exception {
        start("/");

        assertThat(get("/timeout").status()).isEqualTo(500);
        assertThat(server.nextFinished().outcome())
                .map(Exchange.Outcome::status)
                .contains(500);
    }

    @ParameterizedTest
    @CsvSource({"/throw", "/throw-async"})
    void aFailureIsAnsweredWithoutInternals(String path) throws Exception {
        start("/");
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.content()).contains("internal-error").doesNotContain("on purpose");
        Exchange exchange = server.nextFinished();
        assertThat(exchange.refusal()).contains("internal-error");
        assertThat(exchange.outcome()).map(Exchange.Outcome::status).contains(500);
    }

    @Test
    void aFailureAfterTheHeadNeverEndsTheAnswerCleanly() throws Exception {
        start("/");
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /throw-late HTTP/1.1\r\nHost: x.test\r\n\r\n");

            assertThat(client.rest()).startsWith("HTTP/1.1 200").doesNotEndWith("\r\n0\r\n\r\n");
        }
        assertThat(server.nextFinished().outcome())
                .map(Exchange.Outcome::aborted)
                .contains(true);
    }

    @Test
    void aDrainingGatewaySendsClientsElsewhere() throws Exception {
        start("/");
        server.inFlight().drain();

        assertThat(get("/a").field("Connection")).contains("close");
        server.nextFinished();
    }

    /** The guard, the container's own reading and what goes upstream agree on every target that passes. */
    @Test
    void whatPassesIsReadInOneWay() throws Exception {
        start("/");
        List<String> targets = Targets.sequence(new Random(42), 4_000).stream()
                .filter(Targets::fitsRequestLine)
                .toList();
        int passed = 0;
        RawClient client = new RawClient(server.port());
        for (String target : targets) {
            Answer answer = client.send("GET " + target + " HTTP/1.1\r\nHost: x.test\r\n\r\n")
                    .answer();
            if (answer.status() == 200) {
                passed++;
                assertReadAs(target, answer);
            } else {
                assertThat(answer.status()).as(target).isEqualTo(400);
            }
            if (answer.status() != 200) { // each refusal, the container's too, closes the connection
                client.close();
                client = new RawClient(server.port());
            }
        }
        client.close();
        assertThat(passed).isGreaterThan(100);
        await().atMost(Duration.ofSeconds(60)).until(server::holdsNothing);
        while (server.hasFinishedMore()) {
            server.nextFinished();
        }
    }

    private static void assertReadAs(String target, Answer answer) {
        CanonicalTarget expected = ((Accepted) CanonicalTarget.parse(target, Set.of())).target();
        String container = answer.field("X-Container-Path").orElseThrow();

        assertThat(answer.field("X-Received")).contains(target);
        assertThat(URLDecoder.decode(container, StandardCharsets.UTF_8))
                .as("what the container makes of %s", target)
                .isEqualTo(expected.path());
        assertThat(URLDecoder.decode(answer.field("X-Path").orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo(expected.path());
    }

    private Answer get(String target) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: x.test\r\n\r\n")
                    .answer();
        }
    }
}
