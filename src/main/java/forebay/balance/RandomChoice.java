package forebay.balance;

import java.util.Optional;

/** Draws by weight, each time anew. */
final class RandomChoice implements Balancer {
    private final WeightedDraw draw;

    RandomChoice(WeightedDraw draw) {
        this.draw = draw;
    }

    @Override
    public Optional<Upstream> pick(long hash, Tried tried) {
        return draw.untried(tried);
    }
}
