package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each algorithm does: its sequence, then its shares. */
class AlgorithmsTest {
    private static final HashBy BY_ID = new HashBy(HashBy.Source.COOKIE, "id");

    private static int[] weights(String text) {
        return Arrays.stream(text.split(":")).mapToInt(Integer::parseInt).toArray();
    }

    private static SamplePool hashing(Optional<Integer> factor, int... weights) {
        return SamplePool.of(
                new BalanceSettings(Algorithm.CONSISTENT_HASH, BY_ID, factor, 50, Optional.empty()), weights);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "5:1:1, a a b a c a a",
        "1:1:1, a b c a b c",
        "2:1, a b a a b a",
    })
    void leastRequestsOfAnIdlePoolGoesInTurn(String weights, String sequence) {
        SamplePool pool = SamplePool.of(Algorithm.LEAST_REQUESTS, weights(weights));
        assertThat(pool.picks(sequence.split(" ").length)).isEqualTo(sequence);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"1:1, a b b a a b", "2:1, a b a b a a", "3:1, a b a a a b a a"})
    void leastRequestsFillsByWeight(String weights, String sequence) {
        SamplePool pool = SamplePool.of(Algorithm.LEAST_REQUESTS, weights(weights));
        assertThat(pool.picksInFlight(sequence.split(" ").length)).isEqualTo(sequence);
    }

    @Test
    void leastRequestsGoesWhereOneHasEnded() {
        SamplePool pool = SamplePool.of(Algorithm.LEAST_REQUESTS, 1, 1, 1);
        pool.picksInFlight(6);
        pool.state("c").end();
        pool.state("b").end();
        pool.state("b").end();
        assertThat(pool.picksInFlight(3)).isEqualTo("b b c");
    }

    @Test
    void twoChoicesOfTwoTakesTheLessLoaded() {
        SamplePool pool = SamplePool.of(Algorithm.TWO_CHOICES, 1, 1);
        pool.state("a").begin();
        assertThat(pool.picks(20)).doesNotContain("a");
        pool.state("b").begin();
        pool.state("b").begin();
        assertThat(pool.picks(20)).doesNotContain("b");
    }

    @Test
    void peakEwmaLeavesTheSlowAndComesBack() {
        SamplePool pool = SamplePool.of(Algorithm.PEAK_EWMA, 1, 1);
        pool.state("a").answered(0, 1_000_000_000);
        pool.state("b").answered(0, 1_000_000);
        assertThat(pool.picks(20)).doesNotContain("a");
        for (int i = 0; i < 998; i++) {
            pool.state("b").begin();
        }
        assertThat(pool.picks(20))
                .as("999 of 1 ms are sooner done than one of 1 s")
                .doesNotContain("a");
        pool.state("b").begin();
        pool.state("b").begin();
        assertThat(pool.picks(20)).doesNotContain("b");
        for (int i = 0; i < 1000; i++) {
            pool.state("b").end();
        }
        pool.now.addAndGet(300_000_000_000L);
        assertThat(pool.picks(60)).as("what was seen long ago fades").contains("a");
    }

    @Test
    void aSlowAnswerCountsAtOnceAndFastOnesSlowly() {
        PeakLatency latency = new PeakLatency();
        latency.observe(100, 0);
        latency.observe(1000, 1);
        assertThat(latency.nanos(1)).isEqualTo(1000);
        latency.observe(100, 1_000_000_001);
        assertThat(latency.nanos(1_000_000_001)).isBetween(900.0, 920.0);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void everyUpstreamIsACandidateOnceWhateverTheAlgorithm(Algorithm algorithm) {
        SamplePool pool = SamplePool.of(algorithm, 5, 1, 1, 3);
        pool.unhealthy("b");
        pool.state("d").operator(OperatorWord.DISABLED, 0);
        String[] candidates = pool.candidates(SampleKey.of("id", "x")).split(" ");
        assertThat(candidates).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(candidates[2]).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void noUpstreamIsNoCandidate(Algorithm algorithm) {
        SamplePool pool = SamplePool.of(algorithm, 1);
        pool.state("a").operator(OperatorWord.DRAINING, 0);
        assertThat(pool.pick(SampleKey.NONE)).isEqualTo("-");
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CLIENT_HASH"})
    void sharesFollowWeights(Algorithm algorithm) {
        SamplePool pool = SamplePool.of(
                new BalanceSettings(algorithm, BY_ID, Optional.empty(), 50, Optional.empty()), 5, 1, 1, 3);
        Map<String, Double> shares = pool.shares(100_000);
        // Of two draws that are free alike the one with the larger weight costs less.
        double off = algorithm == Algorithm.TWO_CHOICES || algorithm == Algorithm.PEAK_EWMA ? 0.35 : 0.01;
        assertThat(shares.get("a")).isCloseTo(0.5, within(off));
        assertThat(shares.getOrDefault("b", 0.0)).isCloseTo(0.1, within(off));
        assertThat(shares.get("d")).isCloseTo(0.3, within(off));
    }

    @Property(tries = 30)
    void theHashFollowsWeightsWithinOnePerCent(
            @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 20) Integer> weights) {
        SamplePool pool = hashing(
                Optional.empty(), weights.stream().mapToInt(Integer::intValue).toArray());
        Map<String, Double> shares = pool.shares(40_000);
        double total = weights.stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < weights.size(); i++) {
            assertThat(shares.getOrDefault(SamplePool.name(i), 0.0)).isCloseTo(weights.get(i) / total, within(0.01));
        }
    }

    private static List<String> owners(SamplePool pool, int keys) {
        return IntStream.range(0, keys)
                .mapToObj(i -> pool.pick(SampleKey.of("id", "user-" + i)))
                .toList();
    }

    private static double moved(List<String> before, List<String> after) {
        return IntStream.range(0, before.size())
                        .filter(i -> !before.get(i).equals(after.get(i)))
                        .count()
                / (double) before.size();
    }

    @ParameterizedTest(name = "{0} upstreams")
    @CsvSource({"2", "3", "10", "100"})
    void oneThatGoesMovesItsOwnShareAndNoOther(int count) {
        SamplePool pool = hashing(
                Optional.empty(), IntStream.range(0, count).map(i -> 1 + i % 3).toArray());
        List<String> before = owners(pool, 20_000);
        double share = before.stream().filter("b"::equals).count() / 20_000.0;
        List<String> after = owners(pool.without("b").declared(), 20_000);
        assertThat(moved(before, after)).isLessThanOrEqualTo(share * 1.1);
        assertThat(after).doesNotContain("b");
        assertThat(owners(pool.with("b", 2, 0, null).declared(), 20_000))
                .as("it gets them back when it comes")
                .isEqualTo(before);
    }

    @Test
    void oneThatIsUnhealthyMovesItsOwnShareAndGetsItBack() {
        SamplePool pool = hashing(Optional.empty(), 1, 1, 1, 1);
        List<String> before = owners(pool, 20_000);
        pool.unhealthy("c");
        List<String> meanwhile = owners(pool, 20_000);
        assertThat(moved(before, meanwhile)).isCloseTo(0.25, within(0.02));
        assertThat(meanwhile.stream().filter("a"::equals).count()).isCloseTo(6_667L, within(300L));
        pool.state("c").health(true, "test", 0);
        assertThat(owners(pool, 20_000)).isEqualTo(before);
    }

    @Test
    void nodesAgree() {
        assertThat(owners(hashing(Optional.empty(), 3, 1, 2), 500))
                .isEqualTo(owners(hashing(Optional.empty(), 3, 1, 2), 500));
    }

    @Property(tries = 40)
    void noUpstreamHasMoreThanItsBound(
            @ForAll @Size(min = 2, max = 12) List<@IntRange(min = 1, max = 9) Integer> weights,
            @ForAll @IntRange(min = 101, max = 200) int factor,
            @ForAll @IntRange(min = 1, max = 3) int users) {
        SamplePool pool = hashing(
                Optional.of(factor),
                weights.stream().mapToInt(Integer::intValue).toArray());
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        for (int sent = 1; sent <= 120; sent++) {
            String picked = pool.pick(SampleKey.of("id", "user-" + sent % users));
            pool.state(picked).begin();
            int place = picked.charAt(0) - 'a';
            int bound = (factor * weights.get(place) * sent + 100 * total - 1) / (100 * total);
            assertThat(pool.state(picked).inFlight()).isLessThanOrEqualTo(bound);
        }
    }

    @Test
    void clientsOfOneNetworkStayTogether() throws Exception {
        SamplePool pool = SamplePool.of(Algorithm.CLIENT_HASH, 1, 1, 1, 1, 1, 1, 1, 1);
        String first = pool.pick(client("2001:db8:0:1::1"));
        assertThat(pool.pick(client("2001:db8:0:1:ffff::2"))).isEqualTo(first);
        assertThat(IntStream.range(0, 50)
                        .mapToObj(i -> pool.pick(client("192.0.2." + i)))
                        .distinct()
                        .count())
                .isGreaterThan(5);
    }

    private static SampleKey client(String address) {
        try {
            return new SampleKey(java.net.InetAddress.getByName(address), Map.of());
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void manyUpstreamsHaveTheirSharesInTurnToo() {
        int[] weights = IntStream.range(0, 1000).map(i -> 1 + i % 4).toArray();
        SamplePool pool = SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, weights);
        int round = Arrays.stream(weights).sum();
        Map<String, Double> shares = pool.shares(3 * round);
        for (int i = 0; i < weights.length; i++) {
            assertThat(shares.get(SamplePool.name(i)) * 3 * round).isCloseTo(3.0 * weights[i], within(1.01));
        }
    }

    @Test
    void deadlinesGoOnInTheNextSnapshot() {
        int[] even = IntStream.range(0, 300).map(i -> 1).toArray();
        SamplePool pool = SamplePool.of(Algorithm.WEIGHTED_ROUND_ROBIN, even);
        List<String> first = List.of(pool.picks(150).split(" "));
        List<String> second = List.of(pool.declared().picks(150).split(" "));
        assertThat(first).doesNotContainAnyElementsOf(second);
    }

    @Test
    void leastOfManyIsSampled() {
        int[] even = IntStream.range(0, 1000).map(i -> 1).toArray();
        SamplePool pool = SamplePool.of(Algorithm.LEAST_REQUESTS, even);
        pool.picksInFlight(2000);
        assertThat(pool.pool.upstreams()).allMatch(each -> each.state().inFlight() <= 4);
    }
}
