package forebay.balance;

/**
 * The health checks of one upstream, counted: how many in a row said the same, and when that is enough to believe it.
 * For one thread at a time.
 */
public final class HealthCount {
    private final int rise;
    private final int fall;
    private boolean healthy;
    private int against;

    /** No check was made yet; it is what it is said to be. */
    public HealthCount(HealthCheckSettings settings, boolean healthy) {
        this.rise = settings.rise();
        this.fall = settings.fall();
        this.healthy = healthy;
    }

    /** Counts a check; returns whether the upstream is healthy. */
    public boolean count(boolean succeeded) {
        against = succeeded == healthy ? 0 : against + 1;
        if (against >= (healthy ? fall : rise)) {
            healthy = !healthy;
            against = 0;
        }
        return healthy;
    }

    /** Whether the last checks contradict what holds, so that the next one should come soon. */
    public boolean inDoubt() {
        return against > 0;
    }
}
