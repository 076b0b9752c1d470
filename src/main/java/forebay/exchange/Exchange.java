package forebay.exchange;

import forebay.http.CacheStatus;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.route.Route;
import forebay.route.Variable;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one record of a request on its way: what the guard found, and what each later step decided. Access log,
 * metrics, Cache-Status and Proxy-Status read it here and nowhere else.
 *
 * <p>What the guard found is immutable. Every other slot is set once by the step that owns it; a second setting is a
 * programmer's error. {@link #finish} ends it exactly once, from whichever thread comes first.
 */
public final class Exchange {
    /** What the id of a {@link #child} ends in. */
    private static final String CHILD = "-b";

    /** What the id of a {@link #mirror} ends in. */
    private static final String MIRROR = "-m";

    /** Name of the request attribute that carries the exchange. */
    public static final String ATTRIBUTE = "forebay.exchange";

    /**
     * What the guard found out about a request.
     *
     * @param id the request id, from a trusted proxy or made here
     * @param head the request as received, its authority and scheme resolved by the guard; forwarding fields that
     *     nobody trusted has set are left out, and X-Forwarded-For is the trusted part of the chain
     * @param target the canonical target; {@link CanonicalTarget#NONE} where the request was refused before it had one
     * @param peer the address of the connection
     * @param client the client's address, by the forwarding fields of trusted proxies
     * @param route the route; empty where none matches and for the gateway's own paths
     * @param receivedAt wall-clock time of receipt
     * @param receivedNanos {@link System#nanoTime()} at receipt
     * @param version of HTTP that it came by, as Via has it (RFC 9110 §7.6.3)
     */
    public record Arrival(
            String id,
            RequestHead head,
            CanonicalTarget target,
            InetAddress peer,
            InetAddress client,
            Optional<Route> route,
            Instant receivedAt,
            long receivedNanos,
            String version) {}

    /**
     * How an exchange ended.
     *
     * @param status the status sent to the client; 0 where the connection ended without one
     * @param contentBytes content bytes sent to the client
     * @param duration from receipt to the end
     * @param aborted whether the client's stream was reset, or the client left, before the end
     */
    public record Outcome(int status, long contentBytes, Duration duration, boolean aborted) {}

    private final Generation generation;
    private final Arrival arrival;
    private final ExchangeListener listener;
    private final AtomicReference<@Nullable Caller> caller = new AtomicReference<>();
    private final AtomicReference<@Nullable RequestHead> forwarded = new AtomicReference<>();
    private final AtomicReference<@Nullable CachePlan> cachePlan = new AtomicReference<>();
    private final AtomicReference<@Nullable CacheStatus> cacheStatus = new AtomicReference<>();
    private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();
    private final AtomicReference<@Nullable String> reported = new AtomicReference<>();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final AtomicLong contentBytes = new AtomicLong();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> atEnd = new AtomicReference<>();
    private final Optional<String> parent;
    private final boolean mirror;
    private volatile boolean mirrorDropped;
    private volatile @Nullable String pool;
    private volatile @Nullable Tunnelled tunnelled;
    private volatile @Nullable String upgrade;
    private volatile @Nullable Outcome outcome;

    /** The connection carries another protocol now; counts what comes from the client. */
    private static final class Tunnelled {
        final AtomicLong receivedBytes = new AtomicLong();
    }

    /**
     * An exchange that begins.
     *
     * @param generation the configuration that it is pinned to, already retained for it; released by {@link #finish}
     * @param arrival what the guard found
     * @param listener learns of the beginning, at once, and of the end
     */
    public Exchange(Generation generation, Arrival arrival, ExchangeListener listener) {
        this(generation, arrival, listener, Optional.empty(), false);
    }

    private Exchange(
            Generation generation,
            Arrival arrival,
            ExchangeListener listener,
            Optional<String> parent,
            boolean mirror) {
        this.generation = generation;
        this.arrival = arrival;
        this.listener = listener;
        this.parent = parent;
        this.mirror = mirror;
        listener.begun(this);
    }

    /**
     * An exchange without a client, for a forward that this one gives rise to: told and finished by itself, on the same
     * configuration, on nobody's behalf.
     *
     * @param request what it asks
     * @param now the present time
     * @param nowNanos {@link System#nanoTime()}
     * @return empty where this exchange has ended and let go of its configuration
     */
    public Optional<Exchange> child(RequestHead request, Instant now, long nowNanos) {
        Optional<Exchange> child = child(CHILD, request, now, nowNanos);
        child.ifPresent(behind -> behind.pool = pool);
        return child;
    }

    /**
     * An exchange without a client for a copy of this one's request, which goes to another pool.
     *
     * @param to name of the pool
     * @return empty where this exchange has ended and let go of its configuration
     */
    public Optional<Exchange> mirror(String to, RequestHead request, long nowNanos) {
        Optional<Exchange> child =
                child(MIRROR, request, arrival.receivedAt().plusNanos(nowNanos - arrival.receivedNanos()), nowNanos);
        child.ifPresent(copy -> copy.pool = to);
        return child;
    }

    private Optional<Exchange> child(String suffix, RequestHead request, Instant now, long nowNanos) {
        if (!generation.retain()) {
            return Optional.empty();
        }
        Arrival own = new Arrival(
                arrival.id() + suffix,
                request,
                arrival.target(),
                arrival.peer(),
                arrival.client(),
                arrival.route(),
                now,
                nowNanos,
                arrival.version());
        Exchange child = new Exchange(generation, own, listener, Optional.of(arrival.id()), suffix.equals(MIRROR));
        child.forwarded.set(request);
        return Optional.of(child);
    }

    /** The id of the request that gave rise to this one; empty for what a client sent. */
    public Optional<String> parent() {
        return parent;
    }

    /** The configuration that this request is pinned to. */
    public Generation generation() {
        return generation;
    }

    /** What the guard found. */
    public Arrival arrival() {
        return arrival;
    }

    /** The request as received. */
    public RequestHead request() {
        return arrival.head();
    }

    /** Whether this is a copy of another one's request, for another pool. */
    public boolean mirrored() {
        return mirror;
    }

    /** Notes that the request should have been copied, and was not: too many copies under way, or too much content. */
    public void mirrorDropped(boolean dropped) {
        mirrorDropped = dropped;
    }

    /** Whether the request should have been copied, and was not. */
    public boolean mirrorDropped() {
        return mirrorDropped;
    }

    /**
     * The pool that serves the request; chosen at the first call, so that the cache's key, the forward and what is sent
     * behind it agree. Empty where there is no route.
     */
    public Optional<String> pool() {
        if (arrival.route().isEmpty()) {
            return Optional.empty();
        }
        String known = pool;
        if (known == null) {
            known = PoolChoice.of(arrival.route().get().pools(), arrival); // the same, whoever asks first
            pool = known;
        }
        return Optional.of(known);
    }

    /** The value of a variable of this request, as a field value may hold it. */
    public String variable(Variable variable) {
        return Variables.of(this, variable);
    }

    /** The fields of an answer with the changes that the route makes to all of its answers. */
    public Fields outgoing(Fields fields) {
        Optional<Route> route = arrival.route();
        return route.isEmpty() || route.get().responseFields().isEmpty()
                ? fields
                : route.get().responseFields().apply(fields, this::variable);
    }

    /** Sets who is asking; by access control, once. */
    public void caller(Caller found) {
        setOnce(caller, found, "caller");
    }

    /** Who is asking; anonymous until access control has spoken. */
    public Caller caller() {
        Caller found = caller.get();
        return found == null ? Caller.ANONYMOUS : found;
    }

    /** The request head as it will be forwarded, before the cache adds validators; built at the first call. */
    public RequestHead forwarded() {
        RequestHead head = forwarded.get();
        if (head == null) {
            head = ForwardedHead.of(this);
            forwarded.set(head);
        }
        return head;
    }

    /** Sets the cache's part in the forward; by the cache filter, once. */
    public void cachePlan(CachePlan plan) {
        setOnce(cachePlan, plan, "cache plan");
    }

    /** The cache's part in the forward; empty where the cache takes none. */
    public Optional<CachePlan> cachePlan() {
        return Optional.ofNullable(cachePlan.get());
    }

    /** Sets what the cache did; the cache may refine it until the response head is written. */
    public void cacheStatus(CacheStatus status) {
        cacheStatus.set(status);
    }

    /** What the cache did; empty where it took no part. */
    public Optional<CacheStatus> cacheStatus() {
        return Optional.ofNullable(cacheStatus.get());
    }

    /** Sets the reason code of an answer that the gateway made itself; the first one stands. */
    public void refusal(String reasonCode) {
        refusal.compareAndSet(null, reasonCode);
    }

    /** Reason code of an answer that the gateway made itself. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal.get());
    }

    /** Sets the reason code for which the request would have been refused on a route that only reports; the first stands. */
    public void reported(String reasonCode) {
        reported.compareAndSet(null, reasonCode);
    }

    /** Reason code for which the request would have been refused, on a route that only reports. */
    public Optional<String> reported() {
        return Optional.ofNullable(reported.get());
    }

    /** Sets the protocol that the client asks to change to, which its route relays; by the guard, before all others. */
    public void upgrade(String protocol) {
        upgrade = protocol;
    }

    /** The protocol that the client asks to change to (RFC 9110 §7.8); empty for all that is to be answered only. */
    public Optional<String> upgrade() {
        return Optional.ofNullable(upgrade);
    }

    /** The upstream agreed to {@link #upgrade()}: from now on bytes pass both ways, and who relays them ends this. */
    public void tunnelled() {
        tunnelled = new Tunnelled();
    }

    /** Whether bytes pass both ways, so that the end of the request is not the end of the exchange. */
    public boolean isTunnelled() {
        return tunnelled != null;
    }

    /** Adds to the bytes that came through the tunnel from the client. */
    public void received(long bytes) {
        Tunnelled open = tunnelled;
        if (open != null) {
            open.receivedBytes.addAndGet(bytes);
        }
    }

    /** Bytes that came through the tunnel from the client; empty where there is no tunnel. */
    public OptionalLong receivedBytes() {
        Tunnelled open = tunnelled;
        return open == null ? OptionalLong.empty() : OptionalLong.of(open.receivedBytes.get());
    }

    /** Adds an attempt that has ended. */
    public void attempt(Attempt attempt) {
        attempts.add(attempt);
    }

    /** The attempts so far, in order. */
    public List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** Adds to the content bytes sent to the client. */
    public void sent(long bytes) {
        contentBytes.addAndGet(bytes);
    }

    /**
     * Ends the exchange, tells the listener and lets go of the generation; later calls change nothing.
     *
     * @param status the status sent; 0 where none was
     * @param nowNanos {@link System#nanoTime()} at the end
     * @param aborted whether the stream was reset, or the client left, before the end
     * @return whether this call ended it
     */
    public boolean finish(int status, long nowNanos, boolean aborted) {
        if (!finished.compareAndSet(false, true)) {
            return false;
        }
        outcome =
                new Outcome(status, contentBytes.get(), Duration.ofNanos(nowNanos - arrival.receivedNanos()), aborted);
        try {
            listener.finished(this);
        } finally {
            generation.release();
            runAtEnd();
        }
        return true;
    }

    /** Runs {@code task} once this exchange has ended, at once where it has; set by one step, once. */
    public void atEnd(Runnable task) {
        if (!atEnd.compareAndSet(null, task)) {
            if (!finished.get()) {
                throw new IllegalStateException("the task for the end of this exchange is set already");
            }
            task.run();
        } else if (finished.get()) {
            runAtEnd();
        }
    }

    private void runAtEnd() {
        Runnable task = atEnd.getAndSet(Exchange::nothing);
        if (task != null) {
            task.run();
        }
    }

    private static void nothing() {}

    /** How it ended; empty while it runs. */
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    private static <T> void setOnce(AtomicReference<@Nullable T> slot, T value, String name) {
        if (!slot.compareAndSet(null, value)) {
            throw new IllegalStateException("the " + name + " of this exchange is set already");
        }
    }
}
