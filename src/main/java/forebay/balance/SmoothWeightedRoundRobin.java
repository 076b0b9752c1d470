package forebay.balance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Spreads requests exactly by weight and as evenly as possible in between: weights 5, 1, 1 give a a b a c a a.
 *
 * <p>nginx's smooth weighted round-robin: with each pick every upstream gains its weight, the largest is picked and
 * pays the sum. A pick costs a look at each upstream;
 * for many there is {@link EarliestDeadline}.
 */
final class SmoothWeightedRoundRobin implements Balancer {
    private final Upstream[] upstreams;
    private final long[] weights;
    private final long totalWeight;
    /** What each upstream has gained; guarded by this. */
    private final long[] credits;

    /**
     * Over the eligible upstreams of {@code group}.
     *
     * @param previous whose credits go on, by upstream; null where there is none
     */
    SmoothWeightedRoundRobin(Group group, @Nullable SmoothWeightedRoundRobin previous) {
        int count = group.eligible().size();
        this.upstreams = new Upstream[count];
        this.weights = new long[count];
        this.credits = new long[count];
        this.totalWeight = group.totalWeight();
        for (int i = 0; i < count; i++) {
            upstreams[i] = group.eligible().get(i).upstream();
            weights[i] = group.eligible().get(i).weight();
        }
        if (previous != null && previous.totalWeight > 0) {
            goOnFrom(previous.credits(), (double) totalWeight / previous.totalWeight);
        }
    }

    /** Credits are never larger than the sum of the weights, and stay so when that changes. */
    private void goOnFrom(Map<UpstreamState, Long> earlier, double scale) {
        for (int i = 0; i < upstreams.length; i++) {
            long credit = earlier.getOrDefault(upstreams[i].state(), 0L);
            credits[i] = scale == 1 ? credit : Math.round(credit * scale);
        }
    }

    private synchronized Map<UpstreamState, Long> credits() {
        Map<UpstreamState, Long> byState = new HashMap<>();
        for (int i = 0; i < upstreams.length; i++) {
            byState.put(upstreams[i].state(), credits[i]);
        }
        return byState;
    }

    @Override
    public Optional<Upstream> pick(long hash, Tried tried) {
        return pick(tried.isEmpty() ? place -> true : place -> !tried.contains(upstreams[place]));
    }

    /** The next one among those that take part; the others neither gain nor pay. */
    synchronized Optional<Upstream> pick(IntPredicate takesPart) {
        int best = 0;
        long bestCredit = Long.MIN_VALUE;
        long total = 0;
        for (int i = 0; i < upstreams.length; i++) {
            if (takesPart.test(i)) {
                credits[i] += weights[i];
                total += weights[i];
                if (credits[i] > bestCredit) {
                    bestCredit = credits[i];
                    best = i;
                }
            }
        }
        if (total == 0) {
            return Optional.empty();
        }
        credits[best] -= total;
        return Optional.of(upstreams[best]);
    }
}
