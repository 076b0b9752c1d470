package forebay.balance;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams that serve a route. Immutable but for what is seen of its upstreams; thread-safe.
 *
 * <p>Requests choose from a {@link PoolSnapshot}. It is made anew when an upstream says that it stands differently, and
 * by the first request after time has changed that; what the algorithm has counted goes on in the next one.
 */
public final class Pool implements AutoCloseable {
    private final String name;
    private final List<Upstream> upstreams;
    private final BalanceSettings balance;
    private final Optional<Sessions> sessions;
    private final Chance chance;
    private final LongSupplier nanoTime;
    private final UpstreamState.Listener listener = (before, after) -> refresh();
    private volatile PoolSnapshot snapshot;
    /** How often a snapshot was asked for since the one that is being made was begun; 0 where none is. */
    private final AtomicInteger asked = new AtomicInteger();

    private final HealthSettings health;
    private final OutlierDetector outliers;
    private final PoolLoad load;
    private final LimitSettings limits;
    private final RetryPolicy retries;
    private long sweptNanos;

    private Pool(
            PoolSettings settings,
            List<Upstream> upstreams,
            PoolLoad load,
            @Nullable Pool previous,
            LongSupplier nanoTime) {
        this.name = settings.name();
        this.balance = settings.balance();
        this.load = load;
        this.limits = settings.limits();
        this.retries = new RetryPolicy(settings.retries());
        this.health = settings.health();
        List<UpstreamState> states = upstreams.stream().map(Upstream::state).toList();
        this.outliers = new OutlierDetector(settings.health().outliers(), () -> states);
        this.sweptNanos = nanoTime.getAsLong();
        this.upstreams = upstreams;
        this.sessions = balance.sticky().map(sticky -> new Sessions(sticky, name, upstreams));
        this.nanoTime = nanoTime;
        this.chance = Chance.of(nanoTime);
        this.snapshot = PoolSnapshot.of(upstreams, balance, previous == null ? null : previous.snapshot, chance);
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
        Pool pool = new Pool(settings, List.copyOf(upstreams), load, previous, nanoTime);
        upstreams.forEach(each -> pool.configure(each.state()));
        upstreams.forEach(each -> each.state().add(pool.listener));
        // What changed before it listened.
        pool.refresh();
        return pool;
    }

    /** Learns nothing more of its upstreams; when no request chooses from it any more. */
    @Override
    public void close() {
        upstreams.forEach(upstream -> upstream.state().remove(listener));
    }

    /** Makes the snapshot anew. Of many that ask at once, one does it, and once more if they asked meanwhile. */
    private void refresh() {
        int seen = asked.getAndIncrement();
        if (seen > 0) {
            return;
        }
        try {
            do {
                seen = asked.get();
                snapshot = PoolSnapshot.of(upstreams, balance, snapshot, chance);
            } while (asked.addAndGet(-seen) > 0);
        } catch (RuntimeException e) {
            asked.set(0);
            throw e;
        }
    }

    /** The upstreams as they stand. */
    PoolSnapshot snapshot() {
        PoolSnapshot current = snapshot;
        OptionalLong until = current.holdsUntilNanos();
        if (until.isPresent() && nanoTime.getAsLong() - until.getAsLong() >= 0) {
            refresh();
            return snapshot;
        }
        return current;
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

    /** How its requests are spread. */
    public Algorithm algorithm() {
        return balance.algorithm();
    }

    /**
     * The upstreams to try for one request, in order.
     *
     * @param key what of the request the algorithm may choose by
     */
    public Candidates candidates(BalanceKey key) {
        Upstream session = sessions.flatMap(known -> known.upstream(key))
                .filter(this::keepsSessions)
                .orElse(null);
        if (!balance.algorithm().hashed()) {
            return new Selection(this, 0, session);
        }
        HashBy by = balance.algorithm() == Algorithm.CLIENT_HASH ? HashBy.CLIENT : balance.hash();
        // A request that has no such value has nothing to come back to.
        return new Selection(this, by.hash(key).orElseGet(chance.random()::nextLong), session);
    }

    /** One that is to finish what it has goes on with its sessions. */
    private boolean keepsSessions(Upstream upstream) {
        Standing standing = upstream.state().standing(nanoTime.getAsLong());
        return standing == Standing.AVAILABLE || standing == Standing.DRAINING;
    }

    /**
     * The Set-Cookie by which a client's next requests come to the upstream that answered; empty where they need not, or
     * do already.
     */
    public Optional<String> sessionCookie(BalanceKey key, Upstream answered) {
        return sessions.flatMap(known -> known.cookie(key, answered));
    }

    /** The name of its session cookie; empty where it has none. */
    public Optional<String> sessionCookieName() {
        return balance.sticky().map(StickySettings::cookie);
    }

    /** How its upstreams stand, in order of declaration. */
    public List<UpstreamStatus> status() {
        long now = nanoTime.getAsLong();
        Map<UpstreamState, Double> weights = snapshot().weights();
        return upstreams.stream()
                .map(upstream -> upstream.status(weights.getOrDefault(upstream.state(), 0.0), now))
                .toList();
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
