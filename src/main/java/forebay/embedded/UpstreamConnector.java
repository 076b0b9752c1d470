package forebay.embedded;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Connects to upstreams on the selectors of the ports, so that a request and its forward are served by one thread: the
 * library's own way has selectors and threads for each side, and each forward wakes both several times.
 *
 * <p>Its number is that of the selector which the present thread serves, for a pool that keeps the connections of each
 * selector apart; of any other thread it is a number that stays. Where no port is open, before the start and at the
 * end, it has a selector of its own.
 */
final class UpstreamConnector extends ClientConnector implements IntSupplier {
    private final SelectorPlaces places;
    private @Nullable Connections connections;

    UpstreamConnector(SelectorPlaces places) {
        this.places = places;
    }

    /** Whose connection is made with this context; null where it is a client's. */
    static @Nullable UpstreamConnector of(@Nullable Object context) {
        return context instanceof Map<?, ?> map && map.get(CONTEXT_KEY) instanceof UpstreamConnector connector
                ? connector
                : null;
    }

    @Override
    public int getAsInt() {
        SelectorPlaces.Place place = places.here();
        return place == null ? (int) Thread.currentThread().getId() : place.number();
    }

    /** What makes its connections; there once it is started. */
    Connections connections() {
        if (connections == null) {
            throw new IllegalStateException("not started");
        }
        return connections;
    }

    @Override
    protected SelectorManager newSelectorManager() {
        Connections made = new Connections(getExecutor(), getScheduler());
        connections = made;
        return made;
    }

    @Override
    protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
        return new UpstreamEndPoint((SocketChannel) channel, selector, key, getScheduler(), connections());
    }

    /** The connections of one client. */
    final class Connections extends ClientSelectorManager {
        private final Set<EndPoint> open = ConcurrentHashMap.newKeySet();

        private Connections(Executor executor, Scheduler scheduler) {
            super(executor, scheduler, 1);
        }

        @Override
        public void connect(SelectableChannel channel, Object context) {
            Optional<LazyConnector.PortSelectors> port = places.port();
            if (port.isPresent()) {
                port.get().take(channel, context, false, UpstreamConnector.this.getConnectTimeout());
            } else {
                super.connect(channel, context);
            }
        }

        @Override
        public void accept(SelectableChannel channel, Object context) {
            Optional<LazyConnector.PortSelectors> port = places.port();
            if (port.isPresent()) {
                port.get().take(channel, context, true, UpstreamConnector.this.getConnectTimeout());
            } else {
                super.accept(channel, context);
            }
        }

        // Those that follow are also called for what is on a port's selector.

        @Override
        protected SocketChannelEndPoint newEndPoint(
                SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            return (SocketChannelEndPoint) super.newEndPoint(channel, selector, key);
        }

        @Override
        protected void connectionFailed(SelectableChannel channel, Throwable failure, Object context) {
            super.connectionFailed(channel, failure, context);
        }

        /** Closes what is left on the ports' selectors. */
        @Override
        protected void doStop() throws Exception {
            super.doStop();
            open.forEach(EndPoint::close);
        }
    }

    /** One connection to an upstream. */
    static final class UpstreamEndPoint extends SocketChannelEndPoint {
        private final Connections all;

        private UpstreamEndPoint(
                SocketChannel channel,
                ManagedSelector selector,
                SelectionKey key,
                Scheduler scheduler,
                Connections all) {
            super(channel, selector, key, scheduler);
            this.all = all;
        }

        void opened() {
            all.open.add(this);
            if (!all.isRunning()) {
                close();
            }
        }

        void closed() {
            all.open.remove(this);
        }
    }
}
