package forebay.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The attempt to have one command applied by all nodes that take part: ask all for the highest number that they know,
 * take a higher one, have all apply it. Not thread-safe.
 */
final class CommandRound {
    /** Numbers have their departures above this bit, and a count below. */
    private static final int DEPARTURES_SHIFT = 40;

    private final byte[] command;
    private final long begun;
    private final Set<Long> asked;
    private final Set<Long> told = new HashSet<>();
    private final Set<Long> applied = new HashSet<>();
    private long highest;
    private boolean provisional;
    private OptionalLong number = OptionalLong.empty();

    CommandRound(byte[] command, long begun, List<NodeName> nodes) {
        this.command = command;
        this.begun = begun;
        this.asked = new HashSet<>();
        nodes.forEach(node -> asked.add(node.id()));
    }

    byte[] command() {
        return command;
    }

    long begun() {
        return begun;
    }

    /** Whether it asks all of these: one who came since may have stamped what the number does not exceed. */
    boolean covers(List<NodeName> nodes) {
        return nodes.stream().allMatch(node -> asked.contains(node.id()));
    }

    void high(long node, long high) {
        told.add(node);
        highest = Math.max(highest, high);
    }

    void applied(long node, long ofNumber) {
        if (number.isPresent() && number.getAsLong() == ofNumber) {
            applied.add(node);
        }
    }

    boolean hasTold(long node) {
        return told.contains(node);
    }

    boolean hasApplied(long node) {
        return applied.contains(node);
    }

    /** Takes the number, once all of these told theirs; whether it did now. */
    boolean takeNumber(List<NodeName> nodes, int departures) {
        boolean all = nodes.stream().allMatch(node -> told.contains(node.id()));
        if (!all || (number.isPresent() && !provisional)) {
            return false;
        }
        provisional = false;
        take(departures);
        return true;
    }

    /**
     * Takes a number that exceeds what is known so far, so that those who can be reached have the command meanwhile; it
     * counts for nothing else. Whether it did now.
     */
    boolean takeProvisional(int departures) {
        if (number.isPresent()) {
            return false;
        }
        provisional = true;
        take(departures);
        return true;
    }

    private void take(int departures) {
        applied.clear();
        highest = Math.max(highest + 1, ((long) departures << DEPARTURES_SHIFT) + 1);
        number = OptionalLong.of(highest);
    }

    /** Whether all of these have applied it under a number that exceeds theirs. */
    boolean isComplete(List<NodeName> nodes) {
        return number.isPresent() && !provisional && missing(nodes).isEmpty();
    }

    OptionalLong number() {
        return number;
    }

    List<NodeName> missing(List<NodeName> nodes) {
        return nodes.stream().filter(node -> !applied.contains(node.id())).toList();
    }
}
