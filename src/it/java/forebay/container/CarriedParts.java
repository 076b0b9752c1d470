package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.Http2Caller;
import java.io.IOException;
import java.util.function.Predicate;

/** Parts of messages that containers hand on or keep, each as its own way allows. */
final class CarriedParts {
    private CarriedParts() {}

    /** A request's trailer fields reach the upstream. */
    static void trailers(RunningContainer gateway, String key) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(head(gateway, "POST", "/trailers", key + "Transfer-Encoding: chunked\r\n")
                    + "3\r\nabc\r\n0\r\nX-Sum: 3\r\nX-Api-Key: fbk_other\r\n\r\n");
            assertThat(wire.read(true).content()).isEqualToIgnoringCase("x-sum: 3");
        }
    }

    /** A hint comes where the container has a way for it, and the answer in any case. */
    static void hint(RunningContainer gateway, String key, boolean sent) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                wire.send(head(gateway, "GET", "/hinted/early", key));
                if (sent) {
                    assertThat(wire.line()).startsWith("HTTP/1.1 103 ");
                    assertThat(wire.line()).isEqualTo("Link: </a.css>; rel=preload");
                    assertThat(wire.line()).isEmpty();
                }
                assertThat(wire.line()).startsWith("HTTP/1.1 200 ");
                while (!wire.line().isEmpty()) {}
                assertThat(wire.bytes("after the hint".length()))
                        .isEqualTo("after the hint".chars().toArray());
            }
        }
    }

    /** The same by HTTP/2, where each client is one that takes hints. */
    static void hintByHttp2(RunningContainer gateway, String key) throws Exception {
        try (Http2Caller caller = new Http2Caller(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                Http2Caller.Call call = caller.call(gateway.path("/early"), "x-api-key", key);
                call.send("", true);
                await().until(call::ended);
                assertThat(call.text()).isEqualTo("after the hint");
                assertThat(call.interims()).singleElement().satisfies(hint -> {
                    assertThat(hint.getStatus()).isEqualTo(103);
                    assertThat(hint.getHttpFields().get("link")).isEqualTo("</a.css>; rel=preload");
                    assertThat(hint.getHttpFields().size()).isEqualTo(1);
                });
                assertThat(call.head().getHttpFields().contains("x-request-id")).isTrue();
                assertThat(call.head().getHttpFields().contains("link")).isFalse();
            }
        }
    }

    /** The server as a whole may be asked for by anybody, and no upstream hears of it. */
    static void wholeServer(RunningContainer gateway, Container container, Predicate<String> forwarded)
            throws IOException {
        String mark = Asking.mark();
        try (Wire wire = new Wire(gateway.port())) {
            wire.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n" + mark + "\r\n");
            Wire.Answer answer = wire.read(true);
            answer.expect(container.statusOfWholeServer());
            if (container.allowsOnWholeServer()) {
                assertThat(answer.field("Allow"))
                        .hasValueSatisfying(allowed ->
                                assertThat(allowed).contains("GET", "OPTIONS").doesNotContain("TRACE"));
            }
        }
        assertThat(forwarded).rejects(mark);
    }

    private static String head(RunningContainer gateway, String method, String path, String fields) {
        return method + " " + gateway.path(path) + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    }
}
