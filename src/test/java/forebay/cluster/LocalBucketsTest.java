package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LocalBucketsTest {
    private final TestClock clock = new TestClock();
    private final LocalBuckets limits = new LocalBuckets(new Rate(3, Duration.ofMinutes(1)), clock);

    @Test
    void takesSoManyAtOnceAndThenOneForEachShare() {
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).contains(Duration.ofSeconds(20));
        assertThat(limits.take("b")).isEmpty();

        clock.advance(Duration.ofMillis(19_999));
        assertThat(limits.take("a")).contains(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).contains(Duration.ofSeconds(20));

        clock.advance(Duration.ofMinutes(10));
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).isEmpty();
        assertThat(limits.take("a")).isPresent();
    }

    @Test
    void whatIsGivenBackDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            assertThat(limits.take("a")).isEmpty();
            limits.giveBack("a");
        }
    }

    @Test
    void aRefusalCostsNothing() {
        for (int i = 0; i < 10; i++) {
            limits.take("a");
        }

        assertThat(limits.take("a")).contains(Duration.ofSeconds(20));
    }

    @Test
    void aClockThatIsSetBackLocksNobodyOut() {
        limits.take("a");
        limits.take("a");
        limits.take("a");

        clock.advance(Duration.ofDays(-1));

        assertThat(limits.take("a")).isEmpty();
    }
}
