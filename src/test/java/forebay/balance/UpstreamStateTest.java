package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpstreamStateTest {
    private static final URI A = URI.create("http://a:80");
    private static final OutlierDetector NOBODY = new OutlierDetector(OutlierSettings.OFF, List::of);
    private final UpstreamState state = new UpstreamState();

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void aFailedConnectionMakesItUnreachableForTwiceAsLongEachTime() {
        state.unreachable(0);
        assertThat(state.standing(seconds(9))).isEqualTo(Standing.UNREACHABLE);
        assertThat(state.standing(seconds(10))).isEqualTo(Standing.AVAILABLE);
        state.unreachable(seconds(10));
        assertThat(state.unavailableFor(seconds(10))).isEqualTo(Duration.ofSeconds(20));
        state.unreachable(seconds(11));
        assertThat(state.unavailableFor(seconds(11)))
                .as("what fails meanwhile says nothing new")
                .isEqualTo(Duration.ofSeconds(19));
        long now = 0;
        for (int i = 0; i < 10; i++) {
            now += seconds(1000);
            state.unreachable(now);
        }
        assertThat(state.unavailableFor(now)).isEqualTo(UpstreamState.LONGEST_PENALTY);
    }

    @Test
    void anAnswerEndsIt() {
        state.unreachable(0);
        state.answered(1, 1);
        assertThat(state.standing(1)).isEqualTo(Standing.AVAILABLE);
        state.unreachable(2);
        assertThat(state.unavailableFor(2)).isEqualTo(UpstreamState.FIRST_PENALTY);
    }

    @Test
    void aFailureOfOneThatWasReachedIsCountedAndMakesNothingUnavailable() {
        state.begin();
        state.failed(0);
        state.end();
        UpstreamStatus status = new Upstream("http://a:80", A, 1, 0, Optional.empty(), state).status(1, 0);
        assertThat(status.failures()).isEqualTo(1);
        assertThat(status.requests()).isEqualTo(1);
        assertThat(status.inFlight()).isZero();
        assertThat(status.available()).isTrue();
    }

    @Test
    void inputsDoNotDisturbEachOther() {
        state.unreachable(0);
        state.eject(Duration.ofSeconds(30), "judged", 0);
        state.health(false, "checked", 0);
        state.operator(OperatorWord.DRAINING, 0);
        assertThat(state.standing(1)).isEqualTo(Standing.DRAINING);
        state.operator(OperatorWord.DISABLED, 1);
        assertThat(state.standing(1)).isEqualTo(Standing.DISABLED);
        state.operator(OperatorWord.ENABLED, 1);
        assertThat(state.standing(1)).isEqualTo(Standing.UNHEALTHY);
        state.health(true, "checked", 1);
        assertThat(state.standing(1)).isEqualTo(Standing.EJECTED);
        assertThat(state.unavailableFor(seconds(10))).isEqualTo(Duration.ofSeconds(20));
        assertThat(state.standing(seconds(30))).isEqualTo(Standing.AVAILABLE);
    }

    @Test
    void whatTimeAloneChangesIsTold() {
        assertThat(state.changesIn(0)).isEmpty();
        state.eject(Duration.ofSeconds(30), "judged", 0);
        state.unreachable(0);
        assertThat(state.changesIn(seconds(4))).hasValue(seconds(6));
        assertThat(state.changesIn(seconds(10))).hasValue(seconds(20));
        assertThat(state.changesIn(seconds(30))).isEmpty();
    }

    @Test
    void slowStartRampsFromTheReturn() {
        state.configure(Duration.ofSeconds(20), Integer.MAX_VALUE, NOBODY);
        assertThat(state.ramp(0)).as("there from the beginning").isEqualTo(1);
        state.health(false, "checked", 0);
        state.health(true, "checked", seconds(100));
        assertThat(state.ramp(seconds(100))).isEqualTo(UpstreamState.FIRST_SHARE);
        assertThat(state.ramp(seconds(110))).isEqualTo(0.5);
        assertThat(state.changesIn(seconds(110))).hasValue(seconds(1));
        assertThat(state.ramp(seconds(119))).isEqualTo(0.95);
        assertThat(state.ramp(seconds(120))).isEqualTo(1);
        assertThat(state.changesIn(seconds(120))).isEmpty();
    }

    @Test
    void slowStartFollowsEachKindOfReturn() {
        state.configure(Duration.ofSeconds(20), Integer.MAX_VALUE, NOBODY);
        state.eject(Duration.ofSeconds(30), "judged", 0);
        assertThat(state.ramp(seconds(40))).as("ejection, ended by time").isEqualTo(0.5);
        state.settle(seconds(35));
        assertThat(state.ramp(seconds(40))).as("and told").isEqualTo(0.5);

        state.unreachable(seconds(100));
        state.answered(seconds(110), 1);
        assertThat(state.ramp(seconds(120))).as("reached again").isEqualTo(0.5);

        state.operator(OperatorWord.DISABLED, seconds(200));
        state.operator(OperatorWord.ENABLED, seconds(300));
        assertThat(state.ramp(seconds(310))).as("enabled").isEqualTo(0.5);

        UpstreamState joined = UpstreamState.joining(0);
        joined.configure(Duration.ofSeconds(20), Integer.MAX_VALUE, NOBODY);
        assertThat(joined.ramp(seconds(10))).as("added").isEqualTo(0.5);
    }

    @Test
    void listenersLearnOfEachChangeOnceUntilTheyAreRemoved() {
        List<String> seen = new ArrayList<>();
        UpstreamState.Listener listener = (before, after) -> seen.add(before.word() + " " + after.word());
        state.add(listener);
        state.health(true, "checked", 0);
        state.health(false, "checked", 0);
        state.health(false, "checked", 0);
        state.health(true, "checked", 0);
        state.eject(Duration.ofSeconds(1), "judged", 0);
        state.settle(seconds(1) - 1);
        state.settle(seconds(1));
        state.settle(seconds(2));
        state.weigh(OptionalInt.of(5), seconds(2));
        state.remove(listener);
        state.operator(OperatorWord.DISABLED, seconds(2));

        assertThat(seen)
                .containsExactly(
                        "available unhealthy",
                        "unhealthy available",
                        "available ejected",
                        "ejected available",
                        "available available");
    }

    @Test
    void noMoreAreInFlightThanMayBe() throws Exception {
        state.configure(Duration.ZERO, 3, NOBODY);
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> begun = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                begun.add(threads.submit(() -> {
                    go.await();
                    int count = 0;
                    while (count < 1_000) {
                        if (state.tryBegin()) {
                            most.accumulateAndGet(state.inFlight(), Math::max);
                            state.end();
                            count++;
                        }
                    }
                    return count;
                }));
            }
            go.countDown();
            for (Future<Integer> each : begun) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(state.inFlight()).isZero();
        assertThat(state.requests()).isEqualTo(8_000);
    }

    @Test
    void anOperatorsWeightTakesThePlaceOfTheConfiguredOne() {
        Upstream upstream = new Upstream("http://a:80", A, 4, 0, Optional.empty(), state);
        assertThat(upstream.fullWeight()).isEqualTo(4);
        state.weigh(OptionalInt.of(9), 0);
        assertThat(upstream.fullWeight()).isEqualTo(9);
        assertThat(upstream.status(1, 0).weight()).isEqualTo(9);
        state.weigh(OptionalInt.empty(), 0);
        assertThat(upstream.fullWeight()).isEqualTo(4);
    }

    @Test
    void whatWasSeenOfAnUpstreamOutlivesAReload() {
        PoolSettings settings = new PoolSettings("p", List.of(new UpstreamSettings(A, 1)));
        Pool before = Pool.of(settings, null, () -> 0);
        before.upstreams().get(0).state().unreachable(0);
        Pool after = Pool.of(
                new PoolSettings(
                        "p", List.of(new UpstreamSettings(A, 5), new UpstreamSettings(URI.create("http://b:80"), 1))),
                before,
                () -> 0);
        assertThat(after.name()).isEqualTo("p");
        assertThat(after.status()).extracting(UpstreamStatus::available).containsExactly(false, true);
    }
}
