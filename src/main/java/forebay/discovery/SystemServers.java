package forebay.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The DNS servers of the system: those in resolv.conf, read at each look, because they change with networks. */
final class SystemServers {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int PORT = 53;

    private SystemServers() {}

    /** The servers, in their order. */
    static List<InetSocketAddress> read() throws IOException {
        return read(RESOLV_CONF);
    }

    static List<InetSocketAddress> read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + " is not there: say discovery.servers");
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 2 && words[0].equals("nameserver") && words[1].matches("[0-9a-fA-F.:]+")) {
                servers.add(new InetSocketAddress(InetAddress.getByName(words[1]), PORT));
            }
        }
        if (servers.isEmpty()) {
            throw new IOException(file + " names no server: say discovery.servers");
        }
        return servers;
    }
}
