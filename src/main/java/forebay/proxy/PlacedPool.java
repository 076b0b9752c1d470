package forebay.proxy;

import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ConcurrentPool;
import org.eclipse.jetty.util.ConcurrentPool.StrategyType;
import org.eclipse.jetty.util.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one upstream where a selector serves clients and upstreams alike: a request takes an idle one of
 * its own selector, so that no thread is changed for its forward; else an idle one of another; else a new one.
 * Thread-safe.
 */
final class PlacedPool<P> implements Pool<P> {
    private final List<Pool<P>> places;
    private final int most;
    private final IntSupplier here;

    /**
     * An empty one.
     *
     * @param most entries there may be, at all places together
     * @param places how many are told apart
     * @param here the number of the selector that the present thread serves; any number
     */
    PlacedPool(int most, int places, IntSupplier here) {
        this.places = IntStream.range(0, places)
                .<Pool<P>>mapToObj(i -> new ConcurrentPool<>(StrategyType.FIRST, most))
                .toList();
        this.most = most;
        this.here = here;
    }

    private int here() {
        return Math.floorMod(here.getAsInt(), places.size());
    }

    @Override
    public synchronized @Nullable Entry<P> reserve() {
        return size() < most ? places.get(here()).reserve() : null;
    }

    @Override
    public @Nullable Entry<P> acquire() {
        int first = here();
        for (int i = 0; i < places.size(); i++) {
            Entry<P> entry = places.get((first + i) % places.size()).acquire();
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public boolean isTerminated() {
        return places.get(0).isTerminated();
    }

    @Override
    public synchronized Collection<Entry<P>> terminate() {
        return places.stream().flatMap(place -> place.terminate().stream()).toList();
    }

    @Override
    public int size() {
        int size = 0;
        for (Pool<P> place : places) {
            size += place.size();
        }
        return size;
    }

    @Override
    public int getMaxSize() {
        return most;
    }

    @Override
    public Stream<Entry<P>> stream() {
        return places.stream().flatMap(Pool::stream);
    }
}
