package forebay.balance;

import java.time.Duration;
import java.util.Optional;

/**
 * When a second attempt is made beside one that is slow, for GET and HEAD without content.
 *
 * @param after how long the first one may take; empty for as long as the {@code percentile} of the pool says
 * @param percentile this share of the response heads came sooner lately, in percent
 * @param atLeast never sooner than this
 */
public record HedgeSettings(Optional<Duration> after, int percentile, Duration atLeast) {}
