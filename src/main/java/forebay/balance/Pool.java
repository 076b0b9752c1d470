package forebay.balance;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
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
    private final HealthSettings health;
    private final OutlierDetector outliers;
    private final PoolLoad load;
    private final LimitSettings limits;
    private final RetryPolicy retries;
    private long sweptNanos;

    private Pool(PoolSettings settings, List<Upstream> upstreams, PoolLoad load, LongSupplier nanoTime) {
        this.name = settings.name();
        this.load = load;
        this.limits = settings.limits();
        this.retries = new RetryPolicy(settings.retries());
        this.health = settings.health();
        List<UpstreamState> states = upstreams.stream().map(Upstream::state).toList();
        this.outliers = new OutlierDetector(settings.health().outliers(), () -> states);
        this.sweptNanos = nanoTime.getAsLong();
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
        return of(settings, previous, PoolListener.NONE, nanoTime);
    }

    /**
     * The same, telling {@code listener} of the upstreams that {@code previous} did not have; of the others their first
     * listener goes on learning.
     */
    public static Pool of(
            PoolSettings settings, @Nullable Pool previous, PoolListener listener, LongSupplier nanoTime) {
        Map<URI, UpstreamState> seen = previous == null
                ? Map.of()
                : previous.upstreams.stream()
                        .collect(Collectors.toMap(Upstream::url, Upstream::state, (first, second) -> first));
        List<Upstream> upstreams = new ArrayList<>();
        for (UpstreamSettings each : settings.upstreams()) {
            UpstreamState known = seen.get(each.url());
            upstreams.add(
                    known == null
                            ? joining(settings, each, previous != null, listener, nanoTime)
                            : Upstream.of(each, known));
        }
        PoolLoad load = previous == null ? new PoolLoad() : previous.load;
        load.configure(settings.limits(), settings.retries());
        Pool pool = new Pool(settings, List.copyOf(upstreams), load, nanoTime);
        upstreams.forEach(each -> pool.configure(each.state()));
        return pool;
    }

    private static Upstream joining(
            PoolSettings pool,
            UpstreamSettings settings,
            boolean others,
            PoolListener listener,
            LongSupplier nanoTime) {
        long now = nanoTime.getAsLong();
        UpstreamState state = others ? UpstreamState.joining(now) : new UpstreamState();
        Upstream upstream = Upstream.of(settings, state);
        if (!pool.health().check().map(HealthCheckSettings::startHealthy).orElse(true)) {
            state.health(false, "no health check has succeeded yet", now);
        }
        state.add((before, after) -> {
            if (before != after) {
                listener.changed(pool.name(), upstream.name(), before, after, state.reason());
            }
        });
        return upstream;
    }

    private void configure(UpstreamState state) {
        state.configure(health.slowStart(), limits.inFlightPerUpstream(), outliers);
        if (health.check().isEmpty()) {
            state.health(true, "there are no health checks any more", nanoTime.getAsLong());
        }
    }

    /** How the health of its upstreams is found out. */
    public HealthSettings health() {
        return health;
    }

    /** What its requests share beyond its upstreams. */
    public PoolLoad load() {
        return load;
    }

    /** How much it takes at a time. */
    public LimitSettings limits() {
        return limits;
    }

    /** When a request is sent again. */
    public RetryPolicy retries() {
        return retries;
    }

    /**
     * Does what is due between requests: tells that ejections are over, and judges rates and latencies. About once a
     * second; for one thread at a time.
     */
    public void tick() {
        long now = nanoTime.getAsLong();
        upstreams.forEach(upstream -> upstream.state().settle(now));
        load.tick();
        if (now - sweptNanos >= outliers.interval().toNanos()) {
            sweptNanos = now;
            outliers.sweep(now);
        }
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
