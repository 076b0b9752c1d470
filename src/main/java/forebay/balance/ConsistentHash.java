package forebay.balance;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what has the same hash to the same upstream, as long as that is eligible and not overloaded; else on to the next
 * one for this hash, which depends on the hash alone, so that what moves is spread by weight and comes back.
 *
 * <p>Load is bounded as by Mirrokni, Thorup and Zadimoghaddam ("Consistent Hashing with Bounded Loads", 2016): an
 * upstream takes a request while it has at most its share, times a factor, of all that are in flight.
 */
final class ConsistentHash implements Balancer {
    /** Places looked at in the table before the eligible upstreams are compared one by one. */
    private static final int PROBES = 64;
    /** The requests in flight of up to this many upstreams are summed for each request. */
    private static final int FEW = 64;

    private static final double PER_CENT = 100;
    /** What a bound that is a whole number may come out above it. */
    private static final double ROUNDING = 1e-9;

    private final Group group;
    private final HashTable table;
    private final Optional<Integer> loadFactorPercent;
    private final AtomicInteger picks = new AtomicInteger();
    private volatile long inFlight;

    /**
     * Over {@code group}.
     *
     * @param loadFactorPercent at least 100; empty for no bound
     * @param previous whose table is taken over where it holds; null where there is none
     */
    ConsistentHash(Group group, Optional<Integer> loadFactorPercent, @Nullable ConsistentHash previous) {
        this.group = group;
        this.loadFactorPercent = loadFactorPercent;
        this.table = previous != null && previous.table.isOf(group.members())
                ? previous.table
                : HashTable.of(group.members());
    }

    @Override
    public Optional<Upstream> pick(long hash, Tried tried) {
        if (group.eligible().isEmpty()) {
            return Optional.empty();
        }
        boolean bounded = loadFactorPercent.isPresent();
        long total = bounded ? total() + 1 : 0;
        for (int i = 0; i < PROBES; i++) {
            long probe = Hashing.nth(hash, i);
            Group.Member member = group.members().get(table.owner(probe));
            if (takes(member, probe) && !tried.contains(member.upstream()) && (!bounded || hasRoom(member, total))) {
                return Optional.of(member.upstream());
            }
        }
        return oneByOne(hash, tried, total);
    }

    /** Whether it is eligible, and, while its slow start lasts, whether this hash is in the part that it has already. */
    private static boolean takes(Group.Member member, long probe) {
        return member.weight() >= member.fullWeight()
                || (member.weight() > 0
                        && Hashing.fraction(Hashing.mix(probe)) * member.fullWeight() < member.weight());
    }

    private boolean hasRoom(Group.Member member, long total) {
        double share = (double) member.weight() / group.totalWeight();
        double bound = loadFactorPercent.orElse(0) * share * total / PER_CENT;
        return member.upstream().state().inFlight() < Math.ceil(bound - ROUNDING);
    }

    /** All in flight; for many upstreams from time to time only, so that a pick costs no more than for a few. */
    private long total() {
        List<Group.Member> eligible = group.eligible();
        int every = eligible.size() / FEW;
        if (every < 2 || picks.getAndIncrement() % every == 0) {
            long sum = 0;
            for (int i = 0; i < eligible.size(); i++) {
                sum += eligible.get(i).upstream().state().inFlight();
            }
            inFlight = sum;
            return sum;
        }
        return inFlight;
    }

    private Optional<Upstream> oneByOne(long hash, Tried tried, long total) {
        List<Group.Member> untried = group.eligible().stream()
                .filter(member -> !tried.contains(member.upstream()))
                .toList();
        List<Group.Member> roomy = loadFactorPercent.isEmpty()
                ? untried
                : untried.stream().filter(member -> hasRoom(member, total)).toList();
        List<Group.Member> left = roomy.isEmpty() ? untried : roomy;
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(left.get(HashTable.rendezvous(hash, left)).upstream());
    }
}
