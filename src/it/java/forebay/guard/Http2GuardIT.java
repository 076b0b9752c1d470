package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.exchange.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of HTTP/2 with prior knowledge, written frame by frame (RFC 9113), because no client sends these. */
class Http2GuardIT {
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_OF_STREAM_AND_HEADERS = 0x05;

    private static GuardedServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new GuardedServer("/");
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest(name = "§8.3.1: :authority {0} with host {1} is {2}")
    @CsvSource({
        "x.test, , 200, ",
        "x.test, x.test, 200, ",
        "X.Test, x.test, 200, ",
        "x.test:80, x.test, 200, ",
        "x.test, y.test, 400, host-mismatch",
        "x.test, x.test:81, 400, host-mismatch"
    })
    void authorityAndHostNameTheSame(String authority, String host, int status, String code) throws Exception {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", "GET");
        field(block, ":scheme", "http");
        field(block, ":path", "/a");
        field(block, ":authority", authority);
        if (host != null) {
            field(block, "host", host);
        }

        assertThat(status(block.toByteArray())).isEqualTo(status);
        Exchange finished = server.nextFinished();
        assertThat(finished.refusal().orElse(null)).isEqualTo(code);
        assertThat(finished.forwarded().fields().all("Via"))
                .as("RFC 9110 §7.6.3")
                .allSatisfy(via -> assertThat(via).startsWith("2.0 "))
                .hasSize(1);
    }

    private static int status(byte[] block) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(out, SETTINGS, 0, 0, new byte[0]);
            frame(out, HEADERS, END_OF_STREAM_AND_HEADERS, 1, block);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                in.readUnsignedByte();
                in.readInt();
                byte[] content = in.readNBytes(length);
                if (type == HEADERS) {
                    return statusIn(content);
                }
            }
        }
    }

    /** The status of a block that begins with an indexed :status, after table size updates (RFC 7541 §6.1, §6.3). */
    private static int statusIn(byte[] block) {
        int next = 0;
        while ((block[next] & 0xE0) == 0x20) {
            boolean longer = (block[next++] & 0x1F) == 0x1F;
            while (longer) {
                longer = block[next++] < 0;
            }
        }
        return switch (block[next] & 0xFF) {
            case 0x88 -> 200;
            case 0x8C -> 400;
            default -> 0;
        };
    }

    /** A literal field without indexing and without Huffman code (RFC 7541 §6.2.2). */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte[] content) throws IOException {
        byte[] head = {
            0, (byte) (content.length >> 8), (byte) content.length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream
        };
        out.write(head);
        out.write(content);
        out.flush();
    }
}
