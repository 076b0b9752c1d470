package forebay.balance;

import java.util.Optional;

/**
 * Least requests for pools too large to look at every upstream: the least loaded of as many as are drawn by weight. With
 * this many draws it differs from the exact one by less than what changes while a request is on its way.
 */
final class SampledLeast implements Balancer {
    private static final int DRAWS = 32;

    private final WeightedDraw draw;

    SampledLeast(WeightedDraw draw) {
        this.draw = draw;
    }

    @Override
    public Optional<Upstream> pick(long hash, Tried tried) {
        if (draw.size() == 0 || !tried.isEmpty()) {
            return draw.untried(tried);
        }
        int best = draw.draw();
        double least = load(best);
        for (int i = 1; i < DRAWS && least > 0; i++) {
            int next = draw.draw();
            double load = load(next);
            if (load < least) {
                least = load;
                best = next;
            }
        }
        return Optional.of(draw.upstream(best));
    }

    private double load(int place) {
        return (double) draw.upstream(place).state().inFlight() / draw.weight(place);
    }
}
