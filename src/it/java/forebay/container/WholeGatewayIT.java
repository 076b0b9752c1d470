package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.embedded.SelfSigned;
import forebay.support.FreePorts;
import forebay.support.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the packed gateway as a whole can show: all of its parts in one process, with the heap that it is given. */
final class WholeGatewayIT {
    private static final long GIB = 1L << 30;
    private static final byte[] PIECE = new byte[1 << 16];
    private static final String CHUNK = Integer.toHexString(PIECE.length) + "\n";

    @TempDir
    Path temp;

    private RunningContainer start(Conf conf, String... options) throws IOException {
        return Container.JAR.start(Files.createDirectories(temp.resolve("base")), "", conf.folder(), options);
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).header("X-Api-Key", Conf.USER_KEY);
    }

    private static long length(InputStream content) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        try (content) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                length += read;
            }
        }
        return length;
    }

    /** Of unknown length and marked as storable, so that capturing it begins, and is given up on the way. */
    @Test
    void aGibibyteThatCouldBeStoredPassesThroughASmallHeap() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> {
            c.send("HTTP/1.1 200 OK\nCache-Control: public, max-age=600\nTransfer-Encoding: chunked\n\n");
            for (long sent = 0; sent < GIB; sent += PIECE.length) {
                c.send(CHUNK).sendBytes(PIECE).send("\n");
            }
            c.send("0\n\n");
        })) {
            Conf conf = new Conf(temp.resolve("conf"), origin.url());
            try (RunningContainer gateway = start(conf, "-Xmx256m", "-XX:MaxDirectMemorySize=64m")) {
                HttpResponse<InputStream> response = HttpClient.newHttpClient()
                        .send(
                                request(URI.create("http://127.0.0.1:" + gateway.port() + "/large"))
                                        .build(),
                                BodyHandlers.ofInputStream());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(length(response.body())).isEqualTo(GIB);
                assertThat(gateway.healthy()).isTrue();
                assertThat(gateway.log()).doesNotContain("OutOfMemoryError");
            }
        }
    }

    /** Of unknown length, through guard, access control, cache and balancing. */
    @Test
    void aGibibyteGoesUpThroughASmallHeap() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.answer(200, "", "received " + skipChunks(c.in())))) {
            Conf conf = new Conf(temp.resolve("conf"), origin.url());
            try (RunningContainer gateway = start(conf, "-Xmx256m", "-XX:MaxDirectMemorySize=64m");
                    Wire wire = new Wire(gateway.port())) {
                wire.send("PUT /upload HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + Conf.USER_KEY
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (long sent = 0; sent < GIB; sent += PIECE.length) {
                    wire.send(CHUNK.replace("\n", "\r\n"));
                    wire.send(PIECE);
                    wire.send("\r\n");
                }
                wire.send("0\r\n\r\n");
                assertThat(wire.read(true).content()).isEqualTo("received " + GIB);
                assertThat(gateway.log()).doesNotContain("OutOfMemoryError");
            }
        }
    }

    /** Length of chunked content, which is kept nowhere. */
    private static long skipChunks(InputStream in) throws IOException {
        long length = 0;
        for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
            in.skipNBytes(size + 2);
            length += size;
        }
        in.skipNBytes(2);
        return length;
    }

    private static long chunkSize(InputStream in) throws IOException {
        StringBuilder size = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            size.append((char) c);
        }
        in.skipNBytes(1);
        return Long.parseLong(size.toString(), 16);
    }

    @Test
    void tlsBringsHttp2AndARouteMayNameTheUpstreamsOwnHost() throws Exception {
        SelfSigned signed = SelfSigned.create(temp, "EC");
        int port = FreePorts.one();
        try (ScriptedOrigin origin = ScriptedOrigin.answering("served")) {
            Conf conf = new Conf(temp.resolve("conf"), origin.url());
            signed.certificatePem(conf.folder().resolve("tls.crt"));
            signed.keyPem(conf.folder().resolve("tls.key"));
            conf.write("forebay.yaml", """
                    pools:
                      app:
                        upstreams:
                          - url: %s
                    routes:
                      - {path: /, pool: app}
                      - {path: /own, pool: app, host-header: upstream}
                    server:
                      tls: {port: %d, certificate: tls.crt, key: tls.key}
                    """.formatted(origin.url(), port));
            try (RunningContainer gateway = start(conf)) {
                HttpClient client =
                        HttpClient.newBuilder().sslContext(signed.trust()).build();
                for (String path : new String[] {"/kept", "/own/x"}) {
                    HttpResponse<String> response = client.send(
                            request(URI.create("https://localhost:" + port + path))
                                    .header("Cookie", "a=1")
                                    .header("Cookie", "b=2")
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(response.statusCode()).as(gateway.log()).isEqualTo(200);
                    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                }
                assertThat(origin.heads()).hasSize(2);
                assertThat(origin.heads().get(0).all("Host")).containsExactly("localhost:" + port);
                assertThat(origin.heads().get(0).all("X-Forwarded-Proto")).containsExactly("https");
                assertThat(origin.heads().get(0).all("Cookie"))
                        .as("RFC 9113 §8.2.3")
                        .containsExactly("a=1; b=2");
                assertThat(origin.heads().get(1).all("Host"))
                        .containsExactly(origin.url().getAuthority());
            }
        }
    }
}
