package forebay.proxy;

import forebay.balance.Pool;
import forebay.balance.RetryPolicy;
import forebay.balance.Upstream;
import forebay.exchange.Attempt;
import forebay.exchange.CachePlan;
import forebay.exchange.CachePlan.Framing;
import forebay.exchange.CachePlan.Repeat;
import forebay.exchange.CachePlan.Verdict;
import forebay.exchange.Exchange;
import forebay.exchange.ForwardedTrailers;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to the upstreams of its pool: attempts one after the other, until one answers or none may be
 * made any more. Which may follow is the pool's {@link RetryPolicy}'s to say, within its budget.
 *
 * <p>After a connection that had carried others before broke, the same upstream is tried once more at once, because
 * such a connection may have been closed meanwhile; that is no retry. Where no upstream has a place for it, the request
 * waits in the pool's line.
 */
final class Forwarding implements Forwarder.Handle {
    private final Exchange exchange;
    private final Delivery delivery;
    private final PoolClient client;
    private final @Nullable ConnectionOwner owner;
    private final Pool pool;
    private final Upkeep upkeep;
    private final Forwarder.@Nullable Content content;
    private final @Nullable ReplayContent replay;
    private final Answers answers;
    private final @Nullable CachePlan plan;
    private final boolean idempotent;
    /** Set by whoever hands the outcome to the listener. */
    private final AtomicBoolean settled = new AtomicBoolean();

    private final Places places;
    private final Waiting waiting;
    /** Null where this request is never hedged. */
    private final @Nullable Hedging hedging;

    private volatile RequestHead head;
    private volatile @Nullable Throwable cancelled;
    private volatile @Nullable UpstreamAttempt current;
    private volatile boolean late;
    private volatile Upkeep.@Nullable Timer total;
    private int attempts;
    private volatile boolean repeated;

    Forwarding(
            Exchange exchange,
            Pools pools,
            Pool pool,
            Forwarder.@Nullable Content content,
            Forwarder.Listener listener,
            Answers answers) {
        this.exchange = exchange;
        this.client = pools.client(pool);
        this.owner = client.owner(exchange);
        this.upkeep = pools.upkeep();
        this.pool = pool;
        RequestKey key = new RequestKey(exchange);
        this.places = new Places(key, pool);
        this.content = content;
        this.answers = answers;
        this.plan = exchange.cachePlan().orElse(null);
        this.delivery = new Delivery(pool, key, plan, answers, listener);
        RequestHead forwarded = exchange.forwarded();
        this.head = plan == null ? forwarded : plan.onForward(forwarded);
        this.idempotent = RetryPolicy.idempotent(head.method());
        // By HTTP/2 an upstream may say that it did nothing about a request, of whatever method.
        this.replay = ReplayContent.of(
                content,
                idempotent || client.multiplexes(),
                pool.retries().settings().maxContentBytes());
        this.waiting = new Waiting(this, pool, places);
        this.hedging = pool.retries()
                .settings()
                .hedge()
                .filter(some -> hedgeable())
                .map(some -> new Hedging(this, pool, places, some))
                .orElse(null);
    }

    HttpClient client() {
        return client.http();
    }

    ProxySettings settings() {
        return client.settings();
    }

    Upkeep upkeep() {
        return upkeep;
    }

    void record(Attempt attempt) {
        exchange.attempt(attempt);
    }

    /** Goes to the first candidate. */
    void start() {
        pool.load().budget().request();
        pool.retries().settings().total().ifPresent(most -> total = upkeep.after(most, this::tooLate));
        next(null);
    }

    /**
     * Goes to the next candidate, waits for one, or gives up where there is none.
     *
     * @param before what the attempt before failed with; null before the first. What is said where there was none is
     *     made only then: an exception costs more than all of choosing
     */
    private void next(@Nullable UpstreamFailure before) {
        Optional<Upstream> offered = places.nextInTurn(before != null && before.unprocessed());
        if (offered.isEmpty() && !places.full()) {
            gaveUp(orNoneAvailable(before));
        } else if (attempts > 0 && !pool.load().budget().tryRetry()) {
            offered.ifPresent(this::release);
            gaveUp(orNoneAvailable(before));
        } else if (offered.isPresent()) {
            waiting.after(pool.retries().backOff(attempts), offered.get());
        } else {
            waiting.inLine();
        }
    }

    private UpstreamFailure orNoneAvailable(@Nullable UpstreamFailure before) {
        return before == null ? Failures.noneAvailable(pool.name()) : before;
    }

    /** A wait has begun: ends it if nobody wants the answer any more. */
    void endIfUnwanted() {
        Throwable gone = cancelled;
        if (gone != null) {
            cancel(gone);
        } else if (late) {
            tooLate();
        }
    }

    /** Gives back a place that was taken. */
    void release(Upstream upstream) {
        places.release(upstream);
    }

    /** Sends the request; a place was taken for it. */
    void attempt(Upstream upstream) {
        UpstreamAttempt attempt = made(upstream);
        current = attempt;
        Throwable gone = cancelled;
        if (gone != null) {
            release(upstream);
            onClientFailure(gone);
        } else if (late) {
            release(upstream);
            gaveUp(Failures.late());
        } else {
            if (hedging != null) {
                hedging.begin(attempt);
            }
            attempt.send();
        }
    }

    /** An attempt that is not begun yet; it counts. */
    UpstreamAttempt made(Upstream upstream) {
        attempts++;
        AttemptContent own = content == null ? null : AttemptContent.of(content, replay);
        Duration headTime = pool.retries().headTime(settings().responseHead(), idempotent, attempts, pool.candidates());
        return new UpstreamAttempt(this, upstream, client.destination(upstream, upgrade(), owner), head, own, headTime);
    }

    /** Whether the pool lets another attempt be made. */
    boolean mayAttemptAgain() {
        return attempts < pool.retries().settings().attempts();
    }

    private @Nullable Hedge hedge() {
        return hedging == null ? null : hedging.current();
    }

    private boolean hedgeable() {
        boolean safe = head.method().equals("GET") || head.method().equals("HEAD");
        return safe && content == null && !upgrade() && !exchange.mirrored();
    }

    /** An interim response has come: the client gets those of all attempts until there is a final one. */
    void onInterim(UpstreamAttempt attempt, Response response) {
        if (!settled.get() && cancelled == null) {
            delivery.interim(exchange, attempt, response);
        }
    }

    /** A final head has come. */
    void onHead(UpstreamAttempt attempt, Response response, Content.Source source) {
        if (settled.get()) {
            attempt.overtaken();
            return;
        }
        Hedge both = hedge();
        if (both != null
                && pool.retries().allowsAfter(response.getStatus(), idempotent, 0)
                && both.othersRun(attempt)) {
            new DroppedContent(source, attempt).run();
            return;
        }
        if (retriedAfter(attempt, response.getStatus(), source)) {
            return;
        }
        Framing framing = UpstreamHead.framing(head.method(), response);
        ResponseHead received = PublicHead.of(
                UpstreamHead.of(response, answers.pseudonym()),
                exchange,
                attempt.upstream().url());
        if (!settled.compareAndSet(false, true)) {
            attempt.overtaken();
            return;
        }
        if (both != null) {
            both.answeredBy(attempt, pool.load());
        }
        act(delivery.verdict(received, framing), attempt, source, framing);
    }

    private void act(Verdict verdict, UpstreamAttempt attempt, Content.Source source, Framing framing) {
        if (verdict instanceof Repeat repeat) {
            settled.set(false);
            new DroppedContent(source, attempt).run();
            head = repeat.forwarded();
            pool.load().begin(attempt.upstream().state());
            attempt(attempt.upstream());
        } else {
            delivery.deliver(verdict, attempt, source, framing);
        }
    }

    /** Whether an answer of this status is dropped, and another attempt made instead. */
    private boolean retriedAfter(UpstreamAttempt attempt, int status, Content.Source source) {
        boolean mayFollow = cancelled == null
                && !exchange.mirrored()
                && !late
                && pool.retries().allowsAfter(status, idempotent, attempts)
                && (content == null || (replay != null && replay.whole() && replay.ended()));
        if (!mayFollow) {
            return false;
        }
        Optional<Upstream> other = places.next();
        if (other.isEmpty()) {
            return false;
        }
        if (!pool.load().budget().tryRetry()) {
            release(other.get());
            return false;
        }
        new DroppedContent(source, attempt).run();
        waiting.after(pool.retries().backOff(attempts), other.get());
        return true;
    }

    /** Whether the client asks to change to another protocol, which the request is sent for. */
    boolean upgrade() {
        return exchange.upgrade().isPresent();
    }

    /** Whether the client takes trailer fields, and the upstream may be told so. */
    boolean trailersWanted() {
        return client.multiplexes() && ForwardedTrailers.areTaken(exchange);
    }

    /** The trailer fields that the client announces, as they are forwarded (RFC 9110 §6.6.2). */
    Optional<String> announcedTrailers() {
        return ForwardedTrailers.announced(exchange);
    }

    /** The upstream agreed to the change. */
    void onUpgrade(Response agreed, UpstreamTunnel tunnel) {
        if (settled.compareAndSet(false, true)) {
            over();
            ResponseHead received = UpstreamHead.of(agreed, answers.pseudonym());
            UpstreamAttempt attempt = current;
            delivery.upgraded(received, attempt, tunnel);
        } else {
            tunnel.close();
        }
    }

    /** The gateway itself failed over a head. */
    void onBrokenHead(UpstreamAttempt attempt, Throwable cause) {
        delivery.broken(attempt.brokenAfterHead(cause));
    }

    /** An attempt failed by the upstream's fault before a final head. */
    void onFailure(UpstreamAttempt attempt, UpstreamFailure failure, boolean reusedConnection) {
        Hedge both = hedge();
        if (both == null) {
            follow(attempt, failure, reusedConnection);
        } else {
            both.failed(attempt, () -> follow(attempt, failure, reusedConnection));
        }
    }

    private void follow(UpstreamAttempt attempt, UpstreamFailure failure, boolean reusedConnection) {
        if (cancelled == null && !late && !exchange.mirrored() && resendable(attempt)) {
            if (stale(failure, reusedConnection)
                    && pool.load().tryBegin(attempt.upstream().state())) {
                repeated = true;
                attempts--;
                attempt(attempt.upstream());
                return;
            }
            boolean mayFollow = failure.condition()
                    .filter(condition -> pool.retries().allows(condition, idempotent, attempts))
                    .isPresent();
            if (mayFollow) {
                next(failure);
                return;
            }
        }
        gaveUp(late ? Failures.late() : failure);
    }

    /** Whether the failure says no more than that the connection had been closed before the request. */
    boolean stale(UpstreamFailure failure, boolean reusedConnection) {
        boolean broken = reusedConnection && idempotent && failure.outcome() == Attempt.Outcome.BROKEN_BEFORE_HEAD;
        return !repeated && (broken || failure.closedBefore());
    }

    private boolean resendable(UpstreamAttempt attempt) {
        return !attempt.contentTaken() || (replay != null && replay.whole());
    }

    /** No attempt follows any more. */
    void gaveUp(UpstreamFailure failure) {
        if (settled.compareAndSet(false, true)) {
            over();
            delivery.failed(failure);
        }
    }

    /** The time for the whole request is over. */
    private void tooLate() {
        late = true;
        if (waiting.abandon()) {
            gaveUp(Failures.late());
            return;
        }
        running().forEach(attempt -> attempt.expire(Failures.late()));
    }

    /** An attempt is over; where it brought the answer, so is the request. */
    void over() {
        Upkeep.Timer running = total;
        if (running != null && settled.get()) {
            running.cancel();
        }
    }

    /** The client left, or sent what can not be forwarded. */
    void onClientFailure(Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            over();
            delivery.clientFailed(cause);
        }
    }

    @Override
    public void cancel(Throwable reason) {
        if (cancelled == null && plan != null && !plan.onClientGone()) {
            return; // others wait for the response
        }
        cancelled = reason;
        if (waiting.abandon()) {
            onClientFailure(reason);
            return;
        }
        running().forEach(attempt -> attempt.cancel(reason));
    }

    private List<UpstreamAttempt> running() {
        Hedge both = hedge();
        UpstreamAttempt attempt = current;
        if (both != null) {
            return both.end();
        }
        return attempt == null ? List.of() : List.of(attempt);
    }
}
