package forebay.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a node knows, and who knows it: its roster, those that it has only heard of, and those that have said that they
 * know it under the name that it has now. Not thread-safe.
 */
final class Acquaintances {
    private final Set<Long> knowing = new HashSet<>();
    private Roster roster = new Roster();
    private Set<NodeName> hints = Set.of();
    private NodeName self;

    Acquaintances(NodeName self) {
        this.self = self;
        roster.add(self);
    }

    /** The node itself, as it is called now. */
    NodeName self() {
        return self;
    }

    /** Who takes part, and who is gone. */
    Roster roster() {
        return roster;
    }

    /** These may be nodes of the same cluster, dead or alive. */
    void hints(Set<NodeName> found) {
        hints = found;
    }

    /** Known or only heard of, and not known to be gone. */
    Set<NodeName> others() {
        Set<NodeName> others = new HashSet<>(hints);
        others.addAll(roster.live());
        others.removeIf(node -> node.id() == self.id() || roster.isGone(node.id()));
        return others;
    }

    /** The one whose id an operator wrote. */
    Optional<NodeName> find(String text) {
        return roster.find(text)
                .or(() ->
                        hints.stream().filter(hint -> hint.text().equals(text)).findFirst());
    }

    /** That node knows this one. */
    void knownBy(long node) {
        knowing.add(node);
    }

    boolean isKnownBy(NodeName node) {
        return node.id() == self.id() || knowing.contains(node.id());
    }

    boolean isKnownByAll() {
        return roster.live().stream().allMatch(this::isKnownBy);
    }

    /** What the others know of this node counts no longer. */
    void knownByNobody() {
        knowing.clear();
    }

    /**
     * Whether those who served are all gone, as was proved or an operator said, and of the joining nodes that are left
     * this is the one to begin anew.
     */
    boolean isLeftToFound() {
        boolean nobodyElse = hints.stream().allMatch(node -> roster.isLive(node.id()) || roster.isGone(node.id()));
        return roster.departures() > 0 && nobodyElse && roster.live().stream().allMatch(node -> node.id() >= self.id());
    }

    /** Knows nobody but itself from now on. */
    void forgetAll() {
        roster = new Roster();
        roster.add(self);
    }

    /** Is another incarnation from now on, later than all of its place that are known here or among {@code others}. */
    void succeed(Set<NodeName> others, Set<Long> gone, long id) {
        roster.merge(List.of(), gone);
        roster.remove(self.id());
        self = roster.successor(self, others, id);
        roster.add(self);
        knownByNobody();
    }
}
