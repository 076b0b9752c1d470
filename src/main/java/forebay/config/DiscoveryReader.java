package forebay.config;

import forebay.balance.DiscoverySettings;
import forebay.balance.DiscoverySettings.Dns;
import forebay.balance.DiscoverySettings.InFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where a pool's upstreams are found. */
final class DiscoveryReader {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String WAYS = "dns: with name: below it, or file: with path: below it";
    private static final String SERVERS = "addresses such as [10.0.0.2, \"10.0.0.3:5353\"]";
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+))(?::([0-9]{1,5}))?");
    private static final int DNS_PORT = 53;
    private static final int LAST_PORT = 65_535;

    private DiscoveryReader() {}

    static Optional<DiscoverySettings> read(Section pool) {
        return pool.filled("discovery").flatMap(Value::section).flatMap(section -> {
            Optional<Section> dns = section.filled("dns").flatMap(Value::section);
            Optional<Section> file = section.filled("file").flatMap(Value::section);
            section.end();
            if (dns.isPresent() == file.isPresent()) {
                section.wrong(
                        dns.isPresent() ? "has two ways to find upstreams" : "has no way to find upstreams", WAYS);
            }
            Optional<DiscoverySettings> found = dns.flatMap(DiscoveryReader::byName);
            Optional<DiscoverySettings> listed = file.flatMap(DiscoveryReader::inFile);
            return found.isPresent() ? found : listed;
        });
    }

    private static Optional<DiscoverySettings> inFile(Section section) {
        Optional<DiscoverySettings> found = section.required("path", "write path: with a file that lists upstreams")
                .flatMap(Value::file)
                .map(path -> new InFile(
                        path, SettingsReader.duration(section, "interval", Duration.ofMillis(100), DAY, SECOND)));
        section.end();
        return found;
    }

    private static Optional<DiscoverySettings> byName(Section section) {
        boolean service = section.filled("type")
                .flatMap(value -> value.word(Map.of("address", false, "service", true)))
                .orElse(false);
        OptionalInt port = section.filled("port")
                .flatMap(value -> value.integer(1, LAST_PORT))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        String scheme = section.filled("scheme")
                .flatMap(value -> value.word(Map.of("http", "http", "https", "https")))
                .orElse("http");
        List<InetSocketAddress> servers = section.filled("servers")
                .map(list -> list.items(SERVERS).stream()
                        .flatMap(item -> item.parse(DiscoveryReader::server).stream())
                        .toList())
                .orElse(List.of());
        Duration shortest = SettingsReader.duration(section, "min-ttl", SECOND, DAY, Duration.ofSeconds(5));
        Duration longest = SettingsReader.duration(section, "max-ttl", SECOND, DAY, Duration.ofMinutes(5));
        if (longest.compareTo(shortest) < 0) {
            section.wrong("max-ttl", "is shorter than min-ttl", "at least " + Quantities.text(shortest));
        }
        Duration timeout = SettingsReader.duration(
                section, "timeout", Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(2));
        if (!service && port.isEmpty()) {
            section.wrong("port", "is missing", "write the port of the upstreams, or type: service, which tells it");
        }
        Optional<String> name = section.required("name", "write name: with what DNS is asked for")
                .flatMap(value -> value.parse(Addresses::dnsName));
        section.end();
        return name.map(some -> new Dns(some, service, scheme, port.orElse(0), servers, shortest, longest, timeout));
    }

    private static Parsed<InetSocketAddress> server(String text) {
        Matcher matcher = SERVER.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad("is not the address of a DNS server", SERVERS);
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = matcher.group(3) == null ? DNS_PORT : Integer.parseInt(matcher.group(3));
        Optional<InetAddress> address = Addresses.numeric(host);
        return address.isEmpty() || port < 1 || port > LAST_PORT
                ? Parsed.bad("is not the address of a DNS server", SERVERS)
                : Parsed.of(new InetSocketAddress(address.get(), port));
    }
}
