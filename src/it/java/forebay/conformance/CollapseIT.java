package forebay.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.container.Container;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Requests that one forward answers, and stale responses, with the packaged WAR over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CollapseIT {
    private static final int CLIENTS = 500;
    private static final byte[] LARGE = new byte[8 * 1024 * 1024 - 1024];

    private final Container container;
    private final Map<String, ScriptedOrigin.Script> scripts = new ConcurrentHashMap<>();
    private ScriptedOrigin origin;
    private GatewayUnderTest gateway;

    CollapseIT(Container container) {
        this.container = container;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        new Random(7).nextBytes(LARGE);
        origin = ScriptedOrigin.start(conversation -> {
            String line = conversation.head().line();
            scripts.get(line.split(" ", 3)[1]).act(conversation);
        });
        gateway = new GatewayUnderTest(container, folder, origin.url());
    }

    @AfterAll
    void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        origin.close();
    }

    private long asked(String path) {
        return origin.heads().stream()
                .filter(head -> head.line().split(" ", 3)[1].equals(path))
                .count();
    }

    /** A response that is read as it comes, without being kept. */
    private record Streamed(int status, List<String> lines, long bytes, long checksum) {
        String cacheStatus() {
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("cache-status:"))
                    .map(line -> line.substring("cache-status:".length()).strip())
                    .findFirst()
                    .orElse("none");
        }
    }

    private final class Reader implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Reader(String path) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            socket.setSoTimeout(120_000);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        Streamed read(Runnable onFirstByte) throws IOException {
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            long length = lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                    .findFirst()
                    .orElseThrow();
            CRC32 checksum = new CRC32();
            byte[] buffer = new byte[64 * 1024];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    break;
                }
                if (left == length) {
                    onFirstByte.run();
                }
                checksum.update(buffer, 0, read);
                left -= read;
            }
            return new Streamed(status, lines, length - left, checksum.getValue());
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    @DisplayName("RFC 9111 §4 500 clients on one cold object of 8 MiB: one forward, all stream along")
    void many() throws Exception {
        CountDownLatch begun = new CountDownLatch(CLIENTS);
        scripts.put("/many", conversation -> {
            conversation.send("HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: " + LARGE.length + "\n\n");
            conversation.sendBytes(Arrays.copyOf(LARGE, 1000));
            // The rest comes once every client has read from the beginning.
            begun.await();
            conversation.sendBytes(Arrays.copyOfRange(LARGE, 1000, LARGE.length));
        });
        CRC32 expected = new CRC32();
        expected.update(LARGE);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            Callable<Streamed> client = () -> {
                try (Reader reader = new Reader("/many")) {
                    return reader.read(begun::countDown);
                }
            };
            List<Future<Streamed>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(clients.submit(client));
            }
            int collapsed = 0;
            for (Future<Streamed> answer : answers) {
                Streamed got = answer.get(4, TimeUnit.MINUTES);
                assertThat(got.status()).isEqualTo(200);
                assertThat(got.bytes()).isEqualTo(LARGE.length);
                assertThat(got.checksum()).isEqualTo(expected.getValue());
                collapsed += got.cacheStatus().endsWith("; collapsed") ? 1 : 0;
            }
            assertThat(collapsed).as("all but the leader").isEqualTo(CLIENTS - 1);
            assertThat(asked("/many")).isEqualTo(1);
        } finally {
            clients.shutdownNow();
        }
        try (Reader reader = new Reader("/many")) {
            assertThat(reader.read(() -> {}).cacheStatus()).startsWith("forebay; hit; ttl=");
        }
    }

    @Test
    @DisplayName("RFC 9111 §4 a leader that hangs up fails neither its followers nor what is stored")
    void leaderHangsUp() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        scripts.put("/hang-up", conversation -> {
            conversation.send("HTTP/1.1 200 OK\nCache-Control: max-age=600\nContent-Length: 400000\n\n");
            conversation.sendBytes(new byte[100_000]);
            left.await();
            conversation.sendBytes(new byte[300_000]);
        });
        try (Reader leader = new Reader("/hang-up")) {
            CountDownLatch reading = new CountDownLatch(2);
            Thread leading = new Thread(() -> {
                try {
                    leader.read(reading::countDown);
                } catch (IOException e) {
                    // It hangs up.
                }
            });
            leading.start();
            await().until(() -> asked("/hang-up") == 1);
            try (Reader follower = new Reader("/hang-up")) {
                Thread hangsUp = new Thread(() -> {
                    try {
                        reading.await();
                        leader.reset();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        left.countDown();
                    }
                });
                hangsUp.start();
                Streamed got = follower.read(reading::countDown);
                assertThat(got.bytes()).isEqualTo(400_000);
                assertThat(got.cacheStatus()).endsWith("; collapsed");
                hangsUp.join();
            }
            leading.join();
        }
        try (Reader reader = new Reader("/hang-up")) {
            assertThat(reader.read(() -> {}).cacheStatus()).startsWith("forebay; hit; ttl=");
        }
        assertThat(asked("/hang-up")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 9111 §4 no head for the leader: its followers share the failure, and the origin is asked no more")
    void sharedFailure() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        scripts.put("/broken", conversation -> {
            asked.await();
            conversation.send("this is no HTTP\n\n");
            conversation.close();
        });
        try (RawClient leader = new RawClient(gateway.port())) {
            leader.send("GET /broken HTTP/1.1\nHost: localhost\n\n");
            await().until(() -> asked("/broken") == 1);
            List<RawClient> followers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                RawClient follower = new RawClient(gateway.port());
                follower.send("GET /broken HTTP/1.1\nHost: localhost\n\n");
                followers.add(follower);
            }
            // A request that is not collapsed shows that those before it have been taken up.
            scripts.put("/fence", conversation -> conversation.answer(200, "", "fence"));
            for (int i = 0; i < 3; i++) {
                assertThat(RawAnswer.of(gateway.port(), "/fence").content()).isEqualTo("fence");
            }
            asked.countDown();
            assertThat(leader.read("GET").status()).isEqualTo(502);
            for (RawClient follower : followers) {
                RawClient.Answer answer = follower.read("GET");
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.field("Proxy-Status")).contains("error=");
                follower.close();
            }
        }
        assertThat(asked("/broken")).as("not once for each").isLessThan(6);
    }

    @Test
    @DisplayName("RFC 9111 §4.2.4 the origin breaks off without a head: what is stale is used")
    void disconnected() throws Exception {
        scripts.put(
                "/gone", conversation -> conversation.answer(200, "Cache-Control: max-age=1\nETag: \"1\"\n", "page"));
        assertThat(RawAnswer.of(gateway.port(), "/gone").content()).isEqualTo("page");
        scripts.put("/gone", ScriptedOrigin.Conversation::close);
        await().untilAsserted(() -> {
            RawClient.Answer answer = RawAnswer.of(gateway.port(), "/gone");
            assertThat(answer.field("Cache-Status")).startsWith("forebay; fwd=stale; ttl=");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.content()).isEqualTo("page");
            assertThat(Integer.parseInt(answer.field("Age"))).isPositive();
        });
    }

    @Test
    @DisplayName("RFC 5861 §4 a 503 gives way to what is stale only with permission")
    void errors() throws Exception {
        String stored = "Cache-Control: max-age=1%s\n";
        scripts.put("/lenient", c -> c.answer(200, stored.formatted(", stale-if-error=600"), "page"));
        scripts.put("/strict", c -> c.answer(200, stored.formatted(""), "page"));
        RawAnswer.of(gateway.port(), "/lenient");
        RawAnswer.of(gateway.port(), "/strict");
        scripts.put("/lenient", conversation -> conversation.answer(503, "", "trouble"));
        scripts.put("/strict", conversation -> conversation.answer(503, "", "trouble"));
        await().untilAsserted(() -> assertThat(
                        RawAnswer.of(gateway.port(), "/lenient").field("Cache-Status"))
                .startsWith("forebay; fwd=stale; fwd-status=503; ttl="));
        assertThat(RawAnswer.of(gateway.port(), "/lenient").content()).isEqualTo("page");
        await().untilAsserted(() ->
                assertThat(RawAnswer.of(gateway.port(), "/strict").status()).isEqualTo(503));
    }

    @Test
    @DisplayName("RFC 5861 §3 what is stale is served at once and validated behind, without a client")
    void whileRevalidating() throws Exception {
        scripts.put(
                "/swr",
                conversation -> conversation.answer(
                        200, "Cache-Control: max-age=1, stale-while-revalidate=600\nETag: \"1\"\n", "old"));
        RawAnswer.of(gateway.port(), "/swr");
        CountDownLatch answer = new CountDownLatch(1);
        scripts.put("/swr", conversation -> {
            answer.await();
            conversation.answer(200, "Cache-Control: max-age=600\n", "new");
        });
        await().untilAsserted(() -> {
            RawClient.Answer stale = RawAnswer.of(gateway.port(), "/swr");
            assertThat(stale.content()).isEqualTo("old");
            assertThat(stale.field("Cache-Status")).matches("forebay; hit; ttl=(0|-\\d+)");
        });
        await().until(() -> asked("/swr") == 2);
        assertThat(RawAnswer.of(gateway.port(), "/swr").content())
                .as("nobody waits")
                .isEqualTo("old");
        assertThat(asked("/swr")).as("one at a time").isEqualTo(2);
        assertThat(origin.heads().get(origin.heads().size() - 1).all("If-None-Match"))
                .containsExactly("\"1\"");
        answer.countDown();
        await().until(() -> RawAnswer.of(gateway.port(), "/swr").content().equals("new"));
        assertThat(asked("/swr")).isEqualTo(2);
    }

    private static final class RawAnswer {
        static RawClient.Answer of(int port, String path) throws IOException {
            try (RawClient client = new RawClient(port)) {
                return client.send("GET " + path + " HTTP/1.1\nHost: localhost\n\n")
                        .read("GET");
            }
        }
    }
}
