package forebay.balance;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Draws two upstreams by weight and takes the one that costs less (Mitzenmacher, "The power of two choices in randomized
 * load balancing", 1996): nearly as even as looking at all of them, at the price of two.
 *
 * <p>By the cost it is the power of two choices (requests in flight) or peak EWMA (likely time to an answer).
 */
final class TwoChoices implements Balancer {
    /** Draws for a second one that differs from the first; then it is the next one. */
    private static final int DRAWS = 4;

    private final WeightedDraw draw;
    private final ToDoubleFunction<Upstream> cost;

    /**
     * Over what {@code draw} draws from.
     *
     * @param cost what a request more would cost there, before it is divided by the weight
     */
    TwoChoices(WeightedDraw draw, ToDoubleFunction<Upstream> cost) {
        this.draw = draw;
        this.cost = cost;
    }

    @Override
    public Optional<Upstream> pick(long hash, Tried tried) {
        if (draw.size() < 2 || !tried.isEmpty()) {
            return draw.untried(tried);
        }
        int one = draw.draw();
        int other = draw.draw();
        for (int i = 0; other == one && i < DRAWS; i++) {
            other = draw.draw();
        }
        if (other == one) {
            other = (one + 1) % draw.size();
        }
        return Optional.of(draw.upstream(costs(one) <= costs(other) ? one : other));
    }

    private double costs(int place) {
        return cost.applyAsDouble(draw.upstream(place)) / draw.weight(place);
    }
}
