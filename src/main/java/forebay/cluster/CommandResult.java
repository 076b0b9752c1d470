package forebay.cluster;

import java.util.List;

/**
 * What became of a command.
 *
 * @param number that it was applied under; 0 where it has none yet
 * @param nodes how many were to apply it
 * @param missing names of those that have not
 */
public record CommandResult(long number, int nodes, List<String> missing) {
    /** Copies the list. */
    public CommandResult {
        missing = List.copyOf(missing);
    }

    /** Whether all have applied it. */
    public boolean complete() {
        return missing.isEmpty();
    }
}
