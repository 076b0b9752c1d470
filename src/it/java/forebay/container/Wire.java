package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** An HTTP/1.1 client that sends exactly the bytes it is given and tells whether an answer ended cleanly. */
final class Wire implements AutoCloseable {
    /**
     * An answer.
     *
     * @param request the line of the request that it is an answer to
     * @param status the final status
     * @param lines the field lines as received
     * @param content the content that came, read as UTF-8
     * @param clean whether the content ended as its framing says
     */
    record Answer(String request, int status, List<String> lines, String content, boolean clean) {
        private static final int SHOWN = 2_000;

        /** This, where its status is one of these; else the test fails and shows all of it. */
        Answer expect(Integer... statuses) {
            assertThat(statuses).as("the status of %s", this).contains(status);
            return this;
        }

        Optional<String> field(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst();
        }

        @Override
        public String toString() {
            String shown = content.length() > SHOWN
                    ? content.substring(0, SHOWN) + "... (" + content.length() + " characters)"
                    : content;
            return "\"" + request + "\": " + status + " " + lines + (clean ? " " : " cut off: ") + shown;
        }
    }

    /** Far longer than any answer takes on a machine that is kept busy by others. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private String request = "";

    Wire(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    private Wire(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One request on a connection of its own. */
    static Answer exchange(int port, String request) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send(request);
            return wire.read(!request.startsWith("HEAD "));
        }
    }

    /** The same, wherever the node is. */
    static Answer exchange(RunningContainer node, String request) throws IOException {
        try (Wire wire = new Wire(InetAddress.getByName(node.address()), node.port())) {
            wire.send(request);
            return wire.read(!request.startsWith("HEAD "));
        }
    }

    void send(String bytes) throws IOException {
        String line = bytes.lines().findFirst().orElse("");
        if (line.contains(" HTTP/")) {
            request = line;
        }
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException closed) {
            // A peer that refuses need not take all of a request; what it has answered can still be read.
        }
    }

    /** Reads one final answer. */
    Answer read(boolean hasContent) throws IOException {
        Answer head = readHead();
        if (!hasContent || head.status() == 204 || head.status() == 304) {
            return head;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean clean;
        try {
            clean = readContent(head, content);
        } catch (SocketException | EOFException e) {
            clean = false;
        }
        return new Answer(head.request(), head.status(), head.lines(), content.toString(StandardCharsets.UTF_8), clean);
    }

    /** Reads one final head; interim ones are passed over. */
    Answer readHead() throws IOException {
        while (true) {
            String statusLine = line();
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
            if (status >= 200) {
                return new Answer(request, status, lines, "", true);
            }
        }
    }

    /** Reads one line of content up to its line feed. */
    String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("\"" + request + "\": closed after \"" + bytes + "\"");
            }
            if (b != '\r') {
                bytes.write(b);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The next bytes, as numbers from 0 to 255. */
    int[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
    }

    /** Waits for what comes next, which is left to be read; false where the peer closed (or reset) the connection. */
    boolean answers() throws IOException {
        in.mark(1);
        boolean closed = closed();
        if (!closed) {
            in.reset();
        }
        return !closed;
    }

    /** Whether the peer closed (or reset) the connection. */
    boolean closed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private boolean readContent(Answer head, ByteArrayOutputStream content) throws IOException {
        if (head.field("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
            while (true) {
                int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
                if (size == 0) {
                    while (!line().isEmpty()) {}
                    return true;
                }
                if (!copy(size, content)) {
                    return false;
                }
                line();
            }
        }
        Optional<String> length = head.field("Content-Length");
        if (length.isPresent()) {
            return copy(Long.parseLong(length.get()), content);
        }
        in.transferTo(content);
        return true;
    }

    private boolean copy(long size, ByteArrayOutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (long left = size; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return false;
            }
            to.write(buffer, 0, read);
            left -= read;
        }
        return true;
    }

    /** Closes the connection with a reset, as a client that dies does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
