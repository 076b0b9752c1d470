package forebay.proxy;

import java.util.function.IntSupplier;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.Destination;

/** Connections for one request at a time each, by {@link PlacedPool}. */
final class PlacedConnections extends AbstractConnectionPool {
    /** The server has a selector for each processor, on each of up to two ports. */
    private static final int PLACES = 2 * Runtime.getRuntime().availableProcessors();

    /**
     * Those to one upstream.
     *
     * @param most there may be
     * @param here the number of the selector that the present thread serves
     */
    PlacedConnections(Destination destination, int most, IntSupplier here) {
        super(destination, () -> new PlacedPool<>(most, PLACES, here), 1);
    }
}
