package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Backups, zones and panic. */
class TierTest {
    private static SamplePool pool(String ownZone) {
        return SamplePool.of(new BalanceSettings(
                Algorithm.WEIGHTED_ROUND_ROBIN, HashBy.CLIENT, Optional.empty(), 50, Optional.ofNullable(ownZone)));
    }

    private static SamplePool withBackups() {
        return pool(null)
                .with("a", 1, 0, null)
                .with("b", 1, 0, null)
                .with("c", 1, 0, null)
                .with("d", 1, 0, null)
                .with("x", 1, 7, null)
                .with("y", 1, 7, null)
                .declared();
    }

    @Test
    void backupsAreForWhatTheFirstTierCanNotCarry() {
        SamplePool pool = withBackups();
        assertThat(pool.picks(8)).isEqualTo("a b c d a b c d");
        pool.unhealthy("a");
        assertThat(pool.shares(1000).keySet()).as("75 % times 1.4 is enough").containsOnly("b", "c", "d");
        pool.unhealthy("b");
        Map<String, Double> shares = pool.shares(10_000);
        assertThat(shares.get("c")).isCloseTo(0.35, within(0.01));
        assertThat(shares.get("x")).isCloseTo(0.15, within(0.01));
    }

    @Test
    void backupsCarryAllWhereTheFirstTierIsGone() {
        SamplePool pool = withBackups();
        pool.unhealthy("a", "b", "c", "d");
        assertThat(pool.picks(4)).isEqualTo("x y x y");
        assertThat(pool.candidates(SampleKey.NONE).split(" "))
                .startsWith("x", "y")
                .hasSize(6);
    }

    @Test
    void backupsFollowWhereAllOfTheFirstTierWereTried() {
        assertThat(withBackups().candidates(SampleKey.NONE)).isEqualTo("a b c d x y");
    }

    @Test
    void healthIsIgnoredBelowThePanicThreshold() {
        SamplePool pool = SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, 1, 1, 1, 1);
        pool.unhealthy("a", "b");
        assertThat(pool.picks(4)).isEqualTo("c d c d");
        pool.unhealthy("c");
        assertThat(pool.shares(400).keySet()).containsOnly("a", "b", "c", "d");
        pool.state("a").health(true, "test", 0);
        assertThat(pool.shares(400).keySet()).containsOnly("a", "d");
    }

    @Test
    void whatCanNotBeReachedIsLeftOutEvenInPanic() {
        SamplePool pool = SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, 1, 1, 1, 1);
        pool.unhealthy("a", "b");
        pool.state("c").unreachable(0);
        assertThat(pool.shares(300).keySet()).containsOnly("a", "b", "d");
    }

    @Test
    void whatAnOperatorTookOutDoesNotCount() {
        SamplePool pool = SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, 1, 1, 1, 1);
        for (String name : new String[] {"a", "b", "c"}) {
            pool.state(name).operator(OperatorWord.DRAINING, 0);
        }
        assertThat(pool.picks(3)).isEqualTo("d d d");
        assertThat(pool.candidates(SampleKey.NONE)).isEqualTo("d");
    }

    @Test
    void theOwnZoneIsPreferredWhileItCanCarryAll() {
        SamplePool pool = pool("east")
                .with("a", 1, 0, "west")
                .with("b", 1, 0, "east")
                .with("c", 1, 0, "east")
                .with("d", 1, 0, null)
                .declared();
        assertThat(pool.picks(4)).isEqualTo("b c b c");
        pool.unhealthy("b");
        Map<String, Double> shares = pool.shares(10_000);
        assertThat(shares.get("c")).isCloseTo(0.7, within(0.01));
        assertThat(shares.get("a")).isCloseTo(0.15, within(0.01));
        assertThat(shares.get("d")).isCloseTo(0.15, within(0.01));
    }

    /** As the time that passes says, without an event. */
    @Test
    void oneThatCameBackGetsItsShareStepByStep() {
        SamplePool pool = SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, 2, 2);
        pool.state("b")
                .configure(
                        Duration.ofSeconds(20), Integer.MAX_VALUE, new OutlierDetector(OutlierSettings.OFF, List::of));
        pool.unhealthy("b");
        pool.state("b").health(true, "test", pool.now.get());
        assertThat(pool.shares(1_100).get("b")).as("a tenth of its weight").isCloseTo(0.1 / 1.1, within(0.01));
        pool.now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(pool.shares(900).get("b")).as("half of it").isCloseTo(0.5 / 1.5, within(0.01));
        pool.now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(pool.shares(1_000).get("b")).as("all of it").isCloseTo(0.5, within(0.01));
    }

    @Test
    void whatIsCountedGoesOnWithItsTier() {
        SamplePool pool = withBackups();
        assertThat(pool.picks(2)).isEqualTo("a b");
        pool.without("x").without("y").declared();
        assertThat(pool.picks(2)).isEqualTo("c d");
    }

    @Test
    void theStatusTellsPlaceAndEffectiveWeight() {
        SamplePool pool = withBackups();
        pool.unhealthy("a");
        assertThat(pool.pool.status())
                .extracting(UpstreamStatus::placement)
                .startsWith(new Placement(0, 0, Optional.empty()), new Placement(1, 0, Optional.empty()))
                .endsWith(new Placement(1, 7, Optional.empty()));
    }
}
