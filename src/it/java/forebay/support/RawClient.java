package forebay.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An HTTP/1.1 client that sends what it is told and shows what came, byte for byte. */
public final class RawClient implements AutoCloseable {
    /** Longer than anything in a test takes; reaching it fails the test. */
    private static final int PATIENCE_MILLIS = 60_000;

    /**
     * A response as it came.
     *
     * @param status its status
     * @param fields its field lines, raw
     * @param content its content without framing, as ISO-8859-1
     * @param complete whether its end came by its framing
     * @param trailers its trailer field lines
     */
    public record Answer(int status, List<String> fields, String content, boolean complete, List<String> trailers) {
        /** Values of all lines of this name, in order. */
        public List<String> all(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return fields.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }

        /** Value of the only line of this name; null where there is none. */
        public String field(String name) {
            List<String> values = all(name);
            if (values.size() > 1) {
                throw new AssertionError("not one " + name + " but " + values);
            }
            return values.isEmpty() ? null : values.get(0);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private boolean afterChunk;
    private final List<Integer> interims = new ArrayList<>();

    /** Connects to a port of this machine. */
    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends these characters as ISO-8859-1, with LF turned into CRLF. */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Ends this direction. */
    public RawClient shutdownOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Closes the connection with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Statuses of interim responses that came before final ones. */
    public List<Integer> interims() {
        return List.copyOf(interims);
    }

    /** Reads one final response to a request with this method. */
    public Answer read(String method) throws IOException {
        while (true) {
            Answer head = head();
            if (head.status() < 200) {
                interims.add(head.status());
                continue;
            }
            if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
                return head;
            }
            return content(head);
        }
    }

    /** Reads the content that follows {@code head}, which was read before. */
    public Answer content(Answer head) throws IOException {
        if (!head.all("Transfer-Encoding").isEmpty()) {
            return chunked(head);
        }
        String length = head.field("Content-Length");
        if (length != null) {
            byte[] content = readUpTo(Integer.parseInt(length));
            boolean complete = content.length == Integer.parseInt(length);
            return with(head, content, complete, List.of());
        }
        return with(head, readUpTo(Integer.MAX_VALUE), true, List.of());
    }

    /** Reads the head of a response; content is left unread. */
    public Answer head() throws IOException {
        String status = line();
        if (status == null) {
            throw new IOException("closed without a response");
        }
        List<String> fields = lines();
        return new Answer(
                Integer.parseInt(status.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
                fields,
                "",
                true,
                List.of());
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    /** Reads one chunk's data; empty at the last chunk; null where the connection ended. */
    public String chunk() throws IOException {
        // A server may send the line end after a chunk's data together with the next chunk.
        if (afterChunk) {
            line();
        }
        afterChunk = false;
        String size = line();
        if (size == null || size.isEmpty()) {
            return null;
        }
        int length = Integer.parseInt(size.strip(), 16);
        byte[] data = readUpTo(length);
        if (data.length < length) {
            return null;
        }
        afterChunk = length > 0;
        return new String(data, StandardCharsets.ISO_8859_1);
    }

    private Answer chunked(Answer head) throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            String chunk = chunk();
            if (chunk == null) {
                return with(head, content.toString().getBytes(StandardCharsets.ISO_8859_1), false, List.of());
            }
            if (chunk.isEmpty()) {
                return with(head, content.toString().getBytes(StandardCharsets.ISO_8859_1), true, lines());
            }
            content.append(chunk);
        }
    }

    private static Answer with(Answer head, byte[] content, boolean complete, List<String> trailers) {
        return new Answer(
                head.status(), head.fields(), new String(content, StandardCharsets.ISO_8859_1), complete, trailers);
    }

    /** Whether the other side has closed the connection, or does within patience, sending nothing more. */
    public boolean closed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private byte[] readUpTo(int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            while (bytes.size() < length) {
                int read = in.read(buffer, 0, Math.min(buffer.length, length - bytes.size()));
                if (read < 0) {
                    break;
                }
                bytes.write(buffer, 0, read);
            }
        } catch (SocketException e) {
            // A reset ends the stream as well.
            return bytes.toByteArray();
        }
        return bytes.toByteArray();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
                }
                if (c != '\r') {
                    line.write(c);
                }
            }
        } catch (SocketException e) {
            return null;
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
