package forebay.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small origins on free ports of the loopback address, one server with a port for each. */
final class Origins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Origins.class);

    private final Server server;
    private final List<URI> addresses = new ArrayList<>();

    private Origins(Server server) {
        this.server = server;
    }

    /**
     * Starts them.
     *
     * @param names one for each
     * @throws Exception where the server does not start
     */
    static Origins start(List<String> names) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("demo-origin");
        Server server = new Server(threads);
        for (String name : names) {
            ServerConnector connector = new ServerConnector(server, 1, 1);
            connector.setName(name);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
        }
        server.setHandler(new OriginPages());
        server.start();
        Origins origins = new Origins(server);
        for (var connector : server.getConnectors()) {
            origins.addresses.add(URI.create("http://127.0.0.1:" + ((ServerConnector) connector).getLocalPort()));
        }
        return origins;
    }

    /** Where they listen, in the order of their names. */
    List<URI> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the origins did not stop cleanly", e);
        }
    }
}
