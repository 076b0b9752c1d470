package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmoothWeightedRoundRobinTest {
    private final AtomicLong now = new AtomicLong();

    private Pool pool(int... weights) {
        List<UpstreamSettings> upstreams = IntStream.range(0, weights.length)
                .mapToObj(i -> new UpstreamSettings(URI.create("http://" + (char) ('a' + i)), weights[i]))
                .toList();
        return Pool.of(new PoolSettings("pool", upstreams), null, now::get);
    }

    private static String letter(Optional<Upstream> upstream) {
        return upstream.map(found -> found.url().getHost()).orElse("-");
    }

    private static String firsts(Pool pool, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> letter(pool.candidates(SampleKey.NONE).next()))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "5:1:1, a a b a c a a a a b a c a a",
        "1:1:1, a b c a b c",
        "3:2:1, a b a c b a a b a c b a",
        "1, a a a",
        "1:2, b a b b a b",
        "4:3, a b a b a b a a"
    })
    void theSequenceIsExact(String weights, String sequence) {
        Pool pool = pool(
                Arrays.stream(weights.split(":")).mapToInt(Integer::parseInt).toArray());
        assertThat(firsts(pool, (sequence.length() + 1) / 2)).isEqualTo(sequence);
    }

    @Test
    void eachCandidateIsOfferedOnce() {
        Candidates candidates = pool(5, 1, 1).candidates(SampleKey.NONE);
        assertThat(List.of(
                        letter(candidates.next()),
                        letter(candidates.next()),
                        letter(candidates.next()),
                        letter(candidates.next()),
                        letter(candidates.next())))
                .containsExactly("a", "b", "c", "-", "-");
    }

    @Test
    void whatCanNotBeReachedIsTriedLastAndOthersShareItsPart() {
        Pool pool = pool(5, 2, 1);
        pool.upstreams().get(0).state().unreachable(now.get());

        assertThat(firsts(pool, 6)).isEqualTo("b c b b c b");
        Candidates candidates = pool.candidates(SampleKey.NONE);
        candidates.next();
        candidates.next();
        assertThat(letter(candidates.next())).isEqualTo("a");
    }

    @Test
    void whereNoneCanBeReachedAllAreTried() {
        Pool pool = pool(1, 1);
        pool.upstreams().forEach(upstream -> upstream.state().unreachable(now.get()));

        assertThat(firsts(pool, 4)).isEqualTo("a b a b");
        assertThat(pool.unavailableFor()).isEqualTo(UpstreamState.FIRST_PENALTY);
    }

    @Test
    void aPenaltyEndsByTime() {
        Pool pool = pool(1, 1);
        pool.upstreams().get(0).state().unreachable(now.get());
        now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(firsts(pool, 2)).isEqualTo("b b");
        now.incrementAndGet();
        assertThat(firsts(pool, 4)).contains("a");
    }

    @Test
    void aPenaltyGrowsOnlyWithFailuresAfterItAndEndsWithSuccess() {
        UpstreamState state = new UpstreamState();
        for (int i = 0; i < 50; i++) {
            state.unreachable(now.get());
        }
        assertThat(state.unavailableFor(now.get())).isEqualTo(Duration.ofSeconds(10));
        for (int seconds : new int[] {20, 40, 80, 160, 160}) {
            now.addAndGet(state.unavailableFor(now.get()).toNanos());
            state.unreachable(now.get());
            assertThat(state.unavailableFor(now.get())).isEqualTo(Duration.ofSeconds(seconds));
        }
        state.answered(now.get(), 1);
        assertThat(state.standing(now.get())).isEqualTo(Standing.AVAILABLE);
        state.unreachable(now.get());
        assertThat(state.unavailableFor(now.get())).isEqualTo(Duration.ofSeconds(10));
    }

    @Property(tries = 300)
    void everyCycleHasTheWeightsShares(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 50) Integer> weights) {
        Pool pool = pool(weights.stream().mapToInt(Integer::intValue).toArray());
        int cycle = weights.stream().mapToInt(Integer::intValue).sum();
        for (int round = 0; round < 2; round++) {
            Map<String, Integer> counts = new HashMap<>();
            for (int i = 0; i < cycle; i++) {
                counts.merge(letter(pool.candidates(SampleKey.NONE).next()), 1, Integer::sum);
            }
            for (int i = 0; i < weights.size(); i++) {
                assertThat(counts.get("" + (char) ('a' + i))).isEqualTo(weights.get(i));
            }
        }
    }

    @Property(tries = 200)
    void noUpstreamWaitsMuchLongerThanItsShare(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 20) Integer> weights) {
        Pool pool = pool(weights.stream().mapToInt(Integer::intValue).toArray());
        int cycle = weights.stream().mapToInt(Integer::intValue).sum();
        List<String> sequence = Arrays.asList(firsts(pool, 2 * cycle).split(" "));
        for (int i = 0; i < weights.size(); i++) {
            String name = "" + (char) ('a' + i);
            int longest = 0;
            int gap = 0;
            for (String picked : sequence) {
                gap = picked.equals(name) ? 0 : gap + 1;
                longest = Math.max(longest, gap);
            }
            assertThat(longest)
                    .isLessThanOrEqualTo(2 * ((cycle + weights.get(i) - 1) / weights.get(i)) + weights.size());
        }
    }

    @Test
    void sharesAreExactUnderManyThreads() throws Exception {
        Pool pool = pool(5, 1, 1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Map<String, Long>> picks = () -> IntStream.range(0, 700)
                    .mapToObj(i -> letter(pool.candidates(SampleKey.NONE).next()))
                    .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
            Map<String, Long> total = new HashMap<>();
            for (Future<Map<String, Long>> each : threads.invokeAll(List.of(picks, picks, picks, picks))) {
                each.get().forEach((name, count) -> total.merge(name, count, Long::sum));
            }
            assertThat(total).isEqualTo(Map.of("a", 2000L, "b", 400L, "c", 400L));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void stateStaysWithItsAddressOverAReload() {
        Pool before = pool(1, 1);
        before.upstreams().get(1).state().begin();
        before.upstreams().get(1).state().unreachable(now.get());
        PoolSettings settings = new PoolSettings(
                "pool",
                List.of(
                        new UpstreamSettings(URI.create("http://b"), 7),
                        new UpstreamSettings(URI.create("http://new"), 1)));
        List<UpstreamStatus> status =
                new ArrayList<>(Pool.of(settings, before, now::get).status());
        status.sort(Comparator.comparing(UpstreamStatus::name));
        assertThat(status)
                .containsExactly(
                        new UpstreamStatus(
                                "http://b",
                                7,
                                new Placement(0, 0, Optional.empty()),
                                Standing.UNREACHABLE,
                                "no connection",
                                1,
                                1,
                                1,
                                0,
                                0),
                        new UpstreamStatus(
                                "http://new",
                                1,
                                new Placement(1, 0, Optional.empty()),
                                Standing.AVAILABLE,
                                "",
                                0,
                                0,
                                0,
                                0,
                                0));
    }

    @Test
    void whatItHasCountedGoesOnInTheNextSnapshot() {
        Pool pool = pool(5, 1, 1);
        assertThat(firsts(pool, 3)).isEqualTo("a a b");
        PoolSettings same = new PoolSettings(
                "pool",
                pool.upstreams().stream()
                        .map(each -> new UpstreamSettings(each.url(), each.weight()))
                        .toList());
        assertThat(firsts(Pool.of(same, pool, now::get), 4)).isEqualTo("a c a a");
    }

    @Test
    void creditsShrinkWithTheWeights() {
        Pool heavy = pool(1000, 1);
        assertThat(firsts(heavy, 400)).doesNotContain("b");
        PoolSettings even = new PoolSettings(
                "pool",
                List.of(
                        new UpstreamSettings(URI.create("http://a"), 1),
                        new UpstreamSettings(URI.create("http://b"), 1)));
        assertThat(firsts(Pool.of(even, heavy, now::get), 6)).isEqualTo("b a b a b a");
    }

    @Test
    void aClosedPoolLearnsNothingMore() {
        Pool pool = pool(1, 1);
        pool.close();
        pool.upstreams().get(0).state().unreachable(now.get());
        assertThat(firsts(pool, 2)).isEqualTo("a b");
    }
}
