package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.route.PoolSplit.Share;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PoolSplitTest {
    private static final int MANY = 100_000;

    private static PoolSplit split(Share... shares) {
        return new PoolSplit(List.of(shares), new PoolSplit.Client());
    }

    private static String key(int number) {
        return "10." + (number >> 16) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
    }

    @Test
    void sharesAreWhatTheWeightsSay() {
        PoolSplit split = split(new Share("a", 70), new Share("b", 25), new Share("c", 5), new Share("none", 0));

        Map<String, Long> counts = IntStream.range(0, MANY)
                .mapToObj(i -> split.choose(key(i)))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts).containsOnlyKeys("a", "b", "c");
        assertThat(counts.get("a")).isCloseTo(70_000L, Percentage.withPercentage(1));
        assertThat(counts.get("b")).isCloseTo(25_000L, Percentage.withPercentage(2));
        assertThat(counts.get("c")).isCloseTo(5_000L, Percentage.withPercentage(5));
    }

    @Test
    void whoIsWithTheCanaryStaysThereWhenItsShareGrows() {
        PoolSplit before = split(new Share("app", 95), new Share("canary", 5));
        PoolSplit after = split(new Share("app", 80), new Share("canary", 20));

        assertThat(IntStream.range(0, 10_000).mapToObj(PoolSplitTest::key))
                .filteredOn(key -> before.choose(key).equals("canary"))
                .hasSizeGreaterThan(400)
                .allMatch(key -> after.choose(key).equals("canary"));
    }

    @Test
    void aMirrorTakesItsShareOfItsMethods() {
        Mirror mirror = new Mirror("shadow", 10, Set.of("GET"), 0, 1);

        assertThat(IntStream.range(0, MANY)
                        .filter(i -> mirror.takes("GET", key(i)))
                        .count())
                .isCloseTo(10_000L, Percentage.withPercentage(4));
        assertThat(mirror.takes("POST", "any")).isFalse();
        assertThat(new Mirror("shadow", 100, Set.of("GET"), 0, 1).takes("GET", "any"))
                .isTrue();
    }
}
