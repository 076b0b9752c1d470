package forebay.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An origin whose resources are nothing but a version, which rises; each has its path's last segment for a tag. One answer
 * of four is a while on its way, so that changes and purges overtake it.
 */
final class VersionOrigin implements AutoCloseable {
    private static final int SLOW_OF = 4;
    private static final int LONGEST_MILLIS = 40;

    private final ServerSocket listener;
    private final ConcurrentHashMap<String, AtomicInteger> versions = new ConcurrentHashMap<>();
    final AtomicLong asked = new AtomicLong();

    VersionOrigin() throws IOException {
        this(InetAddress.getLoopbackAddress());
    }

    /** One that listens on an address of this machine. */
    VersionOrigin(InetAddress address) throws IOException {
        listener = new ServerSocket(0, 100, address);
        daemon(this::accept);
    }

    URI url() {
        return URI.create("http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    /** Changes a resource; what it is from now on. */
    int change(String path) {
        return version(path).incrementAndGet();
    }

    private AtomicInteger version(String path) {
        return versions.computeIfAbsent(path, each -> new AtomicInteger(1));
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "version-origin");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String known = "";
                for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
                    if (field.regionMatches(true, 0, "If-None-Match:", 0, 14)) {
                        known = field.substring(14);
                    }
                }
                asked.incrementAndGet();
                answer(line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' ')), known, socket.getOutputStream());
            }
        } catch (IOException e) {
            // The peer went away, as tests make it do.
        }
    }

    private void answer(String path, String known, OutputStream out) throws IOException {
        String version = Integer.toString(version(path).get());
        String fields = "Cache-Control: public, max-age=3600\r\nETag: \"" + version + "\"\r\nCache-Tag: "
                + path.substring(path.lastIndexOf('/') + 1) + "\r\n";
        String answer = known.contains('"' + version + '"')
                ? "HTTP/1.1 304 Not Modified\r\n" + fields + "\r\n"
                : "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + version.length() + "\r\n\r\n" + version;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(SLOW_OF) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_MILLIS)));
        }
        out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
