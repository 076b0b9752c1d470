package forebay.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use what is stored, under {@link Partition#HITS_STOP}: a node may while more than half of the nodes have given it
 * their word, each for {@link #LEASE_MILLIS} since they were asked. A node that more than half have given up, each after it
 * had given no word for longer than that, has surely stopped, and commands do without it. Any two majorities have a node in
 * common, and that one gives up for good. Pure; times are of this node's monotonic clock and compared with no other; not
 * thread-safe. The argument stands in src/docs/decisions/0008-purge.md.
 */
final class Standing {
    /** How long a word counts since it was asked for. */
    static final long LEASE_MILLIS = 2_000;

    /** How much longer one waits until it is surely over: by half as much, clocks may differ in their rate. */
    static final long MARGIN_MILLIS = 1_000;

    /** After so long a command that misses a node does without it, if more than half can be reached. */
    static final long SURE_MILLIS = LEASE_MILLIS + MARGIN_MILLIS + 2_000;

    /** Those who give up a node must have said so within this time. */
    private static final long WINDOW_MILLIS = 1_000;

    private final boolean bound;
    private final long marginMillis;
    /** Nodes that stop when they have no word; none of the others is ever given up. */
    private final Set<Long> stopping = new HashSet<>();

    private final Map<Long, Long> wordUntil = new HashMap<>();
    /** As long those who have not taken part yet can not have given this one up. */
    private final Map<Long, Long> joiningUntil = new HashMap<>();

    private final Map<Long, Long> gaveWord = new HashMap<>();
    private final Set<Long> givenUp = new HashSet<>();
    private final Map<Long, Map<Long, Long>> alsoGivenUp = new HashMap<>();
    private final Map<Long, Long> departed = new HashMap<>();
    private final Set<Long> leftInOrder = new HashSet<>();
    private Set<Long> others = Set.of();
    /** Who had a say when this node last might; a purge that it missed was applied by more than half of these. */
    private Set<Long> base = Set.of();

    private long until;

    /** For a node that is bound by it, or for one that is not, and may always. */
    Standing(boolean bound, long marginMillis) {
        this.bound = bound;
        this.marginMillis = marginMillis;
    }

    boolean isBound() {
        return bound;
    }

    /** {@code node} says that it is bound by this too. */
    void stops(long node) {
        stopping.add(node);
    }

    /** This node takes part from now on, together with these. */
    void begin(long self, Collection<NodeName> live, long now) {
        wordUntil.clear();
        joiningUntil.clear();
        gaveWord.clear();
        givenUp.clear();
        alsoGivenUp.clear();
        departed.clear();
        leftInOrder.clear();
        others = Set.of();
        see(self, live, now);
        base = others;
        until = Long.MIN_VALUE;
    }

    /** Takes in who takes part; until when this node may use what is stored. */
    long refresh(long self, Collection<NodeName> live, long now) {
        if (!bound) {
            return Long.MAX_VALUE;
        }
        see(self, live, now);
        boolean held = until > now;
        until = held || isComplete(now) ? majorityUntil() : Long.MIN_VALUE;
        if (until > now) {
            base = voters(leftInOrder);
        }
        return until;
    }

    private void see(long self, Collection<NodeName> live, long now) {
        Set<Long> seen = new HashSet<>();
        live.forEach(node -> seen.add(node.id()));
        seen.remove(self);
        for (long before : others) {
            if (!seen.contains(before)) {
                departed.putIfAbsent(before, now);
            }
        }
        seen.forEach(node -> gaveWord.putIfAbsent(node, now)); // as good as: it is not given up before its time
        others = seen;
        departed.values().removeIf(at -> now - at > keptMillis());
    }

    /** So long those who departed have a say: what they said before may count as long. */
    private long keptMillis() {
        return LEASE_MILLIS + WINDOW_MILLIS + MARGIN_MILLIS;
    }

    /** The other nodes that have a say. */
    private Set<Long> voters(Set<Long> without) {
        Set<Long> voters = new HashSet<>(departed.keySet());
        voters.removeAll(without);
        voters.addAll(others);
        return voters;
    }

    private long majorityUntil() {
        int needed = (voters(leftInOrder).size() + 1) / 2;
        if (needed == 0) {
            return Long.MAX_VALUE;
        }
        List<Long> words = new ArrayList<>();
        others.forEach(node -> words.add(wordUntil.getOrDefault(node, Long.MIN_VALUE)));
        words.sort(Collections.reverseOrder());
        return words.size() < needed ? Long.MIN_VALUE : words.get(needed - 1);
    }

    /** Whether this node may use what is stored. */
    boolean holds(long now) {
        return !bound || until > now;
    }

    /** Whether no command can have returned that is not applied here. */
    boolean isComplete(long now) {
        long unheard = base.stream().filter(node -> !isHeard(node, now)).count();
        return !bound || until > now || 2 * unheard <= base.size() + 1;
    }

    private boolean isHeard(long node, long now) {
        return others.contains(node) && (isLater(wordUntil.get(node), now) || isLater(joiningUntil.get(node), now));
    }

    private static boolean isLater(@Nullable Long time, long now) {
        return time != null && time > now;
    }

    /** Whether those who could say what this node missed are gone: then nothing that is stored may be used any more. */
    boolean isLost(long now) {
        long gone = base.stream().filter(node -> !others.contains(node)).count();
        return !isComplete(now) && 2 * gone > base.size() + 1;
    }

    /** {@code node} gave its word in answer to what was asked at {@code asked}. */
    void word(long node, long asked) {
        wordUntil.merge(node, asked + LEASE_MILLIS, Math::max);
    }

    /** {@code node} takes no part yet, as it answered to what was asked at {@code asked}. */
    void joining(long node, long asked) {
        joiningUntil.merge(node, asked + LEASE_MILLIS, Math::max);
    }

    /** Gives {@code node} this node's word, from now on; false where it may not have it. */
    boolean giveWord(long node, long now) {
        if (!bound || givenUp.contains(node)) {
            return false;
        }
        gaveWord.put(node, now);
        return true;
    }

    /** Whether this node never gives {@code node} its word again. */
    boolean hasGivenUp(long node) {
        return givenUp.contains(node);
    }

    /** Gives {@code node} up for good, where all that was said to it is over; whether that is so. */
    boolean giveUp(long node, long now) {
        boolean over = others.contains(node)
                && stopping.contains(node)
                && now - gaveWord.getOrDefault(node, now) >= LEASE_MILLIS + marginMillis;
        if (bound && holds(now) && over) {
            givenUp.add(node);
        }
        return givenUp.contains(node);
    }

    /** {@code by} has given {@code node} up too, as it said in answer to what was asked at {@code asked}. */
    void alsoGivenUp(long node, long by, long asked) {
        alsoGivenUp.computeIfAbsent(node, any -> new HashMap<>()).merge(by, asked, Math::max);
    }

    /** Whether more than half have given {@code node} up, this one first. */
    boolean isGivenUpByMost(long node, long now) {
        long agreeing = alsoGivenUp.getOrDefault(node, Map.of()).entrySet().stream()
                .filter(each -> others.contains(each.getKey()) && now - each.getValue() <= WINDOW_MILLIS)
                .count();
        int all = voters(Set.of()).size() + 1;
        return givenUp.contains(node) && holds(now) && 2 * (agreeing + 1) > all;
    }

    /** {@code node} said goodbye to this one itself: it has not given this one up. */
    void leftInOrder(long node) {
        leftInOrder.add(node);
    }
}
