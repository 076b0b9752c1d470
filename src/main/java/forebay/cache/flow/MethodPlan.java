package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.CacheRequest;
import forebay.cache.Compression;
import forebay.cache.ForwardReason;
import forebay.cache.PlainUri;
import forebay.cache.Receipt;
import forebay.cache.Stamp;
import forebay.cache.Storing;
import forebay.cache.StoringRules;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The forward of a method that no cache answers; an unsafe one invalidates before its head is relayed (RFC 9111 §4.4,
 * RFC 9875 §3). An answer to POST that says it is what GET would have is then stored (RFC 9110 §9.3.3).
 */
final class MethodPlan implements CachePlan {
    private final CacheFlow flow;
    private final Exchange exchange;
    private final CacheRequest request;
    private final CacheStatus status = CacheStatus.forwarded(CacheStatus.Forward.METHOD);
    private Stamp stamp = Stamp.NONE;
    private Instant requestTime;

    MethodPlan(CacheFlow flow, Exchange exchange, CacheRequest request) {
        this.flow = flow;
        this.exchange = exchange;
        this.request = request;
        this.requestTime = flow.now();
        exchange.cacheStatus(status);
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        stamp = flow.check().stamp();
        requestTime = flow.now();
        flow.events().forwarded(request.key(), CacheStatus.Forward.METHOD, ForwardReason.METHOD);
        return forwarded.withFields(Compression.asOrigin(request.rules().policy(), forwarded.fields()));
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        Optional<Storing.Store> stored =
                request.head().method().equals("POST") ? stored(head, framing) : Optional.empty();
        Invalidating.by(flow, exchange, head, this::invalidate);
        if (stored.isPresent()) {
            Receipt receipt = new Receipt(
                    requestTime,
                    flow.now(),
                    stamp.withInvalidations(flow.check().stamp().invalidations()));
            return new PostCapture(flow, request, stored.get(), receipt)
                    .begin(withStatus(head, storedStatus()), framing);
        }
        return new Relay(withStatus(head, status));
    }

    /** What to store of an answer to POST, unless others invalidated it since the request was begun. */
    private Optional<Storing.Store> stored(ResponseHead head, Framing framing) {
        Receipt receipt = new Receipt(requestTime, flow.now(), stamp);
        Storing storing = StoringRules.decide(request, head, framing != Framing.CLOSE_DELIMITED, receipt);
        return storing instanceof Storing.Store store
                        && flow.check()
                                .mayStore(
                                        request.key().uri(),
                                        PostCapture.response(flow, request, store, receipt, List.of()))
                ? Optional.of(store)
                : Optional.empty();
    }

    private ResponseHead withStatus(ResponseHead head, CacheStatus said) {
        exchange.cacheStatus(said);
        Fields fields = request.rules().policy().forClients(head.fields());
        return head.withFields(CacheFlow.withStatus(fields, said, exchange));
    }

    private CacheStatus storedStatus() {
        return status.withStored(true);
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
    public FailureVerdict onFailure(NoAnswer failure) {
        return new GiveUp();
    }
}
