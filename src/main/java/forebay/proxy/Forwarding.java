package forebay.proxy;

import forebay.balance.Candidates;
import forebay.balance.Pool;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to the upstreams of its pool: attempts one after the other, until one answers or none may be
 * made any more.
 *
 * <p>A request of which nothing was sent goes to the next candidate, whatever its method. One that was sent goes on
 * only if its method is idempotent (RFC 9110 §9.2.2) and nothing of its content was taken; after a connection that had
 * carried others before, once more to the same upstream, because such a connection may have been closed meanwhile.
 */
final class Forwarding implements Forwarder.Handle {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");
    private static final int MOST_ATTEMPTS = 5;

    private final Exchange exchange;
    private final PoolClient client;
    private final Pool pool;
    private final Candidates candidates;
    private final Forwarder.@Nullable Content content;
    private final Forwarder.Listener listener;
    private final Answers answers;
    private final @Nullable CachePlan plan;
    /** Set by whoever hands the outcome to the listener. */
    private final AtomicBoolean settled = new AtomicBoolean();

    private volatile RequestHead head;
    private volatile @Nullable Throwable cancelled;
    private volatile @Nullable UpstreamAttempt current;
    private int attempts;
    private boolean repeated;

    Forwarding(
            Exchange exchange,
            PoolClient client,
            Pool pool,
            Forwarder.@Nullable Content content,
            Forwarder.Listener listener,
            Answers answers) {
        this.exchange = exchange;
        this.client = client;
        this.pool = pool;
        this.candidates = pool.candidates();
        this.content = content;
        this.listener = listener;
        this.answers = answers;
        this.plan = exchange.cachePlan().orElse(null);
        RequestHead forwarded = exchange.forwarded();
        this.head = plan == null ? forwarded : plan.onForward(forwarded);
    }

    HttpClient client() {
        return client.http();
    }

    ProxySettings settings() {
        return client.settings();
    }

    void record(Attempt attempt) {
        exchange.attempt(attempt);
    }

    /** Goes to the first candidate. */
    void start() {
        if (!attemptNext()) {
            UpstreamFailure none = Failures.noneAvailable(pool.name());
            gaveUp(none);
        }
    }

    /** Whether there was another candidate with room for a request. */
    private boolean attemptNext() {
        Optional<Upstream> next = candidates.next();
        while (next.isPresent()) {
            if (next.get().state().tryBegin()) {
                attempt(next.get());
                return true;
            }
            next = candidates.next();
        }
        return false;
    }

    /** Sends the request; a slot of the upstream was taken for it. */
    private void attempt(Upstream upstream) {
        attempts++;
        AttemptContent own = content == null
                ? null
                : new AttemptContent(content.source(), content.length().orElse(-1));
        UpstreamAttempt attempt = new UpstreamAttempt(this, upstream, client.destination(upstream), head, own);
        current = attempt;
        Throwable gone = cancelled;
        if (gone != null) {
            upstream.state().end();
            onClientFailure(gone);
            return;
        }
        attempt.send();
    }

    /** A final head has come. */
    void onHead(UpstreamAttempt attempt, Response response, Content.Source source) {
        Framing framing = UpstreamHead.framing(head.method(), response);
        ResponseHead received = UpstreamHead.of(response, answers.pseudonym());
        if (!settled.compareAndSet(false, true)) {
            attempt.cancel(new ClientLeft());
            return;
        }
        Verdict verdict = plan == null ? new Relay(received) : plan.onHead(received, framing);
        if (verdict instanceof Repeat repeat) {
            new DroppedContent(source, attempt).run();
            head = repeat.forwarded();
            settled.set(false);
            attempt.upstream().state().begin();
            attempt(attempt.upstream());
        } else if (verdict instanceof Share share) {
            // First what has come with the head, so that both go out in one write.
            new SharedContent(source, attempt, share.sink()).run();
            listener.onResponse(share.head(), share.source());
        } else if (verdict instanceof Answer answer) {
            new DroppedContent(source, attempt).run();
            listener.onResponse(answer.head(), answer.source());
        } else if (framing == Framing.NONE) {
            new DroppedContent(source, attempt).run();
            listener.onResponse(((Relay) verdict).head(), DroppedContent.NOTHING);
        } else {
            listener.onResponse(((Relay) verdict).head(), new UpstreamContent(source, attempt));
        }
    }

    /** The gateway itself failed over a head. */
    void onBrokenHead(UpstreamAttempt attempt, Throwable cause) {
        listener.onFailure(answers.failed(attempt.brokenAfterHead(cause), pool.unavailableFor()));
    }

    /** An attempt failed by the upstream's fault before a final head. */
    void onFailure(UpstreamAttempt attempt, UpstreamFailure failure, boolean reusedConnection) {
        if (cancelled == null && attempts < MOST_ATTEMPTS && mayRepeat(attempt, failure)) {
            boolean again = reusedConnection && failure.outcome() == Attempt.Outcome.BROKEN_BEFORE_HEAD && !repeated;
            if (again && attempt.upstream().state().tryBegin()) {
                repeated = true;
                attempt(attempt.upstream());
                return;
            }
            if (attemptNext()) {
                return;
            }
        }
        gaveUp(failure);
    }

    private void gaveUp(UpstreamFailure failure) {
        if (settled.compareAndSet(false, true)) {
            FailureVerdict verdict = plan == null ? new GiveUp() : plan.onFailure(told(failure));
            if (verdict instanceof Answer answer) {
                listener.onResponse(answer.head(), answer.source());
            } else {
                listener.onFailure(answers.failed(verdict, failure, pool.unavailableFor()));
            }
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

    private boolean mayRepeat(UpstreamAttempt attempt, UpstreamFailure failure) {
        if (attempt.contentTaken()) {
            return false;
        }
        return switch (failure.outcome()) {
            case CONNECT_FAILED -> true;
            case BROKEN_BEFORE_HEAD -> IDEMPOTENT.contains(head.method());
            default -> false;
        };
    }

    /** The client left, or sent what can not be forwarded. */
    void onClientFailure(Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            if (plan != null && plan.onFailure(new NoAnswer(NoAnswer.Kind.REQUEST, cause)) instanceof Answer answer) {
                answer.source().cancel(cause);
            }
            listener.onFailure(answers.failed(cause, pool.unavailableFor()));
        }
    }

    @Override
    public void cancel(Throwable reason) {
        if (plan != null && !plan.onClientGone()) {
            return; // others wait for the response
        }
        cancelled = reason;
        UpstreamAttempt attempt = current;
        if (attempt != null) {
            attempt.cancel(reason);
        }
    }
}
