package forebay.embedded;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.ManagedSelector;
import org.jspecify.annotations.Nullable;

/** Which selector the present thread serves, and the ports whose selectors upstreams' connections may use. Thread-safe. */
final class SelectorPlaces {
    private static final ThreadLocal<@Nullable Place> HERE = new ThreadLocal<>();

    private final List<LazyConnector.PortSelectors> ports = new CopyOnWriteArrayList<>();

    /**
     * One selector.
     *
     * @param port whose it is
     * @param selector itself
     * @param number counts the selectors of all ports
     */
    record Place(LazyConnector.PortSelectors port, ManagedSelector selector, int number) {}

    /** The present thread looks for what is ready at this place. */
    void arrived(Place place) {
        HERE.set(place);
    }

    /** Where the present thread looked last; null for one that serves no selector. */
    @Nullable
    Place here() {
        return HERE.get();
    }

    /** The selectors of {@code port} run. */
    void opened(LazyConnector.PortSelectors port) {
        ports.add(port);
    }

    /** They no longer do. */
    void closed(LazyConnector.PortSelectors port) {
        ports.remove(port);
    }

    /** The port that the present thread serves, else any; empty where none is open. */
    Optional<LazyConnector.PortSelectors> port() {
        Place place = HERE.get();
        return place != null && ports.contains(place.port())
                ? Optional.of(place.port())
                : ports.stream().findFirst();
    }
}
