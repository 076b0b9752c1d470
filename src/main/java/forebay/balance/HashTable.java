package forebay.balance;

import java.util.Arrays;
import java.util.List;

/**
 * Which upstream a hash belongs to: weighted rendezvous hashing (Thaler and Ravishankar, 1998; weights by Schindelhauer
 * and Schomaker, 2005), computed beforehand for every slot of a table. Immutable, the same on every node.
 *
 * <p>Each upstream bids for slots at times of a random process of its own, whose pace is its weight; a slot is the
 * first bidder's. What an upstream bids does not depend on the others, so that one that comes or goes, or changes its
 * weight, moves its own slots and no others. A ring moves as few and spreads less evenly by as many points; Maglev
 * spreads more evenly and moves more (src/docs/decisions/0004-balancing.md).
 */
final class HashTable {
    /** Slots where there are up to {@link #FEW} upstreams, and where there are more. */
    private static final int SLOT_BITS = 18;

    private static final int MANY_SLOT_BITS = 20;
    private static final int FEW = 1024;
    /** After this many mean times between bids, beyond the logarithm of the slots, few slots have none. */
    private static final double MARGIN = 3;

    private final List<Group.Member> members;
    private final int[] owners;
    private final int shift;

    private HashTable(List<Group.Member> members, int[] owners, int shift) {
        this.members = members;
        this.owners = owners;
        this.shift = shift;
    }

    /** The table of all members, whether they are eligible or not, by their full weights. */
    static HashTable of(List<Group.Member> members) {
        int bits = members.size() <= FEW ? SLOT_BITS : MANY_SLOT_BITS;
        int[] owners = new int[1 << bits];
        Arrays.fill(owners, -1);
        double[] times = new double[owners.length];
        Arrays.fill(times, Double.POSITIVE_INFINITY);
        double total = members.stream().mapToDouble(Group.Member::fullWeight).sum();
        double until = Math.log(owners.length) + MARGIN;
        for (int i = 0; i < members.size(); i++) {
            Group.Member member = members.get(i);
            double pace = member.fullWeight() / total;
            bid(i, Hashing.of(member.upstream().name()), pace, until, owners, times);
        }
        HashTable table = new HashTable(members, owners, Long.SIZE - bits);
        table.fillGaps();
        return table;
    }

    /** Bids of one upstream until a time; the mean time between any two bids for one slot is 1. */
    private static void bid(int member, long seed, double pace, double until, int[] owners, double[] times) {
        double step = 1 / (pace * owners.length);
        double time = 0;
        for (int i = 0; ; i += 2) {
            time -= Math.log(1 - Hashing.fraction(Hashing.nth(seed, i))) * step;
            if (time > until) {
                return;
            }
            int slot = (int) (Hashing.nth(seed, i + 1) & (owners.length - 1));
            if (time < times[slot]) {
                times[slot] = time;
                owners[slot] = member;
            }
        }
    }

    /** The few slots that nobody bid for go to whose hash with theirs is the best by weight. */
    private void fillGaps() {
        for (int slot = 0; slot < owners.length; slot++) {
            if (owners[slot] < 0) {
                owners[slot] = rendezvous(Hashing.mix(slot), members);
            }
        }
    }

    /** The place of the first bidder for one hash. */
    static int rendezvous(long hash, List<Group.Member> members) {
        int first = 0;
        double earliest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < members.size(); i++) {
            Group.Member member = members.get(i);
            long bid = Hashing.mix(hash ^ Hashing.of(member.upstream().name()));
            double time = -Math.log(1 - Hashing.fraction(bid)) / member.fullWeight();
            if (time < earliest) {
                earliest = time;
                first = i;
            }
        }
        return first;
    }

    /** The place of the member that a hash belongs to. */
    int owner(long hash) {
        return owners[(int) (hash >>> shift)];
    }

    /** Whether it is the table of these members too. */
    boolean isOf(List<Group.Member> others) {
        if (members.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            Group.Member one = members.get(i);
            Group.Member other = others.get(i);
            if (one.fullWeight() != other.fullWeight()
                    || !one.upstream().name().equals(other.upstream().name())) {
                return false;
            }
        }
        return true;
    }
}
