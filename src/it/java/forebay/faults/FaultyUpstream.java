package forebay.faults;

import java.io.BufferedReader;
import java.io.IOException;
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
        /** Resets the connection within the response head; by HTTP/2 the stream before it. */
        RESET,
        /** Closes the connection in order, by HTTP/2 after GOAWAY, and has answered nothing. */
        GOAWAY,
        /** Ends within the content. */
        CUT,
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
    private final boolean http2;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OK;
    private @Nullable ServerSocket server;

    private FaultyUpstream(int port, boolean http2) {
        this.port = port;
        this.http2 = http2;
    }

    /** Serves on the port that is given, by the protocol that is given, until standard input ends. */
    public static void main(String[] args) throws IOException {
        FaultyUpstream upstream = new FaultyUpstream(Integer.parseInt(args[0]), args[1].equals("h2c"));
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

    /** What a thread does. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    static void start(String name, Work work) {
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
            if (http2) {
                new FaultyHttp2(this, socket).serve();
            } else {
                new FaultyHttp1(this, socket).serve();
            }
        } finally {
            sockets.remove(socket);
        }
    }

    /** How it behaves at present; never {@link Mode#FLAP}. */
    Mode mode() {
        Mode told = mode;
        if (told != Mode.FLAP) {
            return told;
        }
        return System.nanoTime() / QUARTER_NANOS % 2 == 0 ? Mode.RESET : Mode.OK;
    }

    /** A request has come. */
    void received(String method, String target) {
        if (method.equals("POST")) {
            System.out.println(target);
        }
    }

    /** What is answered under a target: something that is told from any other answer and from a part of it. */
    static String content(String target) {
        return (target + " ").repeat(40);
    }
}
