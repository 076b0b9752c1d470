package forebay.balance;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the upstream with the fewest requests in flight relative to its weight; of several alike in the order of
 * smooth weighted round-robin, as nginx's {@code least_conn} does, so that an idle pool is not all the first one's.
 *
 * <p>Looks at every upstream, so it is for few; for many there is {@link SampledLeast}.
 */
final class LeastRequests implements Balancer {
    private final Upstream[] upstreams;
    private final long[] weights;
    private final SmoothWeightedRoundRobin order;

    /**
     * Over the eligible upstreams of {@code group}.
     *
     * @param previous whose order goes on; null where there is none
     */
    LeastRequests(Group group, @Nullable LeastRequests previous) {
        this.upstreams = group.eligible().stream().map(Group.Member::upstream).toArray(Upstream[]::new);
        this.weights = group.eligible().stream().mapToLong(Group.Member::weight).toArray();
        this.order = new SmoothWeightedRoundRobin(group, previous == null ? null : previous.order);
    }

    @Override
    public Optional<Upstream> pick(long hash, Tried tried) {
        double[] loads = new double[upstreams.length];
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < loads.length; i++) {
            boolean free = tried.isEmpty() || !tried.contains(upstreams[i]);
            loads[i] = free ? (double) upstreams[i].state().inFlight() / weights[i] : Double.POSITIVE_INFINITY;
            least = Math.min(least, loads[i]);
        }
        double lowest = least;
        return lowest == Double.POSITIVE_INFINITY ? Optional.empty() : order.pick(place -> loads[place] == lowest);
    }
}
