package forebay.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of {@code java -jar}: Jetty around the web application, at context path {@code /}. HTTP/1.1 and h2c on
 * the clear-text port, HTTP/1.1 and HTTP/2 by ALPN on the TLS port.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    private static final int SPARE_THREADS = 16;

    private final ServerOptions options;
    private final Server server = new Server(threads());
    private final GracefulHandler graceful = new GracefulHandler();
    private final List<URI> addresses = new ArrayList<>();

    private EmbeddedServer(ServerOptions options) {
        this.options = options;
        server.setErrorHandler(new ProblemErrors());
        server.setHandler(graceful);
        server.setStopTimeout(0);
    }

    /**
     * Starts it; returns when it accepts requests.
     *
     * @param options how it listens
     * @param webapp the web application, an unpacked WAR
     * @param temp folder for temporary files
     * @throws StartException where a port is in use, the TLS files can not be used, or the web application refuses to
     *     start
     */
    public static EmbeddedServer start(ServerOptions options, Path webapp, Path temp) throws StartException {
        EmbeddedServer embedded = new EmbeddedServer(options);
        List<ServerConnector> connectors = new Connectors(embedded.server, options).open();
        try {
            embedded.start(new GatewayContext(webapp, temp));
            for (ServerConnector connector : connectors) {
                embedded.start(connector);
            }
            return embedded;
        } catch (StartException e) {
            connectors.forEach(ServerConnector::close);
            embedded.stop();
            throw e;
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("forebay");
        // With fewer threads to spare, selectors are not left to LazyHandOff.
        threads.setLowThreadsThreshold(SPARE_THREADS);
        return threads;
    }

    private void start(GatewayContext context) throws StartException {
        graceful.setHandler(new WholeServer(context, context::methods));
        try {
            server.start();
        } catch (Exception e) {
            throw new StartException("the server did not start: " + e, e);
        }
        if (context.failure().isPresent()) {
            throw Failures.explain(context.failure().get());
        }
    }

    private void start(ServerConnector connector) throws StartException {
        server.addConnector(connector);
        try {
            connector.start();
        } catch (Exception e) {
            throw new StartException(
                    "can not listen on " + connector.getHost() + ":" + connector.getPort() + ": " + e, e);
        }
        String scheme = connector.getDefaultProtocol().startsWith("SSL") ? "https" : "http";
        String host = connector.getHost();
        addresses.add(URI.create(
                scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort()));
    }

    /** Where it listens, clear text first. */
    public List<URI> addresses() {
        return List.copyOf(addresses);
    }

    /**
     * Stops it: no new connection or request is taken, those in flight have {@link ServerOptions#drain} to end, then
     * the web application is stopped and what is left is cut.
     */
    @Override
    public void close() {
        drain();
        stop();
    }

    private void drain() {
        // Idle connections are told to go (Connection: close, GOAWAY), and are not waited for.
        CompletableFuture<Void> everything = Graceful.shutdown(server);
        try {
            graceful.shutdown().get(options.drain().toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("no request in flight; every connection closed: {}", everything.isDone());
        } catch (TimeoutException e) {
            LOG.warn(
                    "{} requests did not end within {} and are cut",
                    graceful.getCurrentRequestCount(),
                    options.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("draining failed", e);
        }
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the server did not stop cleanly", e);
        }
    }
}
