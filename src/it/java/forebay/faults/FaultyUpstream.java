package forebay.faults;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own that fails in the way that standard input says, a word a line. Standard output has
 * the target of each request that is not idempotent. Ends with its input.
 */
final class FaultyUpstream {
    /** How it behaves. */
    enum Mode {
        /** Answers. */
        OK,
        /** Takes no connections. */
        REFUSE,
        /** Reads and says nothing. */
        SILENT,
        /** Resets the connection within the response head. */
        RESET,
        /** Sends what is no HTTP. */
        GARBAGE,
        /** Answers after two seconds. */
        SLOW,
        /** Answers 503. */
        FULL,
        /** Is well and resets in turn, for a quarter of a second each. */
        FLAP
    }

    private static final int QUARTER_NANOS = 250_000_000;

    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OK;
    private @Nullable ServerSocket server;

    private FaultyUpstream(int port) {
        this.port = port;
    }

    /** Serves on the port that is given, until standard input ends. */
    public static void main(String[] args) throws IOException {
        FaultyUpstream upstream = new FaultyUpstream(Integer.parseInt(args[0]));
        upstream.listen();
        System.out.println("listening");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String word = in.readLine(); word != null; word = in.readLine()) {
            upstream.become(Mode.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        System.exit(0);
    }

    private void become(Mode next) throws IOException {
        mode = next;
        if (next == Mode.REFUSE && server != null) {
            server.close();
            server = null;
            for (Socket socket : sockets) {
                socket.close();
            }
        } else if (next != Mode.REFUSE && server == null) {
            listen();
        }
    }

    private void listen() throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        server = listening;
        start("accept", () -> {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start("connection", () -> serve(socket));
            }
        });
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // The connection, or the listening socket, was closed: that is what it is told to do.
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String line = head(in); line != null; line = head(in)) {
                String target = line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
                if (line.startsWith("POST")) {
                    System.out.println(target);
                }
                if (!answer(socket, target)) {
                    return;
                }
            }
        } finally {
            sockets.remove(socket);
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
    private boolean answer(Socket socket, String target) throws IOException, InterruptedException {
        switch (mode) {
            case SILENT -> {
                return true;
            }
            case RESET -> {
                return reset(socket);
            }
            case FLAP -> {
                if (System.nanoTime() / QUARTER_NANOS % 2 == 0) {
                    return reset(socket);
                }
            }
            case GARBAGE -> {
                write(socket, "SSH-2.0-none\r\n\r\n");
                return false;
            }
            case FULL -> {
                write(socket, "HTTP/1.1 503 Full\r\nContent-Length: 4\r\n\r\nfull");
                return true;
            }
            case SLOW -> Thread.sleep(2_000);
            case OK, REFUSE -> {}
        }
        write(socket, response(target));
        return true;
    }

    private static boolean reset(Socket socket) throws IOException {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
        socket.setSoLinger(true, 0);
        return false;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Every other one in chunks. */
    private static String response(String target) {
        String content = content(target);
        if (target.hashCode() % 2 == 0) {
            return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
        }
        String half = content.substring(content.length() / 2);
        String chunk = Integer.toHexString(half.length()) + "\r\n" + half + "\r\n";
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n";
    }

    /** What is answered under a target: something that is told from any other answer and from a part of it. */
    static String content(String target) {
        return (target + " ").repeat(40);
    }
}
