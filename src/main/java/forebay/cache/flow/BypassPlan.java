package forebay.cache.flow;

import forebay.cache.Invalidation;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;

/**
 * Relays, and says in Cache-Status why the cache took no part. What an unsafe method makes invalid is invalidated all the
 * same: another route may have the safe methods of the URI, and a cache.
 */
final class BypassPlan implements CachePlan {
    private final CacheFlow flow;
    private final Exchange exchange;
    private final CacheStatus status;

    BypassPlan(CacheFlow flow, Exchange exchange, CacheStatus status) {
        this.flow = flow;
        this.exchange = exchange;
        this.status = status;
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        return forwarded;
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        if (!Invalidation.isSafe(exchange.request().method())
                && exchange.generation().part(RouteRules.class).anyCaches()) {
            Invalidating.by(flow, exchange, head, uri -> Invalidating.everywhere(flow, exchange, uri));
        }
        return new Relay(head.withFields(CacheFlow.withStatus(head.fields(), status, exchange)));
    }

    @Override
    public FailureVerdict onFailure(NoAnswer failure) {
        return new GiveUp();
    }
}
