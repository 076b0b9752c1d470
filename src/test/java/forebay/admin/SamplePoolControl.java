package forebay.admin;

import forebay.balance.OperatorWord;
import forebay.balance.Placement;
import forebay.balance.PoolControl;
import forebay.balance.UpstreamState;
import forebay.balance.UpstreamStatus;
import java.util.Optional;
import java.util.OptionalInt;

/** Control of one pool, app, of one upstream, http://a:1. */
final class SamplePoolControl implements PoolControl {
    private final UpstreamState state = new UpstreamState();

    UpstreamState state() {
        return state;
    }

    @Override
    public Optional<UpstreamStatus> tell(String pool, String upstream, OperatorWord word) {
        if (!known(pool, upstream)) {
            return Optional.empty();
        }
        state.operator(word, 0);
        return Optional.of(status());
    }

    @Override
    public Optional<UpstreamStatus> weigh(String pool, String upstream, OptionalInt weight) {
        if (!known(pool, upstream)) {
            return Optional.empty();
        }
        state.weigh(weight, 0);
        return Optional.of(status());
    }

    private static boolean known(String pool, String upstream) {
        return pool.equals("app") && upstream.equals("http://a:1");
    }

    private UpstreamStatus status() {
        return new UpstreamStatus(
                "http://a:1",
                state.weight().orElse(1),
                new Placement(1, 0, Optional.empty()),
                state.standing(0),
                state.reason(),
                2,
                0,
                0,
                0,
                0);
    }
}
