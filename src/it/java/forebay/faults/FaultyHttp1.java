package forebay.faults;

import forebay.faults.FaultyUpstream.Mode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1 of an upstream that fails as it is told. */
final class FaultyHttp1 {
    private final FaultyUpstream upstream;
    private final Socket socket;

    FaultyHttp1(FaultyUpstream upstream, Socket socket) {
        this.upstream = upstream;
        this.socket = socket;
    }

    void serve() throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String line = head(in); line != null; line = head(in)) {
            String target = line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
            upstream.received(line.substring(0, line.indexOf(' ')), target);
            if (!answer(target)) {
                return;
            }
        }
    }

    /** The request line; requests have no content. */
    private static @Nullable String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (c == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
                return head.substring(0, head.indexOf("\r"));
            }
        }
        return null;
    }

    /** Whether the connection goes on. */
    private boolean answer(String target) throws IOException, InterruptedException {
        Mode mode = upstream.mode();
        switch (mode) {
            case RESET -> {
                write("HTTP/1.1 200 OK\r\nContent-Le");
                socket.setSoLinger(true, 0);
            }
            case GARBAGE -> write("SSH-2.0-none\r\n\r\n");
            case CUT -> {
                String response = response(target);
                write(response.substring(0, response.length() - 20));
            }
            case FULL -> write("HTTP/1.1 503 Full\r\nContent-Length: 4\r\n\r\nfull");
            case SLOW -> {
                Thread.sleep(2_000);
                write(response(target));
            }
            case OK, REFUSE -> write(response(target));
            case SILENT, GOAWAY, FLAP -> {
                // Nothing is said.
            }
        }
        return mode == Mode.SILENT || mode == Mode.FULL || mode == Mode.SLOW || mode == Mode.OK || mode == Mode.REFUSE;
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Every other one in chunks. */
    private static String response(String target) {
        String content = FaultyUpstream.content(target);
        if (target.hashCode() % 2 == 0) {
            return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
        }
        String half = content.substring(content.length() / 2);
        String chunk = Integer.toHexString(half.length()) + "\r\n" + half + "\r\n";
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n";
    }
}
