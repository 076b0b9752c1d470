package forebay.container;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** An origin for very many requests: it keeps none of them, and by default answers with the request line it received. */
final class EchoOrigin implements AutoCloseable {
    /**
     * A request's head as it came.
     *
     * @param line the request line
     * @param fields the field lines
     */
    record Head(String line, List<String> fields) {
        /** What the request line names between method and version. */
        String target() {
            return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
        }

        Optional<String> field(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return fields.stream()
                    .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(field -> field.substring(prefix.length()).strip())
                    .findFirst();
        }
    }

    /** How often the content of what is stored and large repeats the target. */
    static final int LARGE_TIMES = 300_000;

    private static final String PARTIAL = "partial ".repeat(4_000);

    private final ServerSocket listener;
    private final Consumer<Head> witness;

    /** One that shows each head to {@code witness} before it answers; the witness is called by many threads. */
    EchoOrigin(Consumer<Head> witness) throws IOException {
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.witness = witness;
        daemon(this::accept, "echo-origin");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket), "echo-origin-connection");
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Optional<Head> head = head(in); head.isPresent(); head = head(in)) {
                witness.accept(head.get());
                if (!answer(head.get(), in, socket.getOutputStream())) {
                    return;
                }
            }
        } catch (IOException e) {
            // The peer went away, as tests make it do.
        }
    }

    private static boolean answer(Head head, InputStream in, OutputStream out) throws IOException {
        long received = drain(head, in);
        String target = head.target();
        if (target.startsWith("/cacheable/")) {
            send(out, "Cache-Control: public, max-age=3600\r\nETag: \"v1\"\r\n", target.repeat(20));
        } else if (target.startsWith("/stored-large")) {
            send(out, "Cache-Control: public, max-age=3600\r\nETag: \"v1\"\r\n", target.repeat(LARGE_TIMES));
        } else if (target.startsWith("/cut")) {
            raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + PARTIAL);
            return false;
        } else if (target.startsWith("/upload")) {
            send(out, "Cache-Control: no-store\r\n", Long.toString(received));
        } else if (target.startsWith("/large")) {
            send(out, "Cache-Control: no-store\r\n", PARTIAL.repeat(8));
        } else {
            send(out, "Cache-Control: no-store\r\n", head.line());
        }
        return true;
    }

    private static void send(OutputStream out, String fields, String content) throws IOException {
        raw(out, "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + content.length() + "\r\n\r\n" + content);
    }

    private static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Optional<Head> head(InputStream in) throws IOException {
        Optional<String> line = line(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        for (String field = line(in).orElse(""); !field.isEmpty(); field = line(in).orElse("")) {
            fields.add(field);
        }
        return Optional.of(new Head(line.get(), fields));
    }

    private static long drain(Head head, InputStream in) throws IOException {
        Optional<String> length = head.field("Content-Length");
        if (length.isPresent()) {
            long size = Long.parseLong(length.get());
            in.skipNBytes(size);
            return size;
        }
        if (head.field("Transfer-Encoding").isEmpty()) {
            return 0;
        }
        long total = 0;
        while (true) {
            int size = Integer.parseInt(line(in).orElseThrow(() -> new IOException("closed")), 16);
            in.skipNBytes(size);
            line(in);
            if (size == 0) {
                return total;
            }
            total += size;
        }
    }

    /** A line without its end; empty where the connection ended. */
    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
