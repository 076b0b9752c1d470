package forebay.balance;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The upstreams that serve a route. Immutable but for what is seen of its upstreams; thread-safe. */
public final class Pool {
    private final String name;
    private final List<Upstream> upstreams;
    private final Balancer balancer;
    private final LongSupplier nanoTime;

    private Pool(String name, List<Upstream> upstreams, LongSupplier nanoTime) {
        this.name = name;
        this.upstreams = upstreams;
        this.nanoTime = nanoTime;
        this.balancer = new SmoothWeightedRoundRobin(upstreams, nanoTime);
    }

    /**
     * A pool as declared.
     *
     * @param previous the pool of this name before a reload: what was seen of an upstream stays with its address;
     *     null where there was none
     * @param nanoTime {@link System#nanoTime()}, or a test's
     */
    public static Pool of(PoolSettings settings, @Nullable Pool previous, LongSupplier nanoTime) {
        Map<URI, UpstreamState> seen = previous == null
                ? Map.of()
                : previous.upstreams.stream()
                        .collect(Collectors.toMap(Upstream::url, Upstream::state, (first, second) -> first));
        List<Upstream> upstreams = settings.upstreams().stream()
                .map(each -> Upstream.of(each, state(seen.get(each.url()), previous != null, nanoTime)))
                .toList();
        upstreams.forEach(each -> each.state().configure(settings.health().slowStart(), Integer.MAX_VALUE));
        return new Pool(settings.name(), upstreams, nanoTime);
    }

    private static UpstreamState state(@Nullable UpstreamState seen, boolean joins, LongSupplier nanoTime) {
        if (seen != null) {
            return seen;
        }
        return joins ? UpstreamState.joining(nanoTime.getAsLong()) : new UpstreamState();
    }

    /** Its name, unique among pools. */
    public String name() {
        return name;
    }

    /** The upstreams as declared, in order. */
    public List<Upstream> upstreams() {
        return upstreams;
    }

    /** The upstreams to try for one request, in order. */
    public Candidates candidates() {
        return balancer.candidates();
    }

    /** How its upstreams stand, in order of declaration. */
    public List<UpstreamStatus> status() {
        long now = nanoTime.getAsLong();
        return upstreams.stream().map(upstream -> upstream.status(now)).toList();
    }

    /** How long until the first upstream is tried in its turn again; zero where one is available. */
    public Duration unavailableFor() {
        long now = nanoTime.getAsLong();
        return upstreams.stream()
                .map(Upstream::state)
                .filter(state -> !state.standing(now).closed())
                .map(state -> state.unavailableFor(now))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
