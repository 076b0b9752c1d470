package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final RetryPolicy USUAL = new RetryPolicy(RetrySettings.DEFAULT);
    private static final RetryPolicy EAGER = new RetryPolicy(new RetrySettings(
            3,
            Set.of(RetryCondition.values()),
            Set.of(503),
            Optional.of(Duration.ofSeconds(1)),
            Optional.empty(),
            Duration.ofMillis(25),
            Duration.ofMillis(90),
            20,
            10,
            0,
            Optional.empty()));

    @ParameterizedTest(name = "§9.2.2 {0} {1}")
    @CsvSource({
        "CONNECT_FAILURE, true,  true,  true",
        "CONNECT_FAILURE, false, true,  true",
        "RESET,           true,  true,  true",
        "RESET,           false, false, false",
        "TIMEOUT,         true,  false, true",
        "TIMEOUT,         false, false, false",
        "BAD_RESPONSE,    true,  false, true",
        "BAD_RESPONSE,    false, false, false",
    })
    void onlyWhatDoesNoMoreTwiceThanOnceGoesAgain(
            RetryCondition failure, boolean idempotent, boolean usually, boolean eagerly) {
        assertThat(USUAL.allows(failure, idempotent, 1)).isEqualTo(usually);
        assertThat(EAGER.allows(failure, idempotent, 2)).isEqualTo(eagerly);
        assertThat(EAGER.allows(failure, idempotent, 3))
                .as("attempts are used up")
                .isFalse();
    }

    @Test
    void listedStatusesGoAgainWhereTheMethodIsIdempotent() {
        assertThat(EAGER.allowsAfter(503, true, 1)).isTrue();
        assertThat(EAGER.allowsAfter(503, false, 1)).isFalse();
        assertThat(EAGER.allowsAfter(503, true, 3)).isFalse();
        assertThat(EAGER.allowsAfter(502, true, 1)).isFalse();
        assertThat(USUAL.allowsAfter(503, true, 1)).isFalse();
    }

    @Test
    void anAttemptIsCutShortOnlyWhereAnotherMayFollow() {
        Duration longest = Duration.ofSeconds(60);
        assertThat(EAGER.headTime(longest, true, 1, 9)).isEqualTo(Duration.ofSeconds(1));
        assertThat(EAGER.headTime(longest, true, 3, 9)).isEqualTo(longest);
        assertThat(EAGER.headTime(longest, false, 1, 9)).isEqualTo(longest);
        assertThat(EAGER.headTime(Duration.ofMillis(500), true, 1, 9)).isEqualTo(Duration.ofMillis(500));
        assertThat(EAGER.headTime(longest, true, 1, 1)).as("no other upstream").isEqualTo(longest);
        assertThat(EAGER.headTime(longest, true, 2, 2)).as("the last upstream").isEqualTo(longest);
        assertThat(USUAL.headTime(longest, true, 1, 9)).isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 25", "3, 50", "4, 90", "63, 90"})
    void backOffDoublesUpToTheLongestAfterAFirstRetryAtOnce(int attempts, long millis) {
        assertThat(EAGER.backOff(attempts)).hasMillis(millis);
        assertThat(USUAL.backOff(attempts)).isZero();
    }
}
