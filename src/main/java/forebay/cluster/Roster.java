package forebay.cluster;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which nodes take part, as one of them knows it: two sets that only grow, so that they can be merged in any order. Who
 * is gone never comes back under the same id. Not thread-safe.
 */
final class Roster {
    private final Map<Long, NodeName> members = new LinkedHashMap<>();
    private final Set<Long> gone = new LinkedHashSet<>();

    /** Adds what another node knows. */
    void merge(Iterable<NodeName> otherMembers, Set<Long> otherGone) {
        otherMembers.forEach(this::add);
        gone.addAll(otherGone);
    }

    /** Adds one, who proves those before it at its place dead, or is shown to be one of those. */
    void add(NodeName node) {
        members.put(node.id(), node);
        for (NodeName other : List.copyOf(members.values())) {
            if (node.succeeds(other)) {
                gone.add(other.id());
            } else if (other.succeeds(node)) {
                gone.add(node.id());
            }
        }
    }

    void remove(long id) {
        gone.add(id);
    }

    /** Those that take part. */
    List<NodeName> live() {
        return members.values().stream()
                .filter(each -> !gone.contains(each.id()))
                .toList();
    }

    boolean isLive(long id) {
        return members.containsKey(id) && !gone.contains(id);
    }

    boolean isGone(long id) {
        return gone.contains(id);
    }

    /** The one whose id an operator wrote. */
    Optional<NodeName> find(String text) {
        return live().stream().filter(each -> each.text().equals(text)).findFirst();
    }

    /** The same node as a later incarnation than all that are known here or among {@code others}. */
    NodeName successor(NodeName node, Set<NodeName> others, long id) {
        long born = Stream.concat(members.values().stream(), others.stream())
                .filter(each -> each.place().equals(node.place()))
                .mapToLong(each -> each.born() + 1)
                .reduce(node.born() + 1, Math::max);
        return new NodeName(id, node.place(), born);
    }

    Set<NodeName> members() {
        return new LinkedHashSet<>(members.values());
    }

    Set<Long> gone() {
        return new LinkedHashSet<>(gone);
    }

    /** How many are gone: the higher part of numbers, so that they exceed all that those could have known. */
    int departures() {
        return gone.size();
    }
}
