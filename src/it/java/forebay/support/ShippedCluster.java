package forebay.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shipped hazelcast.yaml as its comments say to change it, for nodes on this machine. */
public final class ShippedCluster {
    private static final int FIRST = 5701;
    private static final int LISTED = 3;
    private static final int ATTEMPTS = 100;

    private ShippedCluster() {}

    /** With tcp-ip turned on, and ports that are free in place of those that are listed. */
    public static String yaml() throws IOException {
        int port = freePorts();
        String yaml = Files.readString(Path.of("conf/hazelcast.yaml"));
        yaml = replace(yaml, "tcp-ip:\n        enabled: false", "tcp-ip:\n        enabled: true");
        yaml = replace(yaml, "port: " + FIRST, "port: " + port);
        for (int i = 0; i < LISTED; i++) {
            yaml = replace(yaml, "127.0.0.1:" + (FIRST + i), "127.0.0.1:" + (port + i));
        }
        return yaml;
    }

    private static String replace(String yaml, String shipped, String other) {
        if (!yaml.contains(shipped)) {
            throw new IllegalStateException("conf/hazelcast.yaml has no \"" + shipped + "\"");
        }
        return yaml.replace(shipped, other);
    }

    /** The first of as many free ports in a row as the shipped file lists. */
    private static int freePorts() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                first = socket.getLocalPort();
            }
            if (first + LISTED < 65_536 && free(first + 1) && free(first + 2)) {
                return first;
            }
        }
        throw new IOException("no free ports in a row");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
