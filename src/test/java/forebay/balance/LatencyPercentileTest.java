package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyPercentileTest {
    private final LatencyPercentile latencies = new LatencyPercentile();

    @Test
    void tooFewSayNothing() {
        LongStream.range(0, 99).forEach(i -> latencies.record(1_000_000));
        latencies.tick(95);
        assertThat(latencies.known()).isEmpty();
        latencies.record(1_000_000);
        latencies.tick(95);
        assertThat(latencies.known()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 90, 95, 99})
    void itIsAtMostAQuarterTooLong(int percentile) {
        LongStream.rangeClosed(1, 10_000).forEach(i -> latencies.record(i * 1_000));
        latencies.tick(percentile);
        long exact = percentile * 100_000L;
        assertThat(latencies.known().orElseThrow().toNanos()).isBetween(exact, exact * 5 / 4 + 1);
    }

    @Test
    void whatIsLongAgoFades() {
        LongStream.range(0, 1_000)
                .forEach(i -> latencies.record(Duration.ofSeconds(1).toNanos()));
        for (int second = 0; second < 40; second++) {
            LongStream.range(0, 1_000).forEach(i -> latencies.record(1_000_000));
            latencies.tick(95);
        }
        assertThat(latencies.known().orElseThrow()).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void anyTimeHasAClass() {
        LongStream.of(-1, 0, 1, 2, 3, Long.MAX_VALUE).forEach(latencies::record);
        LongStream.range(0, 100).forEach(i -> latencies.record(3));
        latencies.tick(95);
        assertThat(latencies.known().orElseThrow().toNanos()).isBetween(3L, 4L);
    }
}
