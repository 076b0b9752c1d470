package forebay.embedded;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/** A port whose requests are served on the threads that find them: see {@link LazyHandOff}. */
final class LazyConnector extends ServerConnector {
    /** A selector serves one short request at a time, so there is one for each processor. */
    private static final int SELECTORS = Runtime.getRuntime().availableProcessors();

    LazyConnector(Server server, ConnectionFactory... factories) {
        super(server, null, null, null, -1, SELECTORS, factories);
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        LazyHandOff handOff = new LazyHandOff((QueuedThreadPool) executor);
        SelectorManager manager = new ServerConnectorManager(handOff, scheduler, selectors);
        addBean(handOff, true);
        return manager;
    }
}
