package forebay.proxy;

import forebay.balance.Upstream;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;

/** The connections to a set of upstreams under one group of settings. Immutable, thread-safe. */
final class PoolClient {
    private final HttpClient http;
    private final ProxySettings settings;
    private final Map<URI, Destination> destinations;

    PoolClient(HttpClient http, ProxySettings settings, Set<URI> upstreams) {
        this.http = http;
        this.settings = settings;
        // Resolved once: for each request the library would build an origin and look it up under a lock.
        this.destinations = upstreams.stream()
                .collect(
                        Collectors.toUnmodifiableMap(url -> url, url -> http.resolveDestination(http.newRequest(url))));
    }

    HttpClient http() {
        return http;
    }

    ProxySettings settings() {
        return settings;
    }

    Destination destination(Upstream upstream) {
        Destination destination = destinations.get(upstream.url());
        if (destination == null) {
            throw new IllegalStateException(upstream.name() + " belongs to another configuration");
        }
        return destination;
    }
}
