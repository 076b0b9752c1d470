package forebay.discovery;

import forebay.balance.DiscoverySettings.Dns;
import forebay.balance.UpstreamSettings;
import forebay.discovery.DnsMessage.Answer;
import forebay.discovery.DnsMessage.RecordType;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The upstreams that a name of DNS stands for: its addresses with one port, or its services (RFC 2782). */
final class DnsSource implements Source {
    private static final int NO_SUCH_NAME = 3;
    /** Services are weighed by 16 bits; one of weight 0 still gets a little (RFC 2782). */
    private static final int LEAST_WEIGHT = 1;

    private final Dns settings;
    private final RandomGenerator random;

    DnsSource(Dns settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    @Override
    public Found look() throws IOException {
        DnsClient client = new DnsClient(
                settings.servers().isEmpty() ? SystemServers.read() : settings.servers(), settings.timeout(), random);
        // By URL: a server may list an address twice.
        Map<URI, UpstreamSettings> upstreams = new LinkedHashMap<>();
        long seconds = Long.MAX_VALUE;
        List<RecordType> types = settings.service() ? List.of(RecordType.SRV) : List.of(RecordType.A, RecordType.AAAA);
        for (RecordType type : types) {
            for (DnsMessage.Found each : answered(client.ask(settings.name(), type), type)) {
                upstream(each, type).ifPresent(found -> upstreams.putIfAbsent(found.url(), found));
                seconds = Math.min(seconds, each.ttlSeconds());
            }
        }
        if (upstreams.isEmpty()) {
            throw new IOException(settings.name() + " has no " + (settings.service() ? "services" : "addresses"));
        }
        return new Found(List.copyOf(upstreams.values()), within(Duration.ofSeconds(seconds)));
    }

    private List<DnsMessage.Found> answered(Answer answer, RecordType type) throws IOException {
        if (answer.code() == NO_SUCH_NAME) {
            throw new IOException("there is no name " + settings.name());
        }
        if (answer.code() != 0) {
            throw new IOException(
                    "the DNS server can not tell " + type + " of " + settings.name() + " (code " + answer.code() + ")");
        }
        return answer.found();
    }

    private Optional<UpstreamSettings> upstream(DnsMessage.Found found, RecordType type) throws IOException {
        if (type == RecordType.SRV) {
            // A single dot says that there is no such service.
            return found.target().isEmpty() || found.port() == 0
                    ? Optional.empty()
                    : Optional.of(new UpstreamSettings(
                            url(found.target(), found.port()),
                            Math.max(LEAST_WEIGHT, found.weight()),
                            found.priority(),
                            Optional.empty()));
        }
        InetAddress address = found.address().orElseThrow();
        String host = address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        return Optional.of(new UpstreamSettings(url(host, settings.port()), LEAST_WEIGHT));
    }

    private URI url(String host, int port) throws IOException {
        try {
            return URI.create(settings.scheme() + "://" + host + ":" + port);
        } catch (IllegalArgumentException e) {
            throw new IOException("a service at a host whose name can not be used", e);
        }
    }

    private Duration within(Duration ttl) {
        if (ttl.compareTo(settings.shortest()) < 0) {
            return settings.shortest();
        }
        return ttl.compareTo(settings.longest()) > 0 ? settings.longest() : ttl;
    }

    @Override
    public Duration retry() {
        return settings.shortest();
    }
}
