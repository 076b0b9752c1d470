package forebay.balance;

import java.time.Duration;
import java.util.Set;

/**
 * Whether a request may be sent again, and after how long: the rules of RFC 9110 §9.2.2, within what the configuration
 * allows. Whether the budget has room is asked apart ({@link RetryBudget}). Immutable.
 */
public final class RetryPolicy {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    private final RetrySettings settings;

    RetryPolicy(RetrySettings settings) {
        this.settings = settings;
    }

    /** Whether sending a request of this method twice does no more than once (RFC 9110 §9.2.2). */
    public static boolean idempotent(String method) {
        return IDEMPOTENT.contains(method);
    }

    /**
     * Whether another attempt may follow one that failed. A request of which nothing was sent may go again whatever its
     * method.
     *
     * @param attempts those made so far
     */
    public boolean allows(RetryCondition failure, boolean idempotent, int attempts) {
        return attempts < settings.attempts()
                && settings.on().contains(failure)
                && (idempotent || failure == RetryCondition.CONNECT_FAILURE);
    }

    /** Whether another attempt may follow an answer of this status. */
    public boolean allowsAfter(int status, boolean idempotent, int attempts) {
        return idempotent
                && attempts < settings.attempts()
                && settings.statuses().contains(status);
    }

    /**
     * How long the response head of an attempt is waited for, where that may take {@code longest} otherwise.
     *
     * @param attempts those made so far, this one included
     * @param candidates upstreams that there are for one request: after the last of them nothing follows
     */
    public Duration headTime(Duration longest, boolean idempotent, int attempts, int candidates) {
        return settings.perTry()
                .filter(perTry -> perTry.compareTo(longest) < 0 && attempts < candidates)
                .filter(perTry -> allows(RetryCondition.TIMEOUT, idempotent, attempts))
                .orElse(longest);
    }

    /** How long to wait before the next attempt, give or take half of it: the first retry goes at once. */
    public Duration backOff(int attempts) {
        if (attempts < 2 || settings.backOff().isZero()) {
            return Duration.ZERO;
        }
        Duration length = settings.backOff().multipliedBy(1L << Math.min(attempts - 2, 20));
        return length.compareTo(settings.maxBackOff()) < 0 ? length : settings.maxBackOff();
    }

    /** What is configured. */
    public RetrySettings settings() {
        return settings;
    }
}
