package forebay.container;

import forebay.support.EchoSocket;
import forebay.support.ScriptedOrigin;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that answers by path, one way of misbehaving each, and echoes the head that it received. */
final class Origin implements AutoCloseable {
    /** Enough that a response's head is sent on before the cut shows. */
    private static final String PARTIAL = "partial ".repeat(40_000);

    private final String name;
    private final ServerSocket listener;
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<String> marks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cacheable = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    Origin(String name) throws IOException {
        this.name = name;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept, "origin-" + name);
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Requests seen so far. */
    int requests() {
        return requests.get();
    }

    /** Whether a request with this field line was seen. */
    boolean saw(String mark) {
        return marks.contains(mark.strip().toLowerCase(Locale.ROOT));
    }

    /** Holds back the second event of /sse until {@link CountDownLatch#countDown}. */
    CountDownLatch holdEvents() {
        gate = new CountDownLatch(1);
        return gate;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket), "origin-" + name + "-connection");
            } catch (IOException e) {
                return;
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
            while (answer(in, socket.getOutputStream())) {}
        } catch (IOException e) {
            // The peer went away, as tests make it do.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answer(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String head = head(in);
        if (head.isEmpty()) {
            return false;
        }
        requests.incrementAndGet();
        head.toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith(Asking.MARK))
                .forEach(marks::add);
        List<String> trailers = new ArrayList<>();
        long content = drain(in, head, trailers);
        String path = head.split(" ", 3)[1].split("\\?", 2)[0];
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "cacheable" -> {
                String text = name + " " + cacheable.incrementAndGet();
                write(out, "200 OK", "Cache-Control: public, max-age=60\r\nETag: \"v1\"\r\n", text);
            }
            case "odd-fields" -> write(out, "200 OK", """
                        Location: /x?q=a,b
                        Content-Disposition: attachment; filename="a,b.txt"
                        Connection: X-Nominated
                        X-Nominated: 1
                        """.replace("\n", "\r\n"), "odd");
            case "early" -> {
                raw(out, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
                write(out, "200 OK", "", "after the hint");
            }
            case "status-299", "status-418", "status-599", "status-999" -> {
                String status = path.substring(path.length() - 3);
                write(out, status + " X", "", "status " + status);
            }
            case "no-content" -> {
                raw(out, "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello");
                return false;
            }
            case "until-close" -> {
                raw(out, "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=60\r\n\r\nuntil the end");
                return false;
            }
            case "wide-head" -> write(out, "200 OK", ("X-Wide: " + "a".repeat(1_000) + "\r\n").repeat(20), "wide");
            case "large-head" -> {
                write(out, "200 OK", "X-Large: " + "a".repeat(70_000) + "\r\n", "large");
                return false;
            }
            case "many-fields" -> {
                write(out, "200 OK", "X: 1\r\n".repeat(3_000), "many");
                return false;
            }
            case "unsolicited-101" -> raw(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
            case "garbage" -> {
                raw(out, "this is no HTTP\r\n\r\n");
                return false;
            }
            case "cut" -> {
                raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + PARTIAL);
                return false;
            }
            case "cut-chunked" -> {
                raw(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                chunk(out, PARTIAL);
                return false;
            }
            case "cut-cacheable" -> {
                raw(
                        out,
                        "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=60\r\nContent-Length: 1000000\r\n\r\n"
                                + PARTIAL);
                return false;
            }
            case "sse" -> {
                raw(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                chunk(out, "data: 1\n\n");
                gate.await();
                chunk(out, "data: 2\n\n");
                raw(out, "0\r\n\r\n");
            }
            case "socket" -> {
                EchoSocket.serve(socketHead(head), in, out::write);
                return false;
            }
            case "trailers" -> write(out, "200 OK", "", String.join("\n", trailers));
            case "upload" -> write(out, "200 OK", "", name + " received " + content);
            default -> write(out, "200 OK", "X-Served-By: " + name + "\r\nCache-Control: no-store\r\n", head);
        }
        return true;
    }

    private static ScriptedOrigin.Head socketHead(String head) {
        List<String> lines = head.lines().toList();
        return new ScriptedOrigin.Head(lines.get(0), lines.subList(1, lines.size()));
    }

    private static void write(OutputStream out, String status, String fields, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        raw(out, "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + bytes.length + "\r\n\r\n" + content);
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        raw(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static long drain(InputStream in, String head, List<String> trailers) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        int length = lower.indexOf("\r\ncontent-length:");
        if (length >= 0) {
            long size = Long.parseLong(lower.substring(length + 17, lower.indexOf("\r\n", length + 2))
                    .strip());
            in.skipNBytes(size);
            return size;
        }
        if (!lower.contains("\r\ntransfer-encoding: chunked")) {
            return 0;
        }
        long total = 0;
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            in.skipNBytes(size);
            if (size == 0) {
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    trailers.add(line);
                }
                return total;
            }
            line(in);
            total += size;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
