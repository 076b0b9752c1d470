package forebay.balance;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the algorithm of a pool over a group; it goes on with what an earlier one of its kind has counted. */
final class Balancers {
    /** The most upstreams of which an algorithm looks at each. */
    static final int FEW = 256;

    private Balancers() {}

    static Balancer over(Group group, BalanceSettings settings, @Nullable Balancer earlier, Chance chance) {
        boolean few = group.eligible().size() <= FEW;
        return switch (settings.algorithm()) {
            case WEIGHTED_ROUND_ROBIN ->
                few
                        ? new SmoothWeightedRoundRobin(group, as(SmoothWeightedRoundRobin.class, earlier))
                        : new EarliestDeadline(group, as(EarliestDeadline.class, earlier));
            case LEAST_REQUESTS ->
                few
                        ? new LeastRequests(group, as(LeastRequests.class, earlier))
                        : new SampledLeast(new WeightedDraw(group, chance.random()));
            case TWO_CHOICES ->
                new TwoChoices(
                        new WeightedDraw(group, chance.random()),
                        upstream -> upstream.state().inFlight() + 1);
            case PEAK_EWMA ->
                new TwoChoices(
                        new WeightedDraw(group, chance.random()),
                        upstream -> upstream.state().cost(chance.nanoTime().getAsLong()));
            case CLIENT_HASH -> new ConsistentHash(group, Optional.empty(), as(ConsistentHash.class, earlier));
            case CONSISTENT_HASH ->
                new ConsistentHash(group, settings.loadFactorPercent(), as(ConsistentHash.class, earlier));
            case RANDOM -> new RandomChoice(new WeightedDraw(group, chance.random()));
        };
    }

    private static <T extends Balancer> @Nullable T as(Class<T> type, @Nullable Balancer earlier) {
        return type.isInstance(earlier) ? type.cast(earlier) : null;
    }
}
