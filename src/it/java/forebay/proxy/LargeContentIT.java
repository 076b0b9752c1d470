package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ScriptedOrigin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content of any size streams both ways through a process that has 256 MiB. */
class LargeContentIT {
    private static final long GIB = 1L << 30;
    private static final byte[] PIECE = new byte[64 * 1024];

    private final AtomicLong sent = new AtomicLong();
    private ScriptedOrigin origin;
    private Process gateway;
    private int port;

    @BeforeEach
    void start() throws Exception {
        origin = ScriptedOrigin.start(c -> {
            if (c.head().line().startsWith("GET")) {
                c.send("HTTP/1.1 200 OK\nContent-Length: " + GIB + "\n\n");
                while (sent.get() < GIB) {
                    c.sendBytes(PIECE);
                    sent.addAndGet(PIECE.length);
                }
            } else {
                boolean chunked = !c.head().all("Transfer-Encoding").isEmpty();
                c.answer(200, "", Long.toString(chunked ? skipChunks(c.in()) : skip(c.in(), GIB)));
            }
        });
        gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gateway.class.getName(),
                        origin.url().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = gateway.inputReader(StandardCharsets.US_ASCII);
        String line = out.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = out.readLine();
        }
        assertThat(line).isNotNull();
        port = Integer.parseInt(line.substring("port ".length()));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.destroyForcibly().waitFor();
        origin.close();
    }

    @Test
    void aGibibyteDown() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(socket, "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n");
            InputStream in = socket.getInputStream();
            assertThat(statusLine(in)).contains(" 200 ");
            assertThat(skip(in, GIB)).isEqualTo(GIB);
        }
    }

    /** The upstream is held back at what buffers of sockets and the gateway hold, however long the client pauses. */
    @Test
    void aGibibyteDownToAReaderThatPauses() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(socket, "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n");
            InputStream in = socket.getInputStream();
            assertThat(statusLine(in)).contains(" 200 ");
            long read = 0;
            for (int pause = 0; pause < 3; pause++) {
                read += skip(in, 32 << 20);
                AtomicLong before = new AtomicLong(-1);
                await().pollInterval(Duration.ofMillis(200)).until(() -> before.getAndSet(sent.get()) == sent.get());
                assertThat(sent.get() - read).isLessThan(32 << 20);
            }
            assertThat(read + skip(in, GIB - read)).isEqualTo(GIB);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(booleans = {false, true})
    void aGibibyteUp(boolean chunked) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + GIB;
            write(socket, "PUT / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n" + framing + "\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            for (long sent = 0; sent < GIB; sent += PIECE.length) {
                if (chunked) {
                    write(socket, "10000\r\n");
                }
                out.write(PIECE);
                if (chunked) {
                    write(socket, "\r\n");
                }
            }
            write(socket, chunked ? "0\r\n\r\n" : "");
            InputStream in = socket.getInputStream();
            assertThat(statusLine(in)).contains(" 200 ");
            assertThat(new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).readLine())
                    .isEqualTo(Long.toString(GIB));
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a head and returns its first line. */
    private static String statusLine(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed in the head: " + head);
            }
            head.append((char) c);
        }
        return head.substring(0, head.indexOf("\r\n"));
    }

    private static long skip(InputStream in, long most) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        while (bytes < most) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, most - bytes));
            if (read < 0) {
                return bytes;
            }
            bytes += read;
        }
        return bytes;
    }

    private static long skipChunks(InputStream in) throws IOException {
        long bytes = 0;
        while (true) {
            long size = Long.parseLong(line(in), 16);
            if (size == 0) {
                line(in);
                return bytes;
            }
            bytes += skip(in, size);
            line(in);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The process under test. */
    static final class Gateway {
        private Gateway() {}

        public static void main(String[] args) throws Exception {
            forebay.support.ProxyUnderTest proxy = forebay.support.ProxyUnderTest.before(URI.create(args[0]));
            System.out.println("port " + proxy.port());
            Thread.currentThread().join();
        }
    }
}
