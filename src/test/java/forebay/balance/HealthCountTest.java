package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCountTest {
    private static final HealthCheckSettings RISE_2_FALL_3 = new HealthCheckSettings(
            Optional.empty(),
            OptionalInt.empty(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            0,
            Duration.ofSeconds(2),
            2,
            3,
            true);

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "true,  ++--+--,    hhhhhhh, ...??.??",
        "true,  ---++,      hhuuh,   .??.?.",
        "false, +-++---,    uuuhhhu, .?.?.??.",
        "false, ++---,      uhhhu,   .?.??.",
    })
    void soManyInARowChangeTheVerdict(boolean healthy, String checks, String verdicts, String doubts) {
        HealthCount count = new HealthCount(RISE_2_FALL_3, healthy);
        StringBuilder seen = new StringBuilder();
        StringBuilder doubt = new StringBuilder(count.inDoubt() ? "?" : ".");
        for (int i = 0; i < checks.length(); i++) {
            seen.append(count.count(checks.charAt(i) == '+') ? 'h' : 'u');
            doubt.append(count.inDoubt() ? '?' : '.');
        }
        assertThat(seen).hasToString(verdicts);
        assertThat(doubt).hasToString(doubts);
    }
}
