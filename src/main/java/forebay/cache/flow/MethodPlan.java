package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.CacheRequest;
import forebay.cache.ForwardReason;
import forebay.cache.Invalidation;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.List;

/** The forward of a method that no cache answers; an unsafe one invalidates before its head is relayed (§4.4, RFC 9875 §3). */
final class MethodPlan implements CachePlan {
    private final CacheFlow flow;
    private final Exchange exchange;
    private final CacheRequest request;
    private final CacheStatus status = CacheStatus.forwarded(CacheStatus.Forward.METHOD);

    MethodPlan(CacheFlow flow, Exchange exchange, CacheRequest request) {
        this.flow = flow;
        this.exchange = exchange;
        this.request = request;
        exchange.cacheStatus(status);
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        flow.events().forwarded(request.key(), CacheStatus.Forward.METHOD, ForwardReason.METHOD);
        return forwarded;
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        PlainUri target = CacheFlow.target(exchange);
        List<OriginGroup> groups = Invalidation.groups(request.head(), target, head);
        if (!groups.isEmpty()) {
            flow.store().invalidate(groups);
        }
        for (PlainUri uri : Invalidation.targets(request.head(), target, head)) {
            invalidate(uri);
            flow.events().invalidated(uri);
        }
        return new Relay(head.withFields(CacheFlow.withStatus(head.fields(), status, exchange)));
    }

    /** The URI under every form that key rules give it: what is stored is marked by the query that counts. */
    private void invalidate(PlainUri uri) {
        CacheKey key = request.key().withUri(uri.as(request.rules().policy().key()));
        flow.store().invalidate(key);
        for (PlainUri form : exchange.generation().part(RouteRules.class).forms(uri)) {
            if (!form.equals(key.uri())) {
                flow.store().invalidate(form);
            }
        }
    }

    @Override
    public FailureVerdict onFailure() {
        return new GiveUp();
    }
}
