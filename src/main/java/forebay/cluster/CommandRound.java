package forebay.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The attempt to have one command applied by all nodes that take part: offer it under a number that exceeds what this node
 * knows, which each node applies where it exceeds what that one knows. Where somebody knows a higher one: ask all for the
 * highest that they know, take a higher one, have all apply it. Not thread-safe.
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
    private boolean offered;
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
            told.add(node); // of an offer: that it knew no number as high
        }
    }

    boolean hasTold(long node) {
        return told.contains(node);
    }

    /** Whether {@code node} is to apply it under the number; who refused what was offered shall not take it for that. */
    boolean isToApply(long node) {
        return number.isPresent() && !offered && !applied.contains(node);
    }

    /** Takes the number, once all of these told theirs; whether it did now. */
    boolean takeNumber(List<NodeName> nodes) {
        boolean all = nodes.stream().allMatch(node -> told.contains(node.id()));
        if (!all || isComplete(nodes) || (number.isPresent() && !provisional && !offered)) {
            return false;
        }
        provisional = false;
        offered = false;
        take(Math.max(highest + 1, ((long) departures << DEPARTURES_SHIFT) + 1));
        return true;
    }

    /**
     * Takes the number to offer, before anybody was asked; whether there is one. A number that is made of more departures
     * than any before must not be known by some until all know of these; an offered one is made of no more.
     */
    boolean takeOffer() {
        if (highest >> DEPARTURES_SHIFT < departures) {
            return false;
        }
        offered = true;
        take(highest + 1);
        return true;
    }

    /**
     * Takes a number that exceeds what is known so far, so that those who can be reached have the command meanwhile; it
     * counts for nothing else. Whether it did now.
     */
    boolean takeProvisional() {
        boolean refused = offered && !applied.containsAll(told);
        if (number.isPresent() && !refused) {
            return false;
        }
        provisional = true;
        offered = false;
        take(highest + 1);
        return true;
    }

    private void take(long taken) {
        applied.clear();
        highest = taken;
        number = OptionalLong.of(taken);
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
