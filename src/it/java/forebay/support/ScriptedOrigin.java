package forebay.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A server on a real socket that answers byte for byte as a test says: cut, slow, silent, chunked, interim, garbage.
 *
 * <p>Each request's head is read and recorded, then the script acts on the {@link Conversation}. A script that ends
 * without closing keeps the connection for the next request.
 */
public final class ScriptedOrigin implements AutoCloseable {
    /** What the origin does with one request. */
    @FunctionalInterface
    public interface Script {
        /** Acts; what it throws closes the connection. */
        void act(Conversation conversation) throws IOException, InterruptedException;
    }

    /**
     * A request's head as it came.
     *
     * @param line the request line
     * @param fields the field lines, raw
     */
    public record Head(String line, List<String> fields) {
        /** Values of all lines of this name, in order. */
        public List<String> all(String name) {
            String prefix = name.toLowerCase(java.util.Locale.ROOT) + ":";
            return fields.stream()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }
    }

    /** One request on one connection. */
    public static final class Conversation {
        private final Socket socket;
        private final InputStream in;
        private final Head head;
        private final List<String> trailers = new ArrayList<>();

        Conversation(Socket socket, InputStream in, Head head) {
            this.socket = socket;
            this.in = in;
            this.head = head;
        }

        /** The other end's port. */
        public int peerPort() {
            return socket.getPort();
        }

        /** The request's head. */
        public Head head() {
            return head;
        }

        /** Sends these characters as ISO-8859-1, with LF turned into CRLF. */
        public Conversation send(String text) throws IOException {
            return sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Sends these bytes. */
        public Conversation sendBytes(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return this;
        }

        /** Sends a whole response with Content-Length. */
        public Conversation answer(int status, String fields, String content) throws IOException {
            return send("HTTP/1.1 " + status + " X\n" + fields + "Content-Length: "
                    + content.getBytes(StandardCharsets.ISO_8859_1).length + "\n\n" + content);
        }

        /** Where the request's content is read from, framing and all. */
        public InputStream in() {
            return in;
        }

        /** Reads the request's content by Content-Length or chunks. */
        public byte[] content() throws IOException {
            List<String> length = head.all("Content-Length");
            if (!length.isEmpty()) {
                return in.readNBytes(Integer.parseInt(length.get(0)));
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            if (!head.all("Transfer-Encoding").isEmpty()) {
                for (int size = chunkSize(); size > 0; size = chunkSize()) {
                    content.write(in.readNBytes(size));
                    line(in);
                }
                for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
                    trailers.add(line);
                }
            }
            return content.toByteArray();
        }

        /** The trailer field lines, raw, once the content was read. */
        public List<String> trailers() {
            return List.copyOf(trailers);
        }

        private int chunkSize() throws IOException {
            String line = line(in);
            if (line == null) {
                throw new IOException("end of stream in content");
            }
            return Integer.parseInt(line.strip(), 16);
        }

        /** Closes the connection in order. */
        public void close() throws IOException {
            socket.close();
        }

        /** Closes the connection with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the other side has closed the connection; true if it has. */
        public boolean awaitClose() throws IOException {
            try {
                while (in.read() >= 0) {
                    // What still comes is of no interest.
                }
            } catch (java.net.SocketException e) {
                return true;
            }
            return true;
        }
    }

    /** Sockets of addresses that nobody listens on; kept, as they would be closed with their last reference. */
    private static final List<Socket> TAKEN = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final Script script;
    private final List<Head> heads = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ScriptedOrigin(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** Starts an origin that does the same with each request. */
    public static ScriptedOrigin start(Script script) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ScriptedOrigin origin = new ScriptedOrigin(server, script);
        Thread thread = new Thread(origin::accept, "scripted-origin-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
        return origin;
    }

    /** An origin that answers 200 with this content. */
    public static ScriptedOrigin answering(String content) throws IOException {
        return start(conversation -> {
            conversation.content();
            conversation.answer(200, "", content);
        });
    }

    /** An address that nobody listens on, nor will: it is taken by a socket that does not. */
    public static URI nowhere() throws IOException {
        Socket taken = new Socket();
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        TAKEN.add(taken);
        return URI.create("http://127.0.0.1:" + taken.getLocalPort());
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The heads that came so far, in order. */
    public List<Head> heads() {
        return new ArrayList<>(heads);
    }

    /** The only head that came. */
    public Head head() {
        List<Head> seen = heads();
        if (seen.size() != 1) {
            throw new AssertionError("not one request but " + seen);
        }
        return seen.get(0);
    }

    /** How many connections were accepted and not yet ended by the script or the peer. */
    public int open() {
        return sockets.size();
    }

    /** Blocks a script until the origin is closed: for an origin that says nothing. */
    public void silence() throws InterruptedException {
        closed.await();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket), "scripted-connection-" + socket.getPort());
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The origin was closed.
            closed.countDown();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Head head = head(in); head != null && !socket.isClosed(); head = head(in)) {
                heads.add(head);
                script.act(new Conversation(socket, in, head));
                if (socket.isClosed()) {
                    return;
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failures.add(e);
        } finally {
            sockets.remove(socket);
        }
    }

    private static Head head(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
            fields.add(field);
        }
        return new Head(line, fields);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
