package forebay.proxy;

import forebay.balance.Upstream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpVersion;

/**
 * The connections to upstreams under one group of settings; to upstreams that join, too. Thread-safe.
 *
 * <p>What is known of an address stays as long as the client: a little memory for each that was ever used. Its
 * connections end with their idle time.
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

    /** Where requests to this upstream go; those to change the protocol go by HTTP/1.1 in any case. */
    Destination destination(Upstream upstream, boolean upgrade) {
        return upgrade && multiplexes()
                ? http.resolveDestination(http.newRequest(upstream.url()).version(HttpVersion.HTTP_1_1))
                : destination(upstream);
    }

    /** Resolved once: for each request the library would build an origin and look it up under a lock. */
    private Destination destination(Upstream upstream) {
        Destination known = destinations.get(upstream.url());
        return known != null
                ? known
                : destinations.computeIfAbsent(upstream.url(), url -> http.resolveDestination(http.newRequest(url)));
    }
}
