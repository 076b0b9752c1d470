package forebay.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes the header of the PROXY protocol from each connection, as proxy-protocol.txt §2.2 lays it out, and hands on all
 * that follows to an origin, byte for byte, TLS or not. A connection without such a header is closed.
 */
public final class ProxyHeaderFront implements AutoCloseable {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /**
     * What a connection began with.
     *
     * @param command LOCAL or PROXY
     * @param source the client's address and port; empty where there is none
     * @param destination likewise
     */
    public record Header(String command, String source, String destination) {}

    private final ServerSocket server;
    private final URI origin;
    private final List<Header> headers = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Map<Integer, Header> byPort = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ProxyHeaderFront(ServerSocket server, URI origin) {
        this.server = server;
        this.origin = origin;
    }

    /** Starts one in front of an origin on this machine. */
    public static ProxyHeaderFront before(URI origin) throws IOException {
        ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        ProxyHeaderFront front = new ProxyHeaderFront(server, origin);
        start("front-" + server.getLocalPort(), front::accept);
        return front;
    }

    /** Where it listens, by the origin's scheme and host. */
    public URI url() {
        return URI.create(origin.getScheme() + "://" + origin.getHost() + ":" + server.getLocalPort());
    }

    /** The headers that came, a connection each, in order. */
    public List<Header> headers() {
        return List.copyOf(headers);
    }

    /** What connections began with that had no header; in a test that succeeds there is none. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** What the connection began with that the origin sees coming from this port. */
    public Header headerOf(int port) {
        return byPort.get(port);
    }

    /** How many connections are open. */
    public int open() {
        return open.size();
    }

    private static void start(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                start("front-connection-" + socket.getPort(), () -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: nothing more comes.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket behind = new Socket()) {
            client.setTcpNoDelay(true);
            Header header = read(new DataInputStream(client.getInputStream()));
            if (header == null) {
                return;
            }
            open.add(client);
            headers.add(header);
            behind.bind(null);
            byPort.put(behind.getLocalPort(), header);
            behind.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.getPort()));
            behind.setTcpNoDelay(true);
            start("front-up-" + client.getPort(), () -> copy(client, behind));
            copy(behind, client);
        } catch (IOException e) {
            refused.add(e.toString());
        } finally {
            open.remove(client);
        }
    }

    private Header read(DataInputStream in) throws IOException {
        byte[] fixed = in.readNBytes(16);
        if (fixed.length == 0) {
            return null;
        }
        String hex = HexFormat.of().formatHex(fixed);
        if (!hex.startsWith(SIGNATURE)) {
            refused.add(hex);
            return null;
        }
        int length = (fixed[14] & 0xff) << 8 | (fixed[15] & 0xff);
        byte[] rest = in.readNBytes(length);
        String command = hex.substring(24, 26);
        String family = hex.substring(26, 28);
        if (command.equals("20") && family.equals("00") && length == 0) {
            return new Header("LOCAL", "", "");
        }
        int size = family.equals("11") ? 4 : 16;
        if (!command.equals("21") || (size == 16 && !family.equals("21")) || length != 2 * size + 4) {
            refused.add(hex);
            return null;
        }
        return new Header("PROXY", end(rest, 0, size, 2 * size), end(rest, size, size, 2 * size + 2));
    }

    private static String end(byte[] bytes, int at, int size, int port) throws IOException {
        InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + size));
        return address.getHostAddress() + " " + ((bytes[port] & 0xff) << 8 | (bytes[port + 1] & 0xff));
    }

    /** Until one side ends; then both. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // The other side is gone; closing tells this one.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
