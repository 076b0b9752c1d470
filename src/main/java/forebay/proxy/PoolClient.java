package forebay.proxy;

import forebay.balance.Upstream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;

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

    /** Resolved once: for each request the library would build an origin and look it up under a lock. */
    Destination destination(Upstream upstream) {
        Destination known = destinations.get(upstream.url());
        return known != null
                ? known
                : destinations.computeIfAbsent(upstream.url(), url -> http.resolveDestination(http.newRequest(url)));
    }
}
