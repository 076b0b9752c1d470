package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.Pool;
import org.junit.jupiter.api.Test;

class PlacedPoolTest {
    private final AtomicInteger here = new AtomicInteger();
    private final PlacedPool<String> pool = new PlacedPool<>(3, 2, here::get);

    private Pool.Entry<String> made(int place, String name) {
        here.set(place);
        Pool.Entry<String> entry = Objects.requireNonNull(pool.reserve());
        entry.enable(name, false);
        return entry;
    }

    private Pool.Entry<String> taken(int place) {
        here.set(place);
        return Objects.requireNonNull(pool.acquire());
    }

    @Test
    void eachPlaceTakesItsOwnFirst() {
        made(0, "a");
        made(1, "b");
        assertThat(taken(1).getPooled()).isEqualTo("b");
        assertThat(taken(0).getPooled()).isEqualTo("a");
    }

    @Test
    void anIdleOneOfAnotherPlaceIsTakenBeforeANewOneIsMade() {
        made(0, "a");
        assertThat(taken(1).getPooled()).isEqualTo("a");
        assertThat(pool.acquire()).isNull();
    }

    @Test
    void whatWasTakenFromAnotherPlaceGoesBackThere() {
        made(0, "a");
        made(1, "b");
        Pool.Entry<String> own = taken(1);
        Pool.Entry<String> others = taken(1);
        assertThat(others.getPooled()).isEqualTo("a");
        assertThat(others.release()).isTrue();
        assertThat(own.release()).isTrue();
        assertThat(taken(0).getPooled()).isEqualTo("a");
    }

    @Test
    void allPlacesTogetherHaveNoMoreThanTheMost() {
        made(0, "a");
        made(0, "b");
        made(1, "c");
        assertThat(pool.reserve()).isNull();
        here.set(0);
        assertThat(pool.reserve()).isNull();
        assertThat(pool.size()).isEqualTo(pool.getMaxSize()).isEqualTo(3);
    }

    @Test
    void whatIsRemovedMakesRoomAtAnyPlace() {
        made(0, "a");
        made(0, "b");
        Pool.Entry<String> gone = made(1, "c");
        assertThat(gone.remove()).isTrue();
        made(0, "d");
        assertThat(pool.stream().map(Pool.Entry::getPooled)).containsExactly("a", "b", "d");
    }

    @Test
    void anyNumberIsAPlace() {
        made(-3, "a");
        assertThat(taken(Integer.MAX_VALUE).getPooled()).isEqualTo("a");
    }

    @Test
    void itsEndReachesAllPlaces() {
        made(0, "a");
        made(1, "b");
        assertThat(pool.terminate()).extracting(Pool.Entry::getPooled).containsExactly("a", "b");
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.reserve()).isNull();
        assertThat(pool.acquire()).isNull();
    }
}
