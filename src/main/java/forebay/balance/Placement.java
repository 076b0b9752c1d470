package forebay.balance;

import java.util.Optional;

/**
 * Where an upstream is among the others of its pool.
 *
 * @param effectiveWeight what it weighs now, less in slow start; 0 where nothing is sent to it in its turn
 * @param priority its tier: 0 for the first, larger ones are backups
 * @param zone where it is; empty where that is not said
 */
public record Placement(double effectiveWeight, int priority, Optional<String> zone) {}
