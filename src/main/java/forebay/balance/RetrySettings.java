package forebay.balance;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * When a request is sent again, and how often.
 *
 * @param attempts for one request, the first one included; at least 1
 * @param on after what
 * @param statuses answers after which idempotent requests are sent again as well
 * @param perTry how long the response head of an attempt is waited for, as long as another one may follow
 * @param total how long a request may take with all its attempts, to the end of the response
 * @param backOff before the second retry, and twice as long before each further one; zero for no time
 * @param maxBackOff never longer than this
 * @param budgetPercent retries, of the requests of the last ten seconds
 * @param budgetPerSecond retries that are there in any case
 * @param maxContentBytes request content up to this is kept, so that it can be sent again
 * @param hedge when a second attempt is made beside a slow one; empty for never
 */
public record RetrySettings(
        int attempts,
        Set<RetryCondition> on,
        Set<Integer> statuses,
        Optional<Duration> perTry,
        Optional<Duration> total,
        Duration backOff,
        Duration maxBackOff,
        int budgetPercent,
        int budgetPerSecond,
        int maxContentBytes,
        Optional<HedgeSettings> hedge) {
    /** What holds where nothing is said. */
    public static final RetrySettings DEFAULT = new RetrySettings(
            5,
            Set.of(RetryCondition.CONNECT_FAILURE, RetryCondition.RESET),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            Duration.ofMillis(250),
            20,
            10,
            64 * 1024,
            Optional.empty());
}
