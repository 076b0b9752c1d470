package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.exchange.Exchange;
import forebay.guard.RawClient.Answer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes on the wire: a clear answer, a closed connection, and the next request is served. */
class MalformedRequestIT {
    private static GuardedServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new GuardedServer("/");
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    /** In a request, ␊ stands for CR LF, ␀ for NUL, and the end of the head is added. */
    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET /x/../admin HTTP/1.1␊Host: x.test | target-dot-segment",
                "GET /x/%2e%2e/admin HTTP/1.1␊Host: x.test | target-dot-segment",
                "GET /x/..;/admin HTTP/1.1␊Host: x.test | target-semicolon",
                "GET /admin;x=1 HTTP/1.1␊Host: x.test | target-semicolon",
                "GET //admin HTTP/1.1␊Host: x.test | target-empty-segment",
                "GET //evil.test/x HTTP/1.1␊Host: x.test | target-empty-segment",
                "GET /admin%2fx HTTP/1.1␊Host: x.test | target-encoded-slash",
                "GET /admin%5Cx HTTP/1.1␊Host: x.test | target-encoded-slash",
                "GET /%2561dmin HTTP/1.1␊Host: x.test | target-encoded-percent",
                "GET /admin%20 HTTP/1.1␊Host: x.test | target-final-space",
                "GET /admin. HTTP/1.1␊Host: x.test | target-final-dot",
                "GET /a%00b HTTP/1.1␊Host: x.test | ",
                "GET /%c0%afadmin HTTP/1.1␊Host: x.test | target-utf-8",
                "GET /%ed%a0%80 HTTP/1.1␊Host: x.test | target-utf-8",
                "GET /npm/..%2fadmin HTTP/1.1␊Host: x.test | target-dot-segment",
                "GET / HTTP/1.1␊Host: x.test␊Transfer-Encoding: x, chunked | ",
                "GET /a\\b HTTP/1.1␊Host: x.test | ",
                "GET /a%zz HTTP/1.1␊Host: x.test | ",
                "GET /pé HTTP/1.1␊Host: x.test | ",
                "GET / HTTP/1.1 | ",
                "GET / HTTP/1.1␊Host: x.test␊Host: x.test | ",
                "GET / HTTP/1.1␊Host: me@x.test | ",
                "GET / HTTP/1.1␊Host: x.test/a | ",
                "GET / HTTP/1.1␊Host: x.test:99999 | ",
                "POST / HTTP/1.1␊Host: x.test␊Content-Length: 1␊Content-Length: 2 | ",
                "POST / HTTP/1.1␊Host: x.test␊Content-Length: 1␊Transfer-Encoding: chunked | ",
                "POST / HTTP/1.1␊Host: x.test␊Content-Length: -1 | ",
                "GET / HTTP/1.1␊Host: x.test␊X Y: 1 | ",
                "GET / HTTP/1.1␊Host: x.test␊X: a␀b | ",
                "GET / HTTP/1.1␊Host: x.test␊X: a␊ folded | ",
                "GET / HTTP/9.9␊Host: x.test | ",
                "GET /a b HTTP/1.1␊Host: x.test | ",
                "\u0016\u0003\u0001HELLO | "
            })
    void isAnsweredAndTheConnectionClosed(String request, String code) throws Exception {
        Answer answer;
        try (RawClient client = new RawClient(server.port())) {
            answer = client.send(request.replace("␊", "\r\n").replace('␀', '\0') + "\r\n\r\n")
                    .answer();
            assertThat(answer.status()).as(answer.head()).isIn(400, 505);
            assertThat(client.closed())
                    .as("connection closed after %s", answer.head())
                    .isTrue();
        }

        if (code != null) {
            assertThat(answer.content()).contains("\"code\":\"" + code + "\"");
            assertThat(answer.field("Content-Type")).contains("application/problem+json");
            assertThat(answer.field("Connection")).contains("close");
            assertThat(answer.field("X-Request-Id")).isPresent();
            Exchange refused = server.nextFinished();
            assertThat(refused.refusal()).contains(code);
            assertThat(refused.outcome()).map(Exchange.Outcome::status).contains(400);
        } else {
            forgetRefusals();
        }
        nextIsServed();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "TRACE / HTTP/1.1, 405, method-not-allowed",
        "get / HTTP/1.1, 501, method-unknown",
        "BREW / HTTP/1.1, 501, method-unknown"
    })
    void aMethodThatIsNotTakenLeavesTheConnectionOpen(String line, int status, String code) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            Answer answer = client.send(line + "\r\nHost: x.test\r\n\r\n").answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.content()).contains(code);
            assertThat(client.send("GET /a HTTP/1.1\r\nHost: x.test\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(server.nextFinished().refusal()).contains(code);
        server.nextFinished();
    }

    @Test
    void otherRefusalsHaveTheirStatus() throws Exception {
        assertThat(refused("GET / HTTP/1.1\r\nHost: y.test\r\n\r\n", "authority-unknown")
                        .status())
                .isEqualTo(421);
        assertThat(refused("GET / HTTP/1.1\r\nHost: x.test\r\nVia: 1.1 forebay-it\r\n\r\n", "loop")
                        .status())
                .isEqualTo(508);
        assertThat(refused("POST / HTTP/1.1\r\nHost: x.test\r\nContent-Length: 1001\r\n\r\n", "content-too-large")
                        .status())
                .isEqualTo(413);
        assertThat(refused("TRACE / HTTP/1.1\r\nHost: x.test\r\n\r\n", "method-not-allowed")
                        .field("Allow"))
                .contains("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    }

    @Test
    void aTooLargeHeadIsRefused() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            String fields = "X: 1\r\n".repeat(300);
            Answer answer = client.send("GET / HTTP/1.1\r\nHost: x.test\r\n" + fields + "\r\n")
                    .answer();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(client.closed()).isTrue();
        }
        assertThat(server.nextFinished().refusal()).contains("field-count");
        nextIsServed();
    }

    @Test
    void theServerAsAWholeIsNotServed() throws Exception {
        assertThat(answer("OPTIONS * HTTP/1.1\r\nHost: x.test\r\n\r\n").status())
                .isBetween(400, 404);
        forgetRefusals();
    }

    /** The servlet API shows neither, so that the container must be set to refuse them; it leaves the connection open. */
    @ParameterizedTest
    @ValueSource(strings = {"/a#b", "http://me@x.test/"})
    void fragmentAndUserInformationAreRefusedByTheContainer(String target) throws Exception {
        assertThat(answer("GET " + target + " HTTP/1.1\r\nHost: x.test\r\n\r\n").status())
                .isEqualTo(400);
        nextIsServed();
    }

    @Test
    void absoluteFormReplacesHost() throws Exception {
        Answer answer = answer("GET http://X.test:80/a?b HTTP/1.1\r\nHost: y.test\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("X-Received")).contains("/a?b");
        assertThat(answer.field("X-Authority")).contains("http://x.test");
        server.nextFinished();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p%C3%A9", "/a%20b?q=%zz", "/%61dmin", "/npm/@scope%2fname", "/report/a;v=1"})
    void whatHasOneMeaningIsServedAsReceived(String target) throws Exception {
        Answer answer = answer("GET " + target + " HTTP/1.1\r\nHost: x.test\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("X-Received")).contains(target);
        Optional<String> reported = server.nextFinished().reported();
        assertThat(reported.isPresent()).isEqualTo(target.contains(";"));
    }

    private static Answer refused(String request, String code) throws Exception {
        Answer answer = answer(request);
        assertThat(answer.content()).contains(code);
        assertThat(server.nextFinished().refusal()).contains(code);
        return answer;
    }

    private static Answer answer(String request) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.send(request).answer();
        }
    }

    /** Where the container answered there is no exchange; where the guard did, it has one. */
    private static void forgetRefusals() throws InterruptedException {
        while (server.hasFinishedMore()) {
            assertThat(server.nextFinished().refusal()).isPresent();
        }
    }

    private static void nextIsServed() throws Exception {
        assertThat(answer("GET /next HTTP/1.1\r\nHost: x.test\r\n\r\n").status())
                .isEqualTo(200);
        Exchange next = server.nextFinished();
        while (next.refusal().isPresent()) {
            next = server.nextFinished();
        }
        assertThat(next.request().target()).isEqualTo("/next");
    }
}
