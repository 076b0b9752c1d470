package forebay.proxy;

import forebay.balance.Upstream;
import forebay.exchange.Exchange;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The connections to upstreams under one group of settings; to upstreams that join, too. Thread-safe.
 *
 * <p>What is known of an address stays as long as the client: a little memory for each that was ever used. Its
 * connections end with their idle time. Where connections have owners, what is known of an owner goes soon after the
 * last of its connections.
 */
final class PoolClient {
    private final HttpClient http;
    private final ProxySettings settings;
    private final Map<URI, Destination> destinations = new ConcurrentHashMap<>();

    PoolClient(HttpClient http, ProxySettings settings) {
        this.http = http;
        this.settings = settings;
    }

    HttpClient http() {
        return http;
    }

    ProxySettings settings() {
        return settings;
    }

    /** Whether one connection may carry several requests at a time. */
    boolean multiplexes() {
        return settings.protocol().multiplexes();
    }

    /**
     * Where requests to this upstream go; those to change the protocol go by HTTP/1.1 in any case.
     *
     * @param owner whose connections are used; null where they are everybody's
     */
    Destination destination(Upstream upstream, boolean upgrade, @Nullable ConnectionOwner owner) {
        boolean http1 = upgrade && multiplexes();
        if (!http1 && owner == null) {
            return destination(upstream);
        }
        Request request = http.newRequest(upstream.url()).tag(owner);
        return http.resolveDestination(http1 ? request.version(HttpVersion.HTTP_1_1) : request);
    }

    /** Whose connections carry this request; null where they are everybody's. */
    @Nullable
    ConnectionOwner owner(Exchange exchange) {
        if (!settings.proxyProtocol()) {
            return null;
        }
        // What the gateway asks by itself is nobody's; a copy is as much its client's as the request.
        return exchange.parent().isPresent() && !exchange.mirrored()
                ? ConnectionOwner.GATEWAY
                : ConnectionOwner.client(exchange.arrival().client());
    }

    /** Resolved once: for each request the library would build an origin and look it up under a lock. */
    private Destination destination(Upstream upstream) {
        Destination known = destinations.get(upstream.url());
        return known != null
                ? known
                : destinations.computeIfAbsent(upstream.url(), url -> http.resolveDestination(http.newRequest(url)));
    }
}
