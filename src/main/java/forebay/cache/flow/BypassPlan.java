package forebay.cache.flow;

import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;

/** Relays, and says in Cache-Status why the cache took no part. */
final class BypassPlan implements CachePlan {
    private final Exchange exchange;
    private final CacheStatus status;

    BypassPlan(Exchange exchange, CacheStatus status) {
        this.exchange = exchange;
        this.status = status;
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        return forwarded;
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        return new Relay(head.withFields(CacheFlow.withStatus(head.fields(), status, exchange)));
    }

    @Override
    public FailureVerdict onFailure(NoAnswer failure) {
        return new GiveUp();
    }
}
