package forebay.proxy;

import forebay.balance.OperatorWord;
import forebay.balance.Pool;
import forebay.balance.PoolControl;
import forebay.balance.UpstreamState;
import forebay.balance.UpstreamStatus;
import forebay.exchange.Generations;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The operator's hand on the pools of whatever configuration is the current one. */
public final class CurrentPools implements PoolControl {
    private final Generations generations;

    /** Control of the pools of the current one of {@code generations}. */
    public CurrentPools(Generations generations) {
        this.generations = generations;
    }

    @Override
    public Optional<UpstreamStatus> tell(String pool, String upstream, OperatorWord word) {
        return change(pool, upstream, state -> state.operator(word, System.nanoTime()));
    }

    @Override
    public Optional<UpstreamStatus> weigh(String pool, String upstream, OptionalInt weight) {
        return change(pool, upstream, state -> state.weigh(weight, System.nanoTime()));
    }

    private Optional<UpstreamStatus> change(String pool, String name, Consumer<UpstreamState> change) {
        Optional<Pool> found = generations.current().part(Pools.class).pool(pool);
        found.flatMap(some -> some.upstreams().stream()
                        .filter(upstream -> upstream.name().equals(name))
                        .findFirst())
                .ifPresent(upstream -> change.accept(upstream.state()));
        return found.flatMap(some -> some.status().stream()
                .filter(status -> status.name().equals(name))
                .findFirst());
    }
}
