package forebay.proxy;

import forebay.balance.Pool;
import forebay.exchange.CachePlan;
import forebay.exchange.CachePlan.Answer;
import forebay.exchange.CachePlan.FailureVerdict;
import forebay.exchange.CachePlan.Framing;
import forebay.exchange.CachePlan.GiveUp;
import forebay.exchange.CachePlan.NoAnswer;
import forebay.exchange.CachePlan.Relay;
import forebay.exchange.CachePlan.Share;
import forebay.exchange.CachePlan.Verdict;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Hands the outcome to whoever forwarded the request: what the cache's plan makes of an answer, or of there being none.
 *
 * @param pool whose upstream answered
 * @param key the request, as the pool sees it
 * @param plan the cache's; null where it has no part in this
 * @param answers what is said where nobody answered
 * @param listener who forwarded it
 */
record Delivery(Pool pool, RequestKey key, @Nullable CachePlan plan, Answers answers, Forwarder.Listener listener) {
    /** Asks the cache's plan about a final head. */
    Verdict verdict(ResponseHead received, Framing framing) {
        return plan == null ? new Relay(received) : plan.onHead(received, framing);
    }

    /** Does what the cache's plan says of a head; that the request is to be repeated is not for here. */
    void deliver(Verdict verdict, UpstreamAttempt attempt, Content.Source source, Framing framing) {
        if (verdict instanceof Share share) {
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

    /** An upstream has something to say before its answer. */
    void interim(Exchange exchange, UpstreamAttempt attempt, Response response) {
        ResponseHead received = new ResponseHead(response.getStatus(), UpstreamHead.fields(response));
        InterimHead.of(received, exchange, attempt.upstream().url()).ifPresent(listener::onInterim);
    }

    /** The upstream agreed to another protocol. */
    void upgraded(ResponseHead agreed, @Nullable UpstreamAttempt attempt, UpstreamTunnel tunnel) {
        listener.onUpgrade(attempt == null ? agreed : forClient(agreed, attempt), tunnel);
    }

    /** No upstream answered. */
    void failed(UpstreamFailure failure) {
        FailureVerdict verdict = plan == null ? new GiveUp() : plan.onFailure(failure.told());
        if (verdict instanceof Answer answer) {
            listener.onResponse(answer.head(), answer.source());
        } else {
            listener.onFailure(answers.failed(verdict, failure, pool.unavailableFor()));
        }
    }

    /** The client left, or sent what can not be forwarded. */
    void clientFailed(Throwable cause) {
        if (plan != null && plan.onFailure(new NoAnswer(NoAnswer.Kind.REQUEST, cause)) instanceof Answer answer) {
            answer.source().cancel(cause);
        }
        broken(cause);
    }

    /** The gateway itself failed, and the plan knows. */
    void broken(Throwable cause) {
        listener.onFailure(answers.failed(cause, pool.unavailableFor()));
    }

    /**
     * With the cookie that leads the client back to this upstream, after the cache has taken what the upstream said; a
     * cache on the way to the client must not store it (RFC 9111 §5.2.2.7).
     */
    ResponseHead forClient(ResponseHead answered, UpstreamAttempt attempt) {
        return pool.sessionCookie(key, attempt.upstream())
                .map(cookie -> answered.withFields(
                        answered.fields().plus("Set-Cookie", cookie).plus("Cache-Control", "private=\"set-cookie\"")))
                .orElse(answered);
    }
}
