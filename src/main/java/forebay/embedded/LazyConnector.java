package forebay.embedded;

import forebay.embedded.SelectorPlaces.Place;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A port whose requests are served on the threads that find them: see {@link LazyHandOff}. Its selectors have the
 * connections to upstreams, too: see {@link UpstreamConnector}.
 */
final class LazyConnector extends ServerConnector {
    /** A selector serves one short request at a time, so there is one for each processor. */
    private static final int SELECTORS = Runtime.getRuntime().availableProcessors();

    /** The connect time-out of the upstream that the present thread connects to; null while it does not. */
    private static final ThreadLocal<@Nullable Duration> CONNECTING = new ThreadLocal<>();

    private final SelectorPlaces places;
    private final int number;

    /**
     * A port.
     *
     * @param places of the selectors of all ports
     * @param number of this port among them
     */
    LazyConnector(Server server, SelectorPlaces places, int number, ConnectionFactory... factories) {
        super(server, null, null, null, -1, SELECTORS, factories);
        this.places = places;
        this.number = number;
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        LazyHandOff handOff = new LazyHandOff((QueuedThreadPool) executor);
        SelectorManager manager = new PortSelectors(handOff, scheduler, selectors);
        addBean(handOff, true);
        return manager;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        places.opened((PortSelectors) getSelectorManager());
    }

    @Override
    protected void doStop() throws Exception {
        places.closed((PortSelectors) getSelectorManager());
        super.doStop();
    }

    /** The selectors of a port, with what is connected to them. */
    final class PortSelectors extends ServerConnectorManager {
        private PortSelectors(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        /**
         * Takes a connection to an upstream.
         *
         * @param context says whose it is, {@link UpstreamConnector#of}
         * @param connected whether it is there already
         */
        void take(SelectableChannel channel, Object context, boolean connected, Duration connectTimeout) {
            CONNECTING.set(connectTimeout);
            try {
                if (connected) {
                    accept(channel, context);
                } else {
                    connect(channel, context);
                }
            } finally {
                CONNECTING.remove();
            }
        }

        @Override
        public long getConnectTimeout() {
            Duration upstreams = CONNECTING.get();
            return upstreams == null ? super.getConnectTimeout() : upstreams.toMillis();
        }

        /** For a connection to an upstream the selector of the thread that needs it, which serves the client too. */
        @Override
        protected ManagedSelector chooseSelector() {
            Place place = CONNECTING.get() == null ? null : places.here();
            return place != null && place.port() == this ? place.selector() : super.chooseSelector();
        }

        @Override
        protected ManagedSelector newSelector(int id) {
            return new PlacedSelector(this, id);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(
                SelectableChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
            UpstreamConnector upstreams = UpstreamConnector.of(key.attachment());
            return upstreams == null
                    ? super.newEndPoint(channel, selector, key)
                    : upstreams.connections().newEndPoint(channel, selector, key);
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object context)
                throws IOException {
            UpstreamConnector upstreams = UpstreamConnector.of(context);
            return upstreams == null
                    ? super.newConnection(channel, endPoint, context)
                    : upstreams.connections().newConnection(channel, endPoint, context);
        }

        @Override
        public void connectionOpened(Connection connection, Object context) {
            UpstreamConnector upstreams = UpstreamConnector.of(context);
            if (upstreams == null) {
                super.connectionOpened(connection, context);
            } else {
                upstreams.connections().connectionOpened(connection, context);
            }
        }

        @Override
        protected void connectionFailed(SelectableChannel channel, Throwable failure, Object context) {
            UpstreamConnector upstreams = UpstreamConnector.of(context);
            if (upstreams != null) {
                upstreams.connections().connectionFailed(channel, failure, context);
            }
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            if (endPoint instanceof UpstreamConnector.UpstreamEndPoint upstream) {
                upstream.opened();
            } else {
                super.endPointOpened(endPoint);
            }
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            if (endPoint instanceof UpstreamConnector.UpstreamEndPoint upstream) {
                upstream.closed();
            } else {
                super.endPointClosed(endPoint);
            }
        }
    }

    /** Notes which thread it is served by. */
    private final class PlacedSelector extends ManagedSelector {
        private final Place place;

        PlacedSelector(PortSelectors port, int id) {
            super(port, id);
            this.place = new Place(port, this, number * SELECTORS + id);
        }

        @Override
        protected int nioSelect(Selector selector, boolean now) throws IOException {
            places.arrived(place);
            return super.nioSelect(selector, now);
        }
    }
}
