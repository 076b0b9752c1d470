package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private final WaitingLine line = new WaitingLine();
    private final List<String> begun = new ArrayList<>();
    private int places;

    private WaitingLine.Waiter waiter(String name) {
        return () -> {
            if (places == 0) {
                return false;
            }
            places--;
            begun.add(name);
            return true;
        };
    }

    @Test
    void whoComesFirstIsServedFirst() {
        line.configure(10);
        List.of("a", "b", "c")
                .forEach(name -> assertThat(line.join(waiter(name))).isTrue());
        assertThat(line.isEmpty()).isFalse();
        places = 2;
        line.serve();
        assertThat(begun).containsExactly("a", "b");
        places = 1;
        line.serve();
        assertThat(begun).containsExactly("a", "b", "c");
        assertThat(line.isEmpty()).isTrue();
    }

    @Test
    void whoJoinsWhenAPlaceHasJustBecomeFreeBegins() {
        line.configure(10);
        places = 1;
        assertThat(line.join(waiter("a"))).isTrue();
        assertThat(begun).containsExactly("a");
    }

    @Test
    void aFullLineTurnsAwayAndWhoLeavesMakesRoom() {
        line.configure(1);
        WaitingLine.Waiter first = waiter("a");
        assertThat(line.join(first)).isTrue();
        assertThat(line.join(waiter("b"))).isFalse();
        assertThat(line.turnedAway()).isEqualTo(1);
        line.leave(first);
        line.leave(first);
        assertThat(line.join(waiter("c"))).isTrue();
        places = 5;
        line.serve();
        assertThat(begun).containsExactly("c");
    }

    @Test
    void nobodyIsForgottenHoweverManyThreadsComeAndGo() throws Exception {
        PoolLoad load = new PoolLoad();
        load.configure(
                new LimitSettings(3, LimitSettings.UNLIMITED, 10_000, java.time.Duration.ofSeconds(1)),
                RetrySettings.DEFAULT);
        UpstreamState state = new UpstreamState();
        int requests = 20_000;
        CountDownLatch over = new CountDownLatch(requests);
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            WaitingLine.Waiter request = () -> {
                if (!load.tryBegin(state)) {
                    return false;
                }
                most.accumulateAndGet(state.inFlight(), Math::max);
                threads.execute(() -> {
                    load.end(state);
                    over.countDown();
                });
                return true;
            };
            IntStream.range(0, requests)
                    .forEach(i -> threads.execute(() -> {
                        if (!(load.line().isEmpty() && request.tryStart())
                                && !load.line().join(request)) {
                            over.countDown();
                        }
                    }));
            assertThat(over.await(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(load.status().waiting()).isZero();
        assertThat(load.status().inFlight()).isZero();
    }
}
