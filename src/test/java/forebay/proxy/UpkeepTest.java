package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpkeepTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest(name = "{0} %")
    @ValueSource(ints = {10, 50})
    void whatIsSpreadLiesEvenlyWithinItsShareOfBothSides(int percent) {
        try (Upkeep upkeep = new Upkeep(new Random(42))) {
            LongSummaryStatistics millis = IntStream.range(0, 2_000)
                    .mapToLong(i -> upkeep.spread(SECOND, percent).toMillis())
                    .summaryStatistics();
            assertThat(millis.getMin()).isBetween(1_000L - 10 * percent, 1_000L - 9 * percent);
            assertThat(millis.getMax()).isBetween(1_000L + 9 * percent, 1_000L + 10 * percent);
            assertThat(millis.getAverage()).isCloseTo(1_000, within(percent / 2.0));
        }
    }

    @Test
    void whatIsNotToBeSpreadStaysAsItIs() {
        try (Upkeep upkeep = new Upkeep(new Random(42))) {
            assertThat(upkeep.spread(SECOND, 0)).isEqualTo(SECOND);
        }
    }
}
