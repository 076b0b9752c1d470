package forebay.cache.flow;

import forebay.cache.CacheRequest;
import forebay.cache.ContentId;
import forebay.cache.NotStored;
import forebay.cache.Receipt;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.Storing;
import forebay.exchange.CachePlan.Framing;
import forebay.exchange.CachePlan.Relay;
import forebay.exchange.CachePlan.Share;
import forebay.exchange.CachePlan.Verdict;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.OptionalLong;

/** Stores an answer to POST for later GETs while it goes to its client (RFC 9110 §9.3.3). */
final class PostCapture implements InFlightResponse.Capture {
    private final CacheFlow flow;
    private final CacheRequest request;
    private final Storing.Store store;
    private final Receipt receipt;

    /** A capture of the response that {@code receipt} speaks of, under a stamp taken after its own invalidation. */
    PostCapture(CacheFlow flow, CacheRequest request, Storing.Store store, Receipt receipt) {
        this.flow = flow;
        this.request = request;
        this.store = store;
        this.receipt = receipt;
    }

    /** Takes the content on its way to the client, who gets {@code sent}. */
    Verdict begin(ResponseHead sent, Framing framing) {
        if (framing == Framing.NONE) {
            complete(List.of());
            return new Relay(sent);
        }
        // the rules store no response whose length can not be read
        OptionalLong announced = sent.fields()
                .first("Content-Length")
                .map(length -> OptionalLong.of(Long.parseLong(length)))
                .orElse(OptionalLong.empty());
        InFlightResponse response = new InFlightResponse(flow.limits(request.rules()), flow.budget(), announced, this);
        return new Share(sent, response, response.newReader().orElseThrow());
    }

    @Override
    public void complete(List<byte[]> content) {
        StoredResponse response = response(flow, request, store, receipt, content);
        if (flow.check().mayStore(request.key().uri(), response)) {
            flow.store().store(request.key(), response);
            flow.events().stored(request.key(), response);
        } else {
            flow.events().notStored(request.key(), NotStored.INVALIDATED);
        }
    }

    /** The response as it is stored. */
    static StoredResponse response(
            CacheFlow flow, CacheRequest request, Storing.Store store, Receipt receipt, List<byte[]> content) {
        return StoredResponse.of(
                request.rules().policy(),
                store.head(),
                receipt,
                store.selecting(),
                StoredContent.of(ContentId.next(flow.random()), content));
    }

    @Override
    public void givenUp(boolean tooLarge) {
        flow.events().notStored(request.key(), tooLarge ? NotStored.TOO_LARGE : NotStored.INCOMPLETE);
    }
}
