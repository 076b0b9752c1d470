package forebay.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;

/**
 * How long after the leader's first byte the last of its followers has its own: {@value #CLIENTS} clients ask for one
 * cold object of 8 MiB, the origin answers when all of them wait, and sends the rest when all have begun to read. Then
 * how much more the gateway holds meanwhile than before, where every second client stops reading after its first bytes
 * until all others have everything. {@code mvn -Pbench test-compile exec:exec@followers}.
 */
public final class FollowersBench {
    private static final int CLIENTS = 500;
    private static final int BEGINNING = 1000;
    private static final int LENGTH = 8 << 20;
    private static final int WARM_UPS = 4;
    private static final int ROUNDS = 7;
    private static final int HELD_ROUNDS = 3;

    private final String request;
    private final ServerProcess gateway;
    private final List<SocketChannel> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private FollowersBench(GatewayFolder folder, ServerProcess gateway) {
        this.gateway = gateway;
        request = " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + folder.key() + "\r\n\r\n";
    }

    /**
     * A round.
     *
     * @param behindNanos from the leader's first byte to the last follower's; nothing where the leader was last
     * @param spreadNanos from the first client's first byte to the last one's
     * @param wholeNanos from there to the last byte of the last client
     */
    private record Spread(long behindNanos, long spreadNanos, long wholeNanos) {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        GatewayFolder folder = new GatewayFolder();
        try (Origin origin = new Origin()) {
            folder.configure("http://127.0.0.1:" + origin.port(), "off");
            try (ServerProcess gateway =
                    ServerProcess.start(folder.path(), List.of(), Rung.SERVER.name(), "http://127.0.0.1")) {
                new FollowersBench(folder, gateway).run(origin);
            }
        }
    }

    private void run(Origin origin) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port())));
            clients.get(i).configureBlocking(false);
        }
        List<Long> behind = new ArrayList<>();
        List<Long> spreads = new ArrayList<>();
        List<Long> wholes = new ArrayList<>();
        for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
            Spread spread = round(round, origin, new Watch(false));
            if (round >= WARM_UPS) {
                behind.add(spread.behindNanos());
                spreads.add(spread.spreadNanos());
                wholes.add(spread.wholeNanos());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d clients, %d rounds after %d: the last follower's first byte after the leader's: %s%n"
                        + "the last client's after the first one's: %s%n"
                        + "all of %d MiB to all of them: %s%n",
                CLIENTS,
                ROUNDS,
                WARM_UPS,
                millis(behind),
                millis(spreads),
                LENGTH >> 20,
                millis(wholes));
        for (int round = 0; round < HELD_ROUNDS; round++) {
            Watch watch = new Watch(true);
            Spread ignored = round(WARM_UPS + ROUNDS + round, origin, watch);
            System.out.println(watch);
        }
    }

    private static String millis(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "median %.1f ms, most %.1f ms",
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6);
    }

    private Spread round(int round, Origin origin, Watch watch) throws Exception {
        byte[] head = ("GET /cold/" + round + request).getBytes(StandardCharsets.US_ASCII);
        try (Selector selector = Selector.open()) {
            for (SocketChannel client : clients) {
                client.write(ByteBuffer.wrap(head));
                client.register(selector, SelectionKey.OP_READ, new Reading());
            }
            Thread.sleep(500); // all have been read and wait for the leader
            Future<?> sent = origin.answer();
            long first = 0;
            long leader = 0;
            long last = 0;
            int begun = 0;
            int ended = 0;
            while (ended < CLIENTS) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    Reading reading = (Reading) key.attachment();
                    boolean begins = reading.bytes == 0;
                    read(key, reading);
                    if (begins) {
                        last = System.nanoTime();
                        first = begun == 0 ? last : first;
                        leader = reading.follows ? leader : last;
                        watch.begins(key, ++begun);
                        if (begun == CLIENTS) {
                            origin.sendRest();
                        }
                    }
                    if (reading.isOver()) {
                        key.interestOps(0);
                        watch.ends(++ended);
                    }
                }
                selector.selectedKeys().clear();
            }
            long over = System.nanoTime();
            sent.get();
            if (leader == 0) {
                throw new IllegalStateException("none of them led");
            }
            return new Spread(last - leader, last - first, over - last);
        }
    }

    /** Stops clients from reading, and looks at what the gateway holds; or does neither. */
    private final class Watch {
        private final boolean on;
        private final List<SelectionKey> stopped = new ArrayList<>();
        private final ServerProcess.Held before;
        private long heap;
        private long direct;

        Watch(boolean on) throws IOException {
            this.on = on;
            this.before = on ? gateway.held() : new ServerProcess.Held(0, 0);
        }

        /** The first byte of a client, one of {@code begun}. */
        void begins(SelectionKey client, int begun) throws IOException {
            if (on && begun % 2 == 0) {
                client.interestOps(0);
                stopped.add(client);
            }
            if (on && begun == CLIENTS) {
                look();
            }
        }

        /** The last byte of one; {@code ended} have had theirs. */
        void ends(int ended) throws IOException {
            if (on && (ended == 1 || ended == CLIENTS / 4)) {
                look();
            }
            if (on && ended == CLIENTS - stopped.size()) {
                look();
                stopped.forEach(client -> client.interestOps(SelectionKey.OP_READ));
            }
        }

        private void look() throws IOException {
            ServerProcess.Held held = gateway.held();
            heap = Math.max(heap, held.heapBytes());
            direct = Math.max(direct, held.directBytes());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d of %d clients stopped: heap after a collection %.1f MiB before, at most %.1f meanwhile;"
                            + " direct buffers %.1f, %.1f MiB",
                    stopped.size(),
                    CLIENTS,
                    before.heapBytes() / 1048576.0,
                    heap / 1048576.0,
                    before.directBytes() / 1048576.0,
                    direct / 1048576.0);
        }
    }

    private void read(SelectionKey key, Reading reading) throws IOException {
        buffer.clear();
        int some = ((SocketChannel) key.channel()).read(buffer);
        if (some < 0) {
            throw new IOException("the gateway closed a connection");
        }
        if (reading.bytes == 0) {
            reading.begin(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
        }
        reading.bytes += some;
    }

    /** What one client has read. */
    private static final class Reading {
        private long bytes;
        private long headBytes;
        private boolean follows;

        void begin(String beginning) {
            int end = beginning.indexOf("\r\n\r\n");
            if (end < 0 || !beginning.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException("not the answer to expect: " + beginning);
            }
            headBytes = end + 4L;
            follows = beginning.substring(0, end).contains("; collapsed");
        }

        boolean isOver() {
            return bytes == headBytes + LENGTH;
        }
    }

    /** Answers on each connection in two steps, as it is told. */
    private static final class Origin implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "origin");
            thread.setDaemon(true);
            return thread;
        });
        private final SynchronousQueue<Boolean> steps = new SynchronousQueue<>();

        Origin() throws IOException {
            threads.execute(() -> {
                try {
                    while (true) {
                        Socket socket = server.accept();
                        threads.execute(() -> serve(socket));
                    }
                } catch (IOException closed) {
                    threads.shutdown();
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        /** Sends the head and the beginning to who waits. */
        Future<?> answer() {
            return threads.submit(() -> {
                steps.put(true);
                return null;
            });
        }

        void sendRest() throws InterruptedException {
            steps.put(true);
        }

        private void serve(Socket socket) {
            try (socket) {
                socket.setTcpNoDelay(true);
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream();
                while (skipHead(in)) {
                    steps.take();
                    out.write(("HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: " + LENGTH + "\r\n\r\n"
                                    + "x".repeat(BEGINNING))
                            .getBytes(StandardCharsets.US_ASCII));
                    steps.take();
                    out.write(new byte[LENGTH - BEGINNING]);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Whether a request came; up to the empty line. */
        private static boolean skipHead(InputStream in) throws IOException {
            int matched = 0;
            while (matched < 4) {
                int c = in.read();
                if (c < 0) {
                    return false;
                }
                matched = c == "\r\n\r\n".charAt(matched) ? matched + 1 : c == '\r' ? 1 : 0;
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            server.close();
            threads.shutdownNow();
        }
    }
}
