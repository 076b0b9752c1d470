package forebay.routes;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import forebay.support.WholeGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route lets pass of other protocols and of interim responses, through the whole gateway. */
final class ProtocolsIT {
    private static final String HINTED = "HTTP/1.1 103 Early Hints\nLink: </style.css>\nSet-Cookie: a=b\n\n";

    @TempDir
    Path folder;

    /** Refused cleanly: the request goes on as if nobody had asked (RFC 9110 §7.8). */
    @Test
    void aRouteWithoutUpgradeTakesAHandshakeForAnOrdinaryRequest() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering("plain");
                WholeGateway gateway = new WholeGateway(folder, """
                        pools: {app: {upstreams: [{url: "%s"}]}}
                        routes: [{path: /, pool: app, upgrade: [], cache: off}]
                        """.formatted(origin.url()))) {
            RawClient.Answer answer = gateway.get(
                    "/",
                    "Connection: Upgrade\n",
                    "Upgrade: websocket\n",
                    "Sec-WebSocket-Version: 13\n",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo("plain");
            assertThat(origin.head().all("Upgrade")).isEmpty();
            assertThat(origin.head().all("Connection")).isEmpty();
        }
    }

    @Test
    void aHintIsNeitherStoredNorAnsweredFrom() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
                    c.send(HINTED);
                    c.answer(200, "Cache-Control: max-age=600\n", "kept");
                });
                WholeGateway gateway = new WholeGateway(folder, """
                        pools: {app: {upstreams: [{url: "%s"}]}}
                        routes: [{path: /, pool: app, interim-responses: all}]
                        """.formatted(origin.url()))) {
            try (RawClient client = gateway.client()) {
                client.send("GET / HTTP/1.1\nHost: app.test\n\n");
                RawClient.Answer hint = client.head();
                assertThat(hint.status()).isEqualTo(103);
                assertThat(hint.fields()).containsExactly("Link: </style.css>");
                RawClient.Answer first = client.read("GET");
                assertThat(first.field("Cache-Status")).contains("stored");
                assertThat(first.all("Link")).isEmpty();

                RawClient.Answer hit =
                        client.send("GET / HTTP/1.1\nHost: app.test\n\n").read("GET");
                assertThat(hit.field("Cache-Status")).contains("hit");
                assertThat(hit.content()).isEqualTo("kept");
                assertThat(hit.all("Link")).isEmpty();
                assertThat(client.interims()).isEmpty();
            }
            assertThat(origin.heads()).hasSize(1);
        }
    }
}
