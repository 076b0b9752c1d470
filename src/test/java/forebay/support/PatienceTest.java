package forebay.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The patience of all tests is there without their asking for it. */
final class PatienceTest {
    @Test
    void every_wait_is_given_a_minute() {
        List<Duration> left = new ArrayList<>();
        await().conditionEvaluationListener(evaluated ->
                        left.add(Duration.ofMillis(evaluated.getElapsedTimeInMS() + evaluated.getRemainingTimeInMS())))
                .until(() -> true);
        assertThat(left)
                .hasSize(1)
                .allSatisfy(all -> assertThat(all).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(61)));
    }
}
