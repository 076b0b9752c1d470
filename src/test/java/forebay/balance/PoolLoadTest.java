package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Places in a pool and at its upstreams, and what is told of them. */
class PoolLoadTest {
    private static final HedgeSettings BY_PERCENTILE = new HedgeSettings(Optional.empty(), 95, Duration.ofMillis(10));

    private final PoolLoad load = new PoolLoad();
    private final UpstreamState state = new UpstreamState();

    private void limit(int inFlight, int queue) {
        load.configure(
                new LimitSettings(inFlight, LimitSettings.UNLIMITED, queue, Duration.ofSeconds(1)),
                RetrySettings.DEFAULT);
    }

    @Test
    void aFullPoolTakesNobodyUntilAPlaceIsFree() {
        limit(2, 1);
        assertThat(load.tryBegin(state)).isTrue();
        assertThat(load.tryBegin(state)).isTrue();
        assertThat(load.tryBegin(state)).isFalse();
        assertThat(load.status().inFlight()).isEqualTo(2);
        load.end(state);
        assertThat(load.tryBegin(state)).isTrue();
    }

    @Test
    void aFullUpstreamTakesNoPlaceInThePool() {
        limit(5, 1);
        state.configure(Duration.ZERO, 1, new OutlierDetector(OutlierSettings.DEFAULT, List::of));
        assertThat(load.tryBegin(state)).isTrue();
        assertThat(load.tryBegin(state)).isFalse();
        assertThat(load.status().inFlight()).isEqualTo(1);
    }

    @Test
    void whoMustBeginBeginsBeyondTheLimit() {
        limit(1, 1);
        assertThat(load.tryBegin(state)).isTrue();
        load.begin(state);
        assertThat(load.status().inFlight()).isEqualTo(2);
        load.end(state);
        load.end(state);
        assertThat(load.status().inFlight()).isZero();
    }

    @Test
    void aPlaceThatBecomesFreeGoesToWhoWaitsFirstAndTheRestAreCounted() {
        limit(1, 2);
        List<String> begun = new ArrayList<>();
        assertThat(load.tryBegin(state)).isTrue();
        assertThat(load.line().join(waiter(begun, "first"))).isTrue();
        assertThat(load.line().join(waiter(begun, "second"))).isTrue();
        assertThat(load.line().join(waiter(begun, "third"))).isFalse();
        load.line().late();
        assertThat(begun).isEmpty();
        assertThat(load.status())
                .extracting(PoolStatus::waiting, PoolStatus::turnedAway)
                .containsExactly(2, 2L);

        load.end(state);
        assertThat(begun).containsExactly("first");
        load.end(state);
        assertThat(begun).containsExactly("first", "second");
        assertThat(load.line().isEmpty()).isTrue();
    }

    private WaitingLine.Waiter waiter(List<String> begun, String name) {
        return () -> {
            if (!load.tryBegin(state)) {
                return false;
            }
            begun.add(name);
            return true;
        };
    }

    @Test
    void aSecondLetsInWhoWaitsForAnUpstreamThatCameBack() {
        limit(1, 2);
        List<String> begun = new ArrayList<>();
        boolean[] back = {false};
        load.line().join(() -> back[0] && begun.add("a"));
        load.tick();
        assertThat(begun).isEmpty();
        back[0] = true;
        load.tick();
        assertThat(begun).containsExactly("a");
    }

    @Test
    void theDelayOfAHedgeIsWhatIsSaidOrWhatWasSeenAndNeverLessThanTheLeast() {
        HedgeSettings fixed = new HedgeSettings(Optional.of(Duration.ofMillis(3)), 95, Duration.ofMillis(1));
        HedgeSettings raised = new HedgeSettings(Optional.of(Duration.ofMillis(3)), 95, Duration.ofMillis(7));
        assertThat(load.hedgeDelay(fixed)).contains(Duration.ofMillis(3));
        assertThat(load.hedgeDelay(raised)).contains(Duration.ofMillis(7));
        assertThat(load.hedgeDelay(BY_PERCENTILE)).as("nothing was seen yet").isEmpty();
    }

    @Test
    void headsThatCameTellThePercentileOnceASecond() {
        RetrySettings none = RetrySettings.DEFAULT;
        load.configure(
                LimitSettings.DEFAULT,
                new RetrySettings(
                        none.attempts(),
                        none.on(),
                        none.statuses(),
                        none.perTry(),
                        none.total(),
                        none.backOff(),
                        none.maxBackOff(),
                        none.budgetPercent(),
                        none.budgetPerSecond(),
                        none.maxContentBytes(),
                        Optional.of(BY_PERCENTILE)));
        for (int i = 0; i < 1_000; i++) {
            load.hedgeable(Duration.ofMillis(i < 900 ? 1 : 500).toNanos());
        }
        load.tick();
        assertThat(load.hedgeDelay(BY_PERCENTILE).orElseThrow())
                .isBetween(Duration.ofMillis(400), Duration.ofMillis(700));
        load.hedged();
        assertThat(load.status().hedges()).isEqualTo(1);
    }
}
