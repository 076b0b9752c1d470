package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.support.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged WAR run by {@code java -jar}: whatever a client writes and whatever an upstream answers, there is a
 * clear answer, and the next request is served.
 */
final class BadInputIT {
    private static final String KEY = "X-Api-Key: " + Conf.USER_KEY;

    /** What an upstream says in answer to a path, with LF for CR LF; then it closes. */
    private static final Map<String, String> GARBAGE = Map.ofEntries(
            Map.entry("/garbage", "garbage all over\n\n"),
            Map.entry("/no-status", "HTTP/1.1 abc OK\n\n"),
            Map.entry("/ssh", "SSH-2.0-OpenSSH_9.6\n"),
            Map.entry("/two-lengths", "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\nhello!"),
            Map.entry("/negative-length", "HTTP/1.1 200 OK\nContent-Length: -5\n\nhello"),
            Map.entry("/word-length", "HTTP/1.1 200 OK\nContent-Length: minus\n\n"),
            Map.entry("/no-colon", "HTTP/1.1 200 OK\nno colon here\n\n"),
            Map.entry("/large-head", "HTTP/1.1 200 OK\nX-Large: " + "a".repeat(70_000) + "\nContent-Length: 0\n\n"),
            Map.entry("/switched", "HTTP/1.1 101 Switching Protocols\nUpgrade: x\nConnection: upgrade\n\n"),
            Map.entry("/status-99", "HTTP/1.1 99 Low\nContent-Length: 0\n\n"),
            Map.entry("/silent", ""));

    /** What an upstream says whose content breaks after a good head. */
    private static final Map<String, String> BROKEN = Map.of(
            "/cut-length", "HTTP/1.1 200 OK\nContent-Length: 1000000\n\n" + "partial ".repeat(40_000),
            "/cut-chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n10000\n" + "p".repeat(0x10000) + "\n",
            "/bad-chunk", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n10000\n" + "p".repeat(0x10000) + "\nzz\nx\n");

    private static ScriptedOrigin origin;
    private static RunningContainer gateway;

    @BeforeAll
    static void start(@TempDir Path temp) throws IOException {
        origin = ScriptedOrigin.start(conversation -> {
            String path = conversation.head().line().split(" ", 3)[1];
            String said = GARBAGE.getOrDefault(path, BROKEN.getOrDefault(path, ""));
            if (GARBAGE.containsKey(path) || BROKEN.containsKey(path)) {
                conversation.send(said).close();
            } else {
                conversation.content();
                conversation.answer(200, "", "fine");
            }
        });
        Conf conf = new Conf(temp.resolve("conf"), origin.url());
        gateway = Container.JAR.start(Files.createDirectories(temp.resolve("base")), "", conf.folder());
    }

    @AfterAll
    static void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        origin.close();
    }

    /** In a request, ␊ stands for CR LF, ␀ for NUL, ⧵ for a backslash, and the key and the end of the head are added. */
    @ParameterizedTest(name = "{1} {2}: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET /x/../admin HTTP/1.1␊Host: x | 400 | target-dot-segment",
                "GET /x/%2e%2e/admin HTTP/1.1␊Host: x | 400 | target-dot-segment",
                "GET /x/..;/admin HTTP/1.1␊Host: x | 400 | target-semicolon",
                "GET //admin HTTP/1.1␊Host: x | 400 | target-empty-segment",
                "GET /admin%2fx HTTP/1.1␊Host: x | 400 | target-encoded-slash",
                "GET /admin%5Cx HTTP/1.1␊Host: x | 400 | target-encoded-slash",
                "GET /%2561dmin HTTP/1.1␊Host: x | 400 | target-encoded-percent",
                "GET /admin%20 HTTP/1.1␊Host: x | 400 | target-final-space",
                "GET /admin. HTTP/1.1␊Host: x | 400 | target-final-dot",
                "GET /%c0%afadmin HTTP/1.1␊Host: x | 400 | bad-request",
                "GET /%ed%a0%80 HTTP/1.1␊Host: x | 400 | bad-request",
                "DELETE /a%00b HTTP/1.1␊Host: x | 400 | bad-request",
                "PUT /a%zz HTTP/1.1␊Host: x␊Content-Length: 5 | 400 | bad-request",
                "GET * HTTP/1.1␊Host: x | 400 | bad-request",
                "GET /a%00b HTTP/1.1␊Host: x | 400 | bad-request",
                "GET /a%zz HTTP/1.1␊Host: x | 400 | bad-request",
                "GET /a⧵b HTTP/1.1␊Host: x | 400 | target-backslash",
                "GET /a b HTTP/1.1␊Host: x | 400 | bad-request",
                "GET /a#b HTTP/1.1␊Host: x | 400 | bad-request",
                "GET /pé HTTP/1.1␊Host: x | 400 | target-non-ascii",
                "GET http://me@x/ HTTP/1.1␊Host: x | 400 | bad-request",
                "GET x HTTP/1.1␊Host: x | 400 | bad-request",
                "GET / HTTP/1.1 | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x␊Host: x | 400 | bad-request",
                "GET / HTTP/1.1␊Host: me@x | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x/a | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x:99999 | 400 | bad-request",
                "POST / HTTP/1.1␊Host: x␊Content-Length: 1␊Content-Length: 2 | 400 | bad-request",
                "POST / HTTP/1.1␊Host: x␊Content-Length: 1␊Transfer-Encoding: chunked | 400 | bad-request",
                "POST / HTTP/1.1␊Host: x␊Content-Length: -1 | 400 | bad-request",
                "POST / HTTP/1.1␊Host: x␊Content-Length: 99999999999999999999 | 400 | bad-request",
                "POST / HTTP/1.1␊Host: x␊Transfer-Encoding: x, chunked | 400 | transfer-encoding",
                "POST / HTTP/1.1␊Host: x␊Transfer-Encoding: chunked, chunked | 400 | bad-request",
                "POST / HTTP/1.0␊Host: x␊Transfer-Encoding: chunked | 400 | transfer-encoding",
                "GET / HTTP/1.1␊Host: x␊X Y: 1 | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x␊X-A : 1 | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x␊no colon | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x␊X: a␀b | 400 | bad-request",
                "GET / HTTP/1.1␊Host: x␊X: a␊ folded | 400 | bad-request",
                "GET / HTTP/9.9␊Host: x | 505 | protocol-version",
                "\u0016\u0003\u0001HELLO | 400 | bad-request"
            })
    void aMalformedRequestIsAnsweredAndTheConnectionClosed(String request, int status, String code) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request.replace("␊", "\r\n").replace('␀', '\0').replace('⧵', '\\') + "\r\n" + KEY + "\r\n\r\n");
            Wire.Answer answer = wire.read(true);

            answer.expect(status);
            assertThat(answer.field("Content-Type")).contains("application/problem+json");
            assertThat(answer.content()).contains("\"status\":" + status);
            assertThat(answer.content()).contains("\"code\":\"" + code + "\"");
            assertThat(answer.clean()).isTrue();
            assertThat(wire.closed()).isTrue();
        }
        nextIsServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: x\r\nHost: not-a-line-of-the-log", "Host: not-a-line-of-the-l\u00f6g"})
    void whatAClientWritesIsNoLineOfTheLog(String hosts) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send("GET / HTTP/1.1\r\n" + hosts + "\r\n\r\n");
            wire.read(true).expect(400);
        }
        nextIsServed();
        assertThat(gateway.log()).doesNotContain("not-a-line");
    }

    @ParameterizedTest(name = "{1} {2}: {0}")
    @CsvSource({
        "TRACE /, 405, method-not-allowed",
        "CONNECT x:80, 405, method-not-allowed",
        "get /, 501, method-unknown",
        "BREW /, 501, method-unknown",
        "GET https://localhost/, 421, scheme-unsecured"
    })
    void whatIsNotServedIsRefused(String line, int status, String code) throws IOException {
        Wire.Answer answer = send(line, KEY + "\r\n");
        answer.expect(status);
        assertThat(answer.content()).contains("\"code\":\"" + code + "\"");
        nextIsServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 400_000})
    void aHeadTooLargeIsRefused(int bytes) throws IOException {
        Wire.Answer answer = send("GET /", KEY + "\r\nX-Large: " + "a".repeat(bytes) + "\r\n");
        answer.expect(431);
        assertThat(answer.content()).contains("\"code\":\"field-size\"");
        nextIsServed();
    }

    @Test
    void tooManyFieldsAreRefused() throws IOException {
        Wire.Answer answer = send("GET /", KEY + "\r\n" + "X: 1\r\n".repeat(500));
        answer.expect(431);
        assertThat(answer.content()).contains("\"code\":\"field-count\"");
        nextIsServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\nx\r\n", "-1\r\n", "5\r\nhelloworld\r\n0\r\n\r\n", "fffffffffffffffff\r\n"})
    void aBrokenChunkIsTheClientsFault(String content) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(
                    "POST /upload HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\nTransfer-Encoding: chunked\r\n\r\n" + content);
            wire.read(true).expect(400);
            assertThat(wire.closed()).isTrue();
        }
        nextIsServed();
    }

    @ParameterizedTest(name = "RFC 9209 §2.3 {0} is {1}")
    @CsvSource({
        "/garbage, http_protocol_error",
        "/no-status, http_protocol_error",
        "/ssh, http_protocol_error",
        "/two-lengths, http_protocol_error",
        "/negative-length, http_protocol_error",
        "/word-length, http_protocol_error",
        "/no-colon, http_protocol_error",
        "/large-head, http_response_header_section_size",
        "/switched, http_upgrade_failed",
        "/status-99, http_protocol_error",
        "/silent, connection_terminated"
    })
    void anUpstreamThatIsNotUnderstoodIsABadGateway(String path, String error) throws IOException {
        Wire.Answer answer = send("POST " + path, KEY + "\r\nContent-Length: 0\r\n");
        answer.expect(502);
        assertThat(answer.field("Proxy-Status"))
                .hasValueSatisfying(status -> assertThat(status).matches("forebay-[0-9a-f]+; error=" + error));
        assertThat(answer.content()).contains("\"code\":\"upstream-");
        nextIsServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cut-length", "/cut-chunks", "/bad-chunk"})
    void contentThatBreaksNeverEndsCleanly(String path) throws IOException {
        Wire.Answer answer = send("GET " + path, KEY + "\r\n");
        assertThat(answer.status() == 200 && answer.clean())
                .as(answer.toString())
                .isFalse();
        answer.expect(200, 502);
        nextIsServed();
    }

    private static Wire.Answer send(String line, String fields) throws IOException {
        return Wire.exchange(gateway.port(), line + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
    }

    private static void nextIsServed() throws IOException {
        Wire.Answer answer = send("GET /next", KEY + "\r\n");
        answer.expect(200);
        assertThat(answer.content()).isEqualTo("fine");
    }
}
