package forebay.proxy;

import forebay.balance.Candidates;
import forebay.balance.Pool;
import forebay.balance.RetryPolicy;
import forebay.balance.Upstream;
import forebay.exchange.Attempt;
import forebay.exchange.CachePlan;
import forebay.exchange.CachePlan.Answer;
import forebay.exchange.CachePlan.FailureVerdict;
import forebay.exchange.CachePlan.Framing;
import forebay.exchange.CachePlan.GiveUp;
import forebay.exchange.CachePlan.NoAnswer;
import forebay.exchange.CachePlan.Relay;
import forebay.exchange.CachePlan.Repeat;
import forebay.exchange.CachePlan.Share;
import forebay.exchange.CachePlan.Verdict;
import forebay.exchange.Exchange;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.time.Duration;
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
    private final RequestKey key;
    private final PoolClient client;
    private final Pool pool;
    private final Upkeep upkeep;
    private final Forwarder.@Nullable Content content;
    private final @Nullable ReplayContent replay;
    private final Forwarder.Listener listener;
    private final Answers answers;
    private final @Nullable CachePlan plan;
    private final boolean idempotent;
    /** Set by whoever hands the outcome to the listener. */
    private final AtomicBoolean settled = new AtomicBoolean();

    private Candidates candidates;
    private volatile RequestHead head;
    private volatile @Nullable Throwable cancelled;
    private volatile @Nullable UpstreamAttempt current;
    private volatile @Nullable Postponed postponed;
    private volatile boolean late;
    private volatile Upkeep.@Nullable Timer total;
    private int attempts;
    private boolean repeated;

    Forwarding(
            Exchange exchange,
            Pools pools,
            Pool pool,
            Forwarder.@Nullable Content content,
            Forwarder.Listener listener,
            Answers answers) {
        this.exchange = exchange;
        this.client = pools.client(pool);
        this.upkeep = pools.upkeep();
        this.pool = pool;
        this.key = new RequestKey(exchange);
        this.candidates = pool.candidates(key);
        this.content = content;
        this.listener = listener;
        this.answers = answers;
        this.plan = exchange.cachePlan().orElse(null);
        RequestHead forwarded = exchange.forwarded();
        this.head = plan == null ? forwarded : plan.onForward(forwarded);
        this.idempotent = RetryPolicy.idempotent(head.method());
        this.replay = replay(content);
    }

    private @Nullable ReplayContent replay(Forwarder.@Nullable Content read) {
        int most = pool.retries().settings().maxContentBytes();
        if (read == null || !idempotent || most == 0 || read.length().orElse(0) > most) {
            return null;
        }
        return new ReplayContent(read.source(), read.length(), most);
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
        Optional<Duration> most = pool.retries().settings().total();
        most.ifPresent(time -> total = upkeep.after(time, this::tooLate));
        next(null);
    }

    /**
     * Goes to the next candidate, waits for one, or gives up where there is none.
     *
     * @param before what the attempt before failed with; null before the first. What is said where there was none is
     *     made only then: an exception costs more than all of choosing
     */
    private void next(@Nullable UpstreamFailure before) {
        boolean full = !pool.load().line().isEmpty();
        Optional<Upstream> offered = full ? Optional.empty() : candidates.next();
        while (offered.isPresent() && !pool.load().tryBegin(offered.get().state())) {
            full = true;
            offered = candidates.next();
        }
        if (offered.isEmpty() && !full) {
            gaveUp(orNoneAvailable(before));
        } else if (attempts > 0 && !pool.load().budget().tryRetry()) {
            offered.ifPresent(this::release);
            gaveUp(orNoneAvailable(before));
        } else if (offered.isPresent()) {
            after(pool.retries().backOff(attempts), offered.get());
        } else {
            standInLine();
        }
    }

    private UpstreamFailure orNoneAvailable(@Nullable UpstreamFailure before) {
        return before == null ? Failures.noneAvailable(pool.name()) : before;
    }

    /** Makes an attempt after a while; a place was taken for it. */
    private void after(Duration delay, Upstream upstream) {
        if (delay.isZero()) {
            attempt(upstream);
            return;
        }
        Postponed later = new Postponed(this, upstream);
        postponed = later;
        later.timer(upkeep.after(upkeep.spread(delay, 50), later::resume));
        cancelIfLeft();
    }

    private void standInLine() {
        Postponed waiting = new Postponed(this, null);
        postponed = waiting;
        waiting.timer(upkeep.after(pool.limits().queueTimeout(), () -> {
            if (waiting.abandon()) {
                pool.load().line().late();
                gaveUp(Failures.full(pool.name()));
            }
        }));
        if (!pool.load().line().join(waiting)) {
            if (waiting.abandon()) {
                gaveUp(Failures.full(pool.name()));
            }
            return;
        }
        cancelIfLeft();
    }

    private void cancelIfLeft() {
        Throwable gone = cancelled;
        if (gone != null) {
            cancel(gone);
        } else if (late) {
            tooLate();
        }
    }

    /** Takes a place at any upstream as if nothing had been tried; null where there is none. */
    @Nullable
    Upstream takePlaceAnew() {
        Candidates all = pool.candidates(key);
        for (Optional<Upstream> next = all.next(); next.isPresent(); next = all.next()) {
            if (pool.load().tryBegin(next.get().state())) {
                candidates = all;
                return next.get();
            }
        }
        return null;
    }

    /** Gives back a place that was taken. */
    void release(Upstream upstream) {
        pool.load().end(upstream.state());
    }

    void leaveLine(Postponed waiting) {
        pool.load().line().leave(waiting);
    }

    /** Sends the request; a place was taken for it. */
    void attempt(Upstream upstream) {
        attempts++;
        AttemptContent own = content == null
                ? null
                : new AttemptContent(
                        replay == null ? content.source() : replay.reader(),
                        content.length().orElse(-1));
        Duration headTime = pool.retries().headTime(settings().responseHead(), idempotent, attempts);
        UpstreamAttempt attempt =
                new UpstreamAttempt(this, upstream, client.destination(upstream), head, own, headTime);
        current = attempt;
        Throwable gone = cancelled;
        if (gone != null) {
            release(upstream);
            onClientFailure(gone);
        } else if (late) {
            release(upstream);
            gaveUp(Failures.late());
        } else {
            attempt.send();
        }
    }

    /** A final head has come. */
    void onHead(UpstreamAttempt attempt, Response response, Content.Source source) {
        if (settled.get() || retriedAfter(attempt, response.getStatus(), source)) {
            if (settled.get()) {
                attempt.cancel(new ClientLeft());
            }
            return;
        }
        Framing framing = UpstreamHead.framing(head.method(), response);
        ResponseHead received = PublicHead.of(
                UpstreamHead.of(response, answers.pseudonym()),
                exchange,
                attempt.upstream().url());
        if (!settled.compareAndSet(false, true)) {
            attempt.cancel(new ClientLeft());
            return;
        }
        Verdict verdict = plan == null ? new Relay(received) : plan.onHead(received, framing);
        if (verdict instanceof Repeat repeat) {
            settled.set(false);
            new DroppedContent(source, attempt).run();
            head = repeat.forwarded();
            pool.load().begin(attempt.upstream().state());
            attempt(attempt.upstream());
        } else if (verdict instanceof Share share) {
            // First what has come with the head, so that both go out in one write.
            new SharedContent(source, attempt, share.sink()).run();
            listener.onResponse(forClient(share.head(), attempt), share.source());
        } else if (verdict instanceof Answer answer) {
            new DroppedContent(source, attempt).run();
            listener.onResponse(answer.head(), answer.source());
        } else if (framing == Framing.NONE) {
            new DroppedContent(source, attempt).run();
            listener.onResponse(forClient(((Relay) verdict).head(), attempt), DroppedContent.NOTHING);
        } else {
            listener.onResponse(forClient(((Relay) verdict).head(), attempt), new UpstreamContent(source, attempt));
        }
    }

    /**
     * With the cookie that leads the client back to this upstream, after the cache has taken what the upstream said; a
     * cache on the way to the client must not store it (RFC 9111 §5.2.2.7).
     */
    private ResponseHead forClient(ResponseHead answered, UpstreamAttempt attempt) {
        return pool.sessionCookie(key, attempt.upstream())
                .map(cookie -> answered.withFields(
                        answered.fields().plus("Set-Cookie", cookie).plus("Cache-Control", "private=\"set-cookie\"")))
                .orElse(answered);
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
        Optional<Upstream> other = candidates.next();
        while (other.isPresent() && !pool.load().tryBegin(other.get().state())) {
            other = candidates.next();
        }
        if (other.isEmpty()) {
            return false;
        }
        if (!pool.load().budget().tryRetry()) {
            release(other.get());
            return false;
        }
        new DroppedContent(source, attempt).run();
        after(pool.retries().backOff(attempts), other.get());
        return true;
    }

    /** Whether the client asks to change to another protocol, which the request is sent for. */
    boolean upgrade() {
        return exchange.upgrade().isPresent();
    }

    /** The upstream agreed to the change. */
    void onUpgrade(Response agreed, UpstreamTunnel tunnel) {
        if (settled.compareAndSet(false, true)) {
            over();
            ResponseHead received = UpstreamHead.of(agreed, answers.pseudonym());
            UpstreamAttempt attempt = current;
            listener.onUpgrade(attempt == null ? received : forClient(received, attempt), tunnel);
        } else {
            tunnel.close();
        }
    }

    /** The gateway itself failed over a head. */
    void onBrokenHead(UpstreamAttempt attempt, Throwable cause) {
        listener.onFailure(answers.failed(attempt.brokenAfterHead(cause), pool.unavailableFor()));
    }

    /** An attempt failed by the upstream's fault before a final head. */
    void onFailure(UpstreamAttempt attempt, UpstreamFailure failure, boolean reusedConnection) {
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
        return reusedConnection && idempotent && !repeated && failure.outcome() == Attempt.Outcome.BROKEN_BEFORE_HEAD;
    }

    private boolean resendable(UpstreamAttempt attempt) {
        return !attempt.contentTaken() || (replay != null && replay.whole());
    }

    private void gaveUp(UpstreamFailure failure) {
        if (settled.compareAndSet(false, true)) {
            over();
            FailureVerdict verdict = plan == null ? new GiveUp() : plan.onFailure(told(failure));
            if (verdict instanceof Answer answer) {
                listener.onResponse(answer.head(), answer.source());
            } else {
                listener.onFailure(answers.failed(verdict, failure, pool.unavailableFor()));
            }
        }
    }

    /** The time for the whole request is over. */
    private void tooLate() {
        late = true;
        Postponed waiting = postponed;
        if (waiting != null && waiting.abandon()) {
            gaveUp(Failures.late());
            return;
        }
        UpstreamAttempt attempt = current;
        if (attempt != null) {
            attempt.expire(Failures.late());
        }
    }

    /** An attempt is over; where it brought the answer, so is the request. */
    void over() {
        Upkeep.Timer running = total;
        if (running != null && settled.get()) {
            running.cancel();
        }
    }

    private static NoAnswer told(UpstreamFailure failure) {
        NoAnswer.Kind kind = switch (failure.outcome()) {
            case CONNECT_FAILED -> NoAnswer.Kind.UNREACHABLE;
            case TIMED_OUT -> NoAnswer.Kind.LATE;
            default -> failure.error().ofRequest() ? NoAnswer.Kind.REQUEST : NoAnswer.Kind.BROKEN;
        };
        return new NoAnswer(kind, failure);
    }

    /** The client left, or sent what can not be forwarded. */
    void onClientFailure(Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            over();
            if (plan != null && plan.onFailure(new NoAnswer(NoAnswer.Kind.REQUEST, cause)) instanceof Answer answer) {
                answer.source().cancel(cause);
            }
            listener.onFailure(answers.failed(cause, pool.unavailableFor()));
        }
    }

    @Override
    public void cancel(Throwable reason) {
        if (cancelled == null && plan != null && !plan.onClientGone()) {
            return; // others wait for the response
        }
        cancelled = reason;
        Postponed waiting = postponed;
        if (waiting != null && waiting.abandon()) {
            onClientFailure(reason);
            return;
        }
        UpstreamAttempt attempt = current;
        if (attempt != null) {
            attempt.cancel(reason);
        }
    }
}
