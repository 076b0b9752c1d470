package forebay.balance;

import java.time.Duration;

/**
 * How the health of a pool's upstreams is found out, and what follows from it.
 *
 * @param slowStart how long an upstream takes to its whole share after it came or came back; zero for no time
 */
public record HealthSettings(Duration slowStart) {
    /** What holds where nothing is said. */
    public static final HealthSettings DEFAULT = new HealthSettings(Duration.ZERO);
}
