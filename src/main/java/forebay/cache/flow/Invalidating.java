package forebay.cache.flow;

import forebay.cache.Invalidation;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.function.Consumer;

/** Invalidates what the answer to an unsafe request makes invalid, before that is relayed (RFC 9111 §4.4, RFC 9875 §3). */
final class Invalidating {
    private Invalidating() {}

    /**
     * Invalidates groups, and has {@code invalidate} do so with each URI.
     *
     * @param head the answer of the upstream to the request of {@code exchange}
     */
    static void by(CacheFlow flow, Exchange exchange, ResponseHead head, Consumer<PlainUri> invalidate) {
        PlainUri target = CacheFlow.target(exchange);
        List<OriginGroup> groups = Invalidation.groups(exchange.request(), target, head);
        if (!groups.isEmpty()) {
            flow.store().invalidate(groups);
        }
        for (PlainUri uri : Invalidation.targets(exchange.request(), target, head)) {
            invalidate.accept(uri);
            flow.events().invalidated(uri);
        }
    }

    /** Invalidates a URI under every form that the key rules of any route give it. */
    static void everywhere(CacheFlow flow, Exchange exchange, PlainUri uri) {
        for (PlainUri form : exchange.generation().part(RouteRules.class).forms(uri)) {
            flow.store().invalidate(form);
        }
    }
}
