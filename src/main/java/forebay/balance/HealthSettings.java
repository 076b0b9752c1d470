package forebay.balance;

import java.time.Duration;
import java.util.Optional;

/**
 * How the health of a pool's upstreams is found out, and what follows from it.
 *
 * @param check how they are asked; empty for not at all
 * @param outliers how they are judged from traffic
 * @param slowStart how long an upstream takes to its whole share after it came or came back; zero for no time
 */
public record HealthSettings(Optional<HealthCheckSettings> check, OutlierSettings outliers, Duration slowStart) {
    /** What holds where nothing is said. */
    public static final HealthSettings DEFAULT =
            new HealthSettings(Optional.empty(), OutlierSettings.DEFAULT, Duration.ZERO);
}
