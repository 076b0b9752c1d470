package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client writes: in every container it is refused, nothing of it goes upstream, and the next is served. */
interface MalformedRequests extends Asking {
    /** Whether an upstream has seen a request with this field line. */
    boolean forwarded(String mark);

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
    default void noSpellingGetsPastARule(String path) {
        String mark = Asking.mark();
        get(path, USER + mark).expect(400, 403);
        assertThat(forwarded(mark)).isFalse();
        nextIsServed();
    }

    /** ␊ stands for CR LF, ␀ for NUL; PATH is where the gateway is mounted; the key and the end of the head are added. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET PATH/x HTTP/1.1",
                "GET PATH/x HTTP/1.1␊Host: x␊Host: y",
                "GET PATH/x HTTP/1.1␊Host: me@x",
                "GET PATH/x HTTP/1.1␊Host: x/a",
                "GET PATH/x HTTP/1.1␊Host: x:99999",
                "GET x HTTP/1.1␊Host: x",
                "GET PATH/a b HTTP/1.1␊Host: x",
                "GET PATH/a#b HTTP/1.1␊Host: x",
                "GET PATH/pé HTTP/1.1␊Host: x",
                "GET PATH/a%zz HTTP/1.1␊Host: x",
                "GET PATH/%ed%a0%80 HTTP/1.1␊Host: x",
                "GET PATH/x HTTP/9.9␊Host: x",
                "BREW PATH/x HTTP/1.1␊Host: x",
                "TRACE PATH/x HTTP/1.1␊Host: x",
                "POST PATH/x HTTP/1.1␊Host: x␊Content-Length: 1␊Content-Length: 2",
                "POST PATH/x HTTP/1.1␊Host: x␊Content-Length: -1",
                "POST PATH/x HTTP/1.1␊Host: x␊Content-Length: 99999999999999999999",
                "POST PATH/x HTTP/1.1␊Host: x␊Transfer-Encoding: x, chunked",
                "POST PATH/x HTTP/1.1␊Host: x␊Transfer-Encoding: chunked, chunked",
                "POST PATH/x HTTP/1.0␊Host: x␊Transfer-Encoding: chunked",
                "GET PATH/x HTTP/1.1␊Host: x␊X: a␀b",
                "\u0016\u0003\u0001HELLO"
            })
    default void aMalformedRequestIsRefused(String request) throws IOException {
        String mark = Asking.mark();
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(spelled(request, mark));
            assertThat(answer(wire).map(Wire.Answer::status).orElse(400)).isIn(400, 403, 404, 405, 501, 505);
        }
        assertThat(forwarded(mark)).isFalse();
        nextIsServed();
    }

    /**
     * What containers repair before a web application sees it: a folded line, a length beside chunks (RFC 9112 §5.2,
     * §6.3), a name with a space, a user part that counts for nothing. Then the upstream receives what is sound.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET PATH/echo HTTP/1.1␊Host: x␊X-Folded: a␊ folded",
                "GET PATH/echo HTTP/1.1␊Host: x␊X Y: 1",
                "GET PATH/echo HTTP/1.1␊Host: x␊X-A : 1",
                "GET PATH/echo HTTP/1.1␊Host: x␊no colon",
                "POST PATH/echo HTTP/1.1␊Host: x␊Content-Length: 1␊Transfer-Encoding: chunked",
                "GET http://me@xPATH/echo HTTP/1.1␊Host: x"
            })
    default void whatAContainerRepairsGoesOnSound(String request) throws IOException {
        String mark = Asking.mark();
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(spelled(request, mark) + (request.contains("chunked") ? "0\r\n\r\n" : ""));
            Optional<Wire.Answer> answer = answer(wire);
            if (answer.isPresent() && answer.get().status() == 200) {
                String received = answer.get().content().strip();
                assertThat(received.lines().findFirst())
                        .hasValueSatisfying(line -> assertThat(line).endsWith(" /echo HTTP/1.1"));
                assertThat(received.lines().skip(1))
                        .allMatch(line -> line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[^\\x00-\\x1f]*"))
                        .noneMatch(line -> line.contains("me@")
                                || line.toLowerCase(Locale.ROOT).startsWith("content-length"));
            } else {
                assertThat(answer.map(Wire.Answer::status).orElse(400)).isEqualTo(400);
                assertThat(forwarded(mark)).isFalse();
            }
        }
        nextIsServed();
    }

    /** Undertow takes such a chunk for the last one; then what came is no JSON. */
    @Test
    default void brokenContentOfACallToTheGatewayItselfIsSaidToBe() throws IOException {
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(request(
                            "POST",
                            "/_forebay/purge",
                            ADMIN + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
                    + "zz\r\n\r\n");
            Wire.Answer answer = wire.read(true);
            answer.expect(400);
            assertThat(answer.content()).containsPattern("\"code\":\"(content-broken|purge-invalid)\"");
        }
        nextIsServed();
    }

    /** Which shows too that upstreams see marks. */
    private void nextIsServed() {
        String mark = Asking.mark();
        get("/next", USER + mark).expect(200);
        assertThat(forwarded(mark)).isTrue();
    }

    private String spelled(String request, String mark) {
        return request.replace("PATH", gateway().path("")).replace("␊", "\r\n").replace('␀', '\0') + "\r\n" + USER
                + mark + "\r\n";
    }

    /** Nothing where the connection was closed without an answer. */
    private static Optional<Wire.Answer> answer(Wire wire) throws IOException {
        try {
            return Optional.of(wire.read(true));
        } catch (EOFException | SocketException closed) {
            return Optional.empty();
        }
    }
}
