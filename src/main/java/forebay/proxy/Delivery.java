package forebay.proxy;

import forebay.balance.Pool;
import forebay.exchange.CachePlan.Answer;
import forebay.exchange.CachePlan.Framing;
import forebay.exchange.CachePlan.Relay;
import forebay.exchange.CachePlan.Share;
import forebay.exchange.CachePlan.Verdict;
import forebay.http.ResponseHead;
import org.eclipse.jetty.io.Content;

/**
 * Hands one answer to whoever forwarded the request.
 *
 * @param pool whose upstream answered
 * @param key the request, as the pool sees it
 * @param listener who forwarded it
 */
record Delivery(Pool pool, RequestKey key, Forwarder.Listener listener) {
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
