package forebay.balance;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where the upstreams of a pool are found while the gateway runs. */
public sealed interface DiscoverySettings {
    /**
     * By DNS.
     *
     * @param name what is asked for
     * @param service whether SRV is asked, which tells ports, weights and priorities (RFC 2782); else A and AAAA
     * @param scheme {@code http} or {@code https}
     * @param port of addresses; SRV tells its own
     * @param servers who is asked, the first that answers; empty for those of the system
     * @param shortest how long an answer holds at least, whatever its TTL says
     * @param longest how long at most
     * @param timeout how long one server has to answer
     */
    record Dns(
            String name,
            boolean service,
            String scheme,
            int port,
            List<InetSocketAddress> servers,
            Duration shortest,
            Duration longest,
            Duration timeout)
            implements DiscoverySettings {}

    /**
     * In a file, a list as below {@code upstreams} in YAML or JSON.
     *
     * @param path where
     * @param interval how often it is looked at
     */
    record InFile(Path path, Duration interval) implements DiscoverySettings {}
}
