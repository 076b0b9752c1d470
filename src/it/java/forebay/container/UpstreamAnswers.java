package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What upstreams say and what clients get of it, where containers have ways of their own: fields, framing, statuses,
 * cuts. Each of these is something that the stock AsyncProxyServlet does wrong.
 */
interface UpstreamAnswers extends Asking {
    /** The upstreams, each of which answers in every way that {@link Origin} knows. */
    List<Origin> origins();

    @Test
    default void responseFieldsPassRaw() {
        Wire.Answer answer = get("/odd-fields", USER);
        assertThat(answer.field("Location")).contains("/x?q=a,b");
        assertThat(answer.field("Content-Disposition")).contains("attachment; filename=\"a,b.txt\"");
        assertThat(answer.field("X-Nominated")).isEmpty();
        assertThat(answer.field("Content-Type")).isEmpty();
    }

    @Test
    default void anInterimResponseDoesNotDisturbTheFinalOne() {
        assertThat(get("/early", USER).content()).isEqualTo("after the hint");
    }

    @ParameterizedTest
    @CsvSource({"299", "418", "599", "999"})
    default void anyFinalStatusPasses(int status) {
        Wire.Answer answer = get("/status-" + status, USER);
        answer.expect(status);
        assertThat(answer.content()).isEqualTo("status " + status);
    }

    @Test
    default void contentOfA204IsNotRelayed() throws IOException {
        try (Wire wire = new Wire(gateway().port())) {
            for (int i = 0; i < 2; i++) {
                wire.send(request("GET", "/no-content", USER));
                Wire.Answer answer = wire.read(true);
                answer.expect(204);
                assertThat(answer.field("Content-Length")).isEmpty();
            }
        }
    }

    /** Short content: a container that buffers it could know its length, and would then vouch for what nobody told. */
    @Test
    default void contentThatTheCloseEndsIsGivenNoLengthAndIsNotStored() {
        for (int i = 0; i < 2; i++) {
            Wire.Answer answer = get("/until-close", USER);
            answer.expect(200);
            assertThat(answer.content()).isEqualTo("until the end");
            assertThat(answer.field("Content-Length")).isEmpty();
            assertThat(answer.field("Cache-Status"))
                    .hasValueSatisfying(
                            value -> assertThat(value).contains("fwd=").doesNotContain("stored"));
        }
    }

    /** Heads of up to 32 KiB are taken from upstreams; containers send less of their own accord. */
    @Test
    default void aHeadOf20KibibytesPasses() {
        Wire.Answer answer = get("/wide-head", USER);
        answer.expect(200);
        assertThat(answer.lines().stream().filter(line -> line.startsWith("X-Wide: ")))
                .hasSize(20);
        assertThat(answer.content()).isEqualTo("wide");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/unsolicited-101", "/garbage", "/large-head", "/many-fields"})
    default void whatIsNoResponseIs502(String path) {
        Wire.Answer answer = get(path, USER);
        answer.expect(502);
        assertThat(answer.field("Proxy-Status")).isPresent();
        get("/next", USER).expect(200);
    }

    @Test
    default void noUpstreamToReachIsAnErrorOfItsOwn() {
        Wire.Answer answer = get("/open/refusing", "");
        answer.expect(502, 503);
        assertThat(answer.field("Proxy-Status")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cut", "/cut-chunked", "/cut-cacheable"})
    default void aCutNeverEndsCleanly(String path) {
        Wire.Answer answer = get("/x" + path, USER);
        answer.expect(200);
        assertThat(answer.clean()).isFalse();
        Wire.Answer again = get("/x" + path, USER);
        assertThat(again.field("Cache-Status"))
                .hasValueSatisfying(value -> assertThat(value).contains("fwd=").doesNotContain("hit"));
        assertThat(again.clean()).isFalse();
    }

    @Test
    default void eventsArriveWhenTheyAreSent() throws IOException {
        List<CountDownLatch> gates = origins().stream().map(Origin::holdEvents).toList();
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(request("GET", "/sse", USER));
            wire.readHead().expect(200);
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
    default void anUploadArrivesWhole() throws IOException {
        int size = 8 * 1024 * 1024;
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(request("POST", "/upload", USER + "Content-Length: " + size + "\r\n"));
            wire.send(new byte[size]);
            assertThat(wire.read(true).content()).endsWith("received " + size);
        }
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(request("POST", "/upload", USER + "Transfer-Encoding: chunked\r\n"));
            for (int i = 0; i < 64; i++) {
                wire.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }
            wire.send("0\r\n\r\n");
            assertThat(wire.read(true).content()).endsWith("received " + 64 * 0x4000);
        }
    }

    /** The upstreams know nothing of Expect; whoever waits to be asked for content is asked (RFC 9110 §10.1.1). */
    @Test
    default void whoWaitsToBeAskedForContentIsAsked() throws IOException {
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(request("POST", "/upload", USER + "Expect: 100-continue\r\nContent-Length: 5\r\n"));
            assertThat(wire.line()).startsWith("HTTP/1.1 100");
            while (!wire.line().isEmpty()) {}
            wire.send("hello");
            assertThat(wire.read(true).content()).endsWith("received 5");
        }
    }

    @Test
    default void aBrokenChunkIsTheClientsFault() throws IOException {
        try (Wire wire = new Wire(gateway().port())) {
            wire.send(request("POST", "/upload", USER + "Transfer-Encoding: chunked\r\n") + "zz\r\nx\r\n");
            if (container().answersBrokenContent()) {
                assertThat(wire.read(true).expect(400).content()).contains("\"code\":\"content-broken\"");
            } else {
                assertThat(wire.closed()).isTrue();
            }
        }
        get("/next", USER).expect(200);
    }
}
