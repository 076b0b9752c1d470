package forebay.proxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of all owners to one upstream together within {@code max-connections}: where one more is made,
 * that goes which has waited longest for its owner. Without it each client address would hold connections of its own
 * until their idle time. Thread-safe.
 *
 * <p>Those that carry requests are bounded by the requests in flight ({@link Pools}).
 */
final class OwnedConnections {
    private final Map<Origin.Address, Shared> upstreams = new ConcurrentHashMap<>();
    private final int most;

    OwnedConnections(int most) {
        this.most = most;
    }

    /** The connections of one owner to one upstream. */
    AbstractConnectionPool pool(Destination destination) {
        return new Owned(
                destination,
                most,
                upstreams.computeIfAbsent(destination.getOrigin().getAddress(), address -> new Shared(most)));
    }

    /** What the owners of connections to one upstream share: what is open, and what of it waits for its owner. */
    private static final class Shared {
        private final int most;
        private final Set<Connection> open = new HashSet<>();
        private final Map<Connection, Owned> waiting = new LinkedHashMap<>();

        Shared(int most) {
            this.most = most;
        }

        /** Takes in a new one; those that must go for it, the longest unused first. */
        synchronized List<Runnable> opened(Connection connection, Owned pool) {
            open.add(connection);
            List<Runnable> leaving = new ArrayList<>();
            Iterator<Map.Entry<Connection, Owned>> eldest = waiting.entrySet().iterator();
            while (open.size() > most && eldest.hasNext()) {
                Map.Entry<Connection, Owned> next = eldest.next();
                Connection unused = next.getKey();
                Owned owned = next.getValue();
                leaving.add(() -> owned.drop(unused));
                open.remove(unused);
                eldest.remove();
            }
            waiting.put(connection, pool);
            return leaving;
        }

        synchronized void closed(Connection connection) {
            open.remove(connection);
            waiting.remove(connection);
        }

        /** Whether it may be used: it was not chosen to go meanwhile. */
        synchronized boolean taken(Connection connection) {
            waiting.remove(connection);
            return open.contains(connection);
        }

        /** It may have been taken again since it was given back. */
        synchronized void givenBack(Connection connection, Owned pool) {
            if (open.contains(connection) && !pool.isActive(connection)) {
                waiting.put(connection, pool);
            }
        }
    }

    /** Tells the others of what becomes of its connections. */
    private static final class Owned extends Http2Transport.Connections {
        private final Shared shared;

        Owned(Destination destination, int most, Shared shared) {
            super(destination, most);
            this.shared = shared;
        }

        @Override
        protected void onCreated(Connection connection) {
            shared.opened(connection, this).forEach(Runnable::run);
        }

        @Override
        protected void onRemoved(Connection connection) {
            shared.closed(connection);
        }

        @Override
        protected @Nullable Connection activate() {
            Connection connection = super.activate();
            while (connection != null && !shared.taken(connection)) {
                drop(connection);
                connection = super.activate();
            }
            return connection;
        }

        @Override
        protected boolean deactivate(Connection connection) {
            boolean kept = super.deactivate(connection);
            if (kept) {
                shared.givenBack(connection, this);
            }
            return kept;
        }

        /**
         * Takes it out. The library counts this like the end of a use, whoever does it: so each who has it calls this
         * once, and the last one closes it.
         */
        void drop(Connection connection) {
            if (remove(connection)) {
                connection.close();
            }
        }
    }
}
