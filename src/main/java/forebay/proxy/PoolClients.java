package forebay.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP clients in use: one for each group of settings, shared by the configurations that agree on
 * them, started at the first request, stopped when the last of these configurations is unused. Thread-safe.
 *
 * <p>The servlet, whose life-cycle the clients follow, says how they are made.
 */
public final class PoolClients {
    private static final Logger LOG = LoggerFactory.getLogger(PoolClients.class);

    private final Map<ProxySettings, Shared> shared = new HashMap<>();
    private @Nullable Function<ProxySettings, HttpClient> factory;

    private static final class Shared {
        int holders;
        volatile @Nullable PoolClient client;
    }

    /** No clients yet. */
    public PoolClients() {}

    /** One configuration's hold on its client. */
    final class Lease {
        private final ProxySettings key;
        private final Shared counted;
        private boolean released;

        private Lease(ProxySettings key, Shared counted) {
            this.key = key;
            this.counted = counted;
        }

        /** The client, started if it is not yet. */
        PoolClient client() {
            PoolClient client = counted.client;
            return client != null ? client : start(key, counted);
        }

        /** The client, started if it is not yet; empty as long as nobody says how to make one. */
        Optional<PoolClient> ready() {
            synchronized (PoolClients.this) {
                return counted.client == null && factory == null ? Optional.empty() : Optional.of(client());
            }
        }

        /** Lets go; idempotent. */
        void release() {
            HttpClient unused = null;
            synchronized (PoolClients.this) {
                if (!released) {
                    released = true;
                    counted.holders--;
                    if (counted.holders == 0) {
                        shared.remove(key);
                        PoolClient client = counted.client;
                        unused = client == null ? null : client.http();
                    }
                }
            }
            if (unused != null) {
                stopApart(unused);
            }
        }
    }

    /** Takes hold of the client for these settings. */
    synchronized Lease lease(ProxySettings settings) {
        Shared counted = shared.computeIfAbsent(settings, unseen -> new Shared());
        counted.holders++;
        return new Lease(settings, counted);
    }

    /** Says how clients are made; by the servlet, before its first request. */
    synchronized void attach(Function<ProxySettings, HttpClient> howToMake) {
        factory = howToMake;
    }

    /** Stops all clients, on this thread; by the servlet, after its last request. */
    void detach() {
        Map<ProxySettings, Shared> ending;
        synchronized (this) {
            factory = null;
            ending = Map.copyOf(shared);
        }
        ending.values().forEach(each -> {
            PoolClient client = each.client;
            if (client != null) {
                stop(client.http());
            }
        });
    }

    private synchronized PoolClient start(ProxySettings key, Shared counted) {
        PoolClient client = counted.client;
        if (client == null) {
            if (factory == null) {
                throw new IllegalStateException("the proxy servlet is not initialised");
            }
            client = new PoolClient(factory.apply(key), key);
            counted.client = client;
        }
        return client;
    }

    /** Stops a client on a thread of its own: the last request may have ended on one of the client's threads. */
    private static void stopApart(HttpClient client) {
        Thread thread = new Thread(() -> stop(client), "forebay-client-stop");
        thread.setDaemon(true);
        thread.start();
    }

    private static void stop(HttpClient client) {
        try {
            client.stop();
        } catch (Exception e) {
            LOG.warn("An HTTP client did not stop in order; its connections end with their idle time", e);
        }
    }
}
