package forebay.balance;

import java.util.List;

/**
 * Upstreams among which requests are spread by weight, as they stood at one moment. Immutable.
 *
 * <p>Weights are in thousandths of the declared ones, so that slow start can go up in steps also where the declared
 * weight is 1.
 */
final class Group {
    /** Weights of a group are in this part of a declared one. */
    static final int WEIGHT_UNIT = 1000;

    private final List<Member> members;
    private final List<Member> eligible;
    private final long totalWeight;

    /**
     * An upstream of the group.
     *
     * @param upstream which
     * @param fullWeight its weight when it is well and its slow start is over
     * @param weight its weight now; 0 where it is not eligible
     */
    record Member(Upstream upstream, long fullWeight, long weight) {}

    /**
     * A group.
     *
     * @param members all of it, in order of declaration
     */
    Group(List<Member> members) {
        this.members = List.copyOf(members);
        this.eligible =
                this.members.stream().filter(member -> member.weight() > 0).toList();
        this.totalWeight = eligible.stream().mapToLong(Member::weight).sum();
    }

    /** All of it, in order of declaration. */
    List<Member> members() {
        return members;
    }

    /** Those with a weight now. */
    List<Member> eligible() {
        return eligible;
    }

    /** The sum of the weights of those that are eligible. */
    long totalWeight() {
        return totalWeight;
    }
}
