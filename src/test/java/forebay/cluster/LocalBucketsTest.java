package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LocalBucketsTest {
    private static final Rate RATE = new Rate(3, Duration.ofMinutes(1));

    private final TestClock clock = new TestClock();
    private final LocalBuckets limits = new LocalBuckets(clock);

    @Test
    void takesSoManyAtOnceAndThenOneForEachShare() {
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).contains(Duration.ofSeconds(20));
        assertThat(limits.take("b", RATE)).isEmpty();

        clock.advance(Duration.ofMillis(19_999));
        assertThat(limits.take("a", RATE)).contains(Duration.ofMillis(1));
        clock.advance(Duration.ofMillis(1));
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).contains(Duration.ofSeconds(20));

        clock.advance(Duration.ofMinutes(10));
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).isEmpty();
        assertThat(limits.take("a", RATE)).isPresent();
    }

    @Test
    void whatIsGivenBackDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            assertThat(limits.take("a", RATE)).isEmpty();
            limits.giveBack("a", RATE);
        }
    }

    @Test
    void aRefusalCostsNothing() {
        for (int i = 0; i < 10; i++) {
            limits.take("a", RATE);
        }

        assertThat(limits.take("a", RATE)).contains(Duration.ofSeconds(20));
    }

    @Test
    void aClockThatIsSetBackLocksNobodyOut() {
        limits.take("a", RATE);
        limits.take("a", RATE);
        limits.take("a", RATE);

        clock.advance(Duration.ofDays(-1));

        assertThat(limits.take("a", RATE)).isEmpty();
    }
}
