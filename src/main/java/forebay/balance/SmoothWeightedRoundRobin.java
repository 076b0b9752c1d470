package forebay.balance;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spreads requests exactly by weight and as evenly as possible in between: weights 5, 1, 1 give a a b a c a a.
 *
 * <p>nginx's smooth weighted round-robin: with each pick every upstream gains its weight, the largest is picked and
 * pays the sum. An upstream that is not available takes no part, so that the others share its part by their weights;
 * where nobody else is left it is tried all the same, unless an operator took it out.
 */
final class SmoothWeightedRoundRobin implements Balancer {
    /** Parts of a weight that slow start can tell apart. */
    private static final int PARTS = 20;

    private final List<Upstream> upstreams;
    private final LongSupplier nanoTime;
    /** What each upstream has gained; guarded by this. */
    private final long[] current;

    SmoothWeightedRoundRobin(List<Upstream> upstreams, LongSupplier nanoTime) {
        this.upstreams = upstreams;
        this.nanoTime = nanoTime;
        this.current = new long[upstreams.size()];
    }

    @Override
    public Candidates candidates() {
        return new Order();
    }

    /** Place of the largest among those that were not tried, or -1 where none is left. */
    private synchronized int pick(@Nullable BitSet tried, boolean onlyAvailable, long nowNanos) {
        int best = -1;
        long total = 0;
        for (int i = 0; i < current.length; i++) {
            if (tried != null && tried.get(i)) {
                continue;
            }
            Upstream upstream = upstreams.get(i);
            Standing standing = upstream.state().standing(nowNanos);
            if (standing.closed() || (onlyAvailable && standing != Standing.AVAILABLE)) {
                continue;
            }
            long share = Math.max(1, Math.round(upstream.share(nowNanos) * PARTS));
            current[i] += share;
            total += share;
            if (best < 0 || current[i] > current[best]) {
                best = i;
            }
        }
        if (best >= 0) {
            current[best] -= total;
        }
        return best;
    }

    private final class Order implements Candidates {
        private int last = -1;
        private @Nullable BitSet tried;

        @Override
        public Optional<Upstream> next() {
            if (last >= 0) {
                if (tried == null) {
                    tried = new BitSet(upstreams.size());
                }
                tried.set(last);
            }
            long now = nanoTime.getAsLong();
            int picked = pick(tried, true, now);
            if (picked < 0) {
                picked = pick(tried, false, now);
            }
            if (picked < 0) {
                return Optional.empty();
            }
            last = picked;
            return Optional.of(upstreams.get(picked));
        }
    }
}
