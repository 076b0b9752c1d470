package forebay.balance;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    private final PoolSettings settings;
    private final PoolListener events;
    private volatile List<Upstream> upstreams;
    /** What was found beside what is declared; guarded by this. */
    private List<UpstreamSettings> found;

    private final BalanceSettings balance;
    private volatile Optional<Sessions> sessions;
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
    /** Guarded by this. */
    private boolean closed;

    private Pool(
            PoolSettings settings,
            List<Upstream> upstreams,
            List<UpstreamSettings> found,
            @Nullable Pool previous,
            PoolListener events,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.events = events;
        this.upstreams = upstreams;
        this.found = found;
        this.name = settings.name();
        this.balance = settings.balance();
        this.load = previous == null ? new PoolLoad() : previous.load;
        this.limits = settings.limits();
        this.retries = new RetryPolicy(settings.retries());
        this.health = settings.health();
        this.outliers = new OutlierDetector(settings.health().outliers(), this::states);
        this.sweptNanos = nanoTime.getAsLong();
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
        // What was found goes on until it is looked for anew, where that is done in the same way.
        List<UpstreamSettings> found =
                previous != null && previous.settings.discovery().equals(settings.discovery())
                        ? previous.found()
                        : List.of();
        List<Upstream> before = previous == null ? List.of() : previous.upstreams;
        List<Upstream> upstreams = upstreams(settings, found, before, previous != null, listener, nanoTime);
        Pool pool = new Pool(settings, upstreams, found, previous, listener, nanoTime);
        pool.load.configure(settings.limits(), settings.retries());
        upstreams.forEach(pool::learnOf);
        // What changed before it listened.
        pool.refresh();
        return pool;
    }

    /** Those declared and those found; what was seen of one stays with its address. */
    private static List<Upstream> upstreams(
            PoolSettings settings,
            List<UpstreamSettings> found,
            List<Upstream> before,
            boolean others,
            PoolListener listener,
            LongSupplier nanoTime) {
        Map<URI, UpstreamState> seen =
                before.stream().collect(Collectors.toMap(Upstream::url, Upstream::state, (first, second) -> first));
        Map<URI, UpstreamSettings> all = new LinkedHashMap<>();
        settings.upstreams().forEach(each -> all.put(each.url(), each));
        found.forEach(each -> all.putIfAbsent(each.url(), each));
        List<Upstream> upstreams = new ArrayList<>();
        for (UpstreamSettings each : all.values()) {
            UpstreamState known = seen.get(each.url());
            upstreams.add(
                    known == null ? joining(settings, each, others, listener, nanoTime) : Upstream.of(each, known));
        }
        return List.copyOf(upstreams);
    }

    private void learnOf(Upstream upstream) {
        configure(upstream.state());
        upstream.state().add(listener);
    }

    private List<UpstreamState> states() {
        return upstreams.stream().map(Upstream::state).toList();
    }

    private synchronized List<UpstreamSettings> found() {
        return found;
    }

    /** Where more upstreams are found. */
    public Optional<DiscoverySettings> discovery() {
        return settings.discovery();
    }

    /**
     * Takes up the upstreams that were found, in the place of those found before; requests in flight end where they are.
     *
     * @return whether anything changed
     */
    public synchronized boolean discovered(List<UpstreamSettings> now) {
        if (now.equals(found) || closed) {
            return false;
        }
        List<Upstream> before = upstreams;
        List<Upstream> after = upstreams(settings, now, before, !before.isEmpty(), events, nanoTime);
        Set<UpstreamState> stay = after.stream().map(Upstream::state).collect(Collectors.toSet());
        Set<UpstreamState> were = before.stream().map(Upstream::state).collect(Collectors.toSet());
        found = List.copyOf(now);
        sessions = balance.sticky().map(sticky -> new Sessions(sticky, name, after));
        upstreams = after;
        after.stream().filter(each -> !were.contains(each.state())).forEach(this::learnOf);
        before.stream()
                .filter(each -> !stay.contains(each.state()))
                .forEach(each -> each.state().remove(listener));
        refresh();
        return true;
    }

    /** Learns nothing more of its upstreams; when no request chooses from it any more. */
    @Override
    public synchronized void close() {
        closed = true;
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

    /** The upstreams, those that are declared first. */
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

    /** How many upstreams one request may go to, one after the other. */
    public int candidates() {
        return snapshot().candidates();
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
