package forebay.config;

import forebay.balance.HealthSettings;
import java.time.Duration;

/** Reads what a pool says of its upstreams' health. */
final class HealthReader {
    private static final Duration LONGEST = Duration.ofHours(1);

    private HealthReader() {}

    static HealthSettings read(Section pool) {
        return new HealthSettings(SettingsReader.duration(pool, "slow-start", Duration.ZERO, LONGEST, Duration.ZERO));
    }
}
