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
    private final int departures;
    private final Set<Long> told = new HashSet<>();
    private final Set<Long> applied = new HashSet<>();
    private long highest;
    private boolean provisional;
    private OptionalLong number = OptionalLong.empty();

    /**
     * An attempt.
     *
     * @param nodes that are asked
     * @param departures how many nodes are gone, as those that are asked are told
     */
    CommandRound(byte[] command, long begun, List<NodeName> nodes, int departures) {
        this.command = command;
        this.begun = begun;
        this.departures = departures;
        this.asked = new HashSet<>();
        nodes.forEach(node -> asked.add(node.id()));
    }

    byte[] command() {
        return command;
    }

    long begun() {
        return begun;
    }

    /**
     * Whether it asks all of these, and told them of so many departures: one who came since may have stamped what the
     * number does not exceed, and the number is made of what all know.
     */
    boolean covers(List<NodeName> nodes, int known) {
        return known == departures && nodes.stream().allMatch(node -> asked.contains(node.id()));
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
    boolean takeNumber(List<NodeName> nodes) {
        boolean all = nodes.stream().allMatch(node -> told.contains(node.id()));
        if (!all || (number.isPresent() && !provisional)) {
            return false;
        }
        provisional = false;
        take();
        return true;
    }

    /**
     * Takes a number that exceeds what is known so far, so that those who can be reached have the command meanwhile; it
     * counts for nothing else. Whether it did now.
     */
    boolean takeProvisional() {
        if (number.isPresent()) {
            return false;
        }
        provisional = true;
        take();
        return true;
    }

    private void take() {
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
