package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A socket that sends exactly the bytes it is told to. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;

    RawHttp(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(60_000);
    }

    /** Sends text, one byte a character. */
    RawHttp send(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** Reads until the server closes. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads this many bytes, fewer at the end. */
    byte[] read(int bytes) throws IOException {
        InputStream in = socket.getInputStream();
        return in.readNBytes(bytes);
    }

    /** Reads a 200 to the end of {@code content}, which does not occur before. */
    void awaitAnswer(String content) throws IOException {
        StringBuilder got = new StringBuilder();
        while (!got.toString().endsWith(content)) {
            byte[] octet = read(1);
            assertThat(octet).as("the connection is open after %s", got).hasSize(1);
            got.append(new String(octet, StandardCharsets.ISO_8859_1));
        }
        assertThat(got.toString()).startsWith("HTTP/1.1 200");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** One exchange on a connection of its own; {@code request} asks for close, or is refused. */
    static String exchange(URI server, String request) throws IOException {
        try (RawHttp raw = new RawHttp(server)) {
            return raw.send(request).readAll();
        }
    }
}
