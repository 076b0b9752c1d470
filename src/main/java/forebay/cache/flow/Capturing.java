package forebay.cache.flow;

import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.Completion;
import forebay.cache.ContentId;
import forebay.cache.NotStored;
import forebay.cache.PartialRules;
import forebay.cache.Receipt;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.Storing;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Puts what one forward brings into the store, once it is complete; tells who follows where it will not be there. */
final class Capturing {
    /** Reasons that lie in the response, whoever asks next: the shared store will not have one either. */
    static final Set<NotStored> LASTING = EnumSet.of(
            NotStored.NO_STORE,
            NotStored.PRIVATE,
            NotStored.SET_COOKIE,
            NotStored.VARY_ANY,
            NotStored.VARY_CREDENTIAL,
            NotStored.VARY_PER_CLIENT,
            NotStored.VARY_MALFORMED,
            NotStored.CLOSE_DELIMITED,
            NotStored.NOT_REUSABLE,
            NotStored.TOO_LARGE);

    private final CacheFlow flow;
    private final CacheRequest request;
    private final Optional<Lead> lead;

    Capturing(CacheFlow flow, CacheRequest request, Optional<Lead> lead) {
        this.flow = flow;
        this.request = request;
        this.lead = lead;
    }

    /**
     * The content of a response that is to be stored, as it arrives.
     *
     * @param announced its length, where the upstream said one
     */
    InFlightResponse arriving(Storing.Store store, Receipt receipt, OptionalLong announced) {
        return new InFlightResponse(limits(store), flow.budget(), announced, new InFlightResponse.Capture() {
            @Override
            public void complete(List<byte[]> content) {
                try {
                    capture(store, receipt, content);
                } finally {
                    over();
                }
            }

            @Override
            public void givenUp(boolean tooLarge) {
                refused(tooLarge ? NotStored.TOO_LARGE : NotStored.INCOMPLETE);
                if (tooLarge) {
                    tell(new Lead.Unshared(200));
                }
                over();
            }
        });
    }

    /** Who waits for a part does not read it as it comes: a slow client of the leader must not hold that up. */
    private InFlightResponse.Limits limits(Storing.Store store) {
        InFlightResponse.Limits usual = flow.limits(request.rules());
        boolean awaited =
                store.head().status() == 206 && lead.filter(Lead::holdsUpOthers).isPresent();
        return awaited ? new InFlightResponse.Limits(Completion.WHOLE_AFTER_RANGES_BYTES, usual.captureBytes()) : usual;
    }

    /** A response that is to be stored has come whole; a part is combined with what is stored (RFC 9111 §3.4). */
    void capture(Storing.Store store, Receipt receipt, List<byte[]> chunks) {
        CachePolicy policy = request.rules().policy();
        StoredContent content = StoredContent.of(ContentId.next(flow.random()), chunks);
        if (store.head().status() != 206) {
            keep(StoredResponse.of(policy, store.head(), receipt, store.selecting(), content));
            return;
        }
        StoredVariants known = flow.store().again(request.key());
        PartialRules.stored(policy, store.head(), receipt, store.selecting(), content)
                .map(part -> PartialRules.combined(
                        part,
                        known,
                        ContentId.next(flow.random()),
                        request.rules().maxContentBytes()))
                .ifPresentOrElse(this::keep, () -> refused(NotStored.INCOMPLETE));
    }

    /** Stores it, unless it was invalidated or purged while it came. */
    void keep(StoredResponse response) {
        if (flow.check().mayStore(request.key().uri(), response)) {
            flow.store().store(request.key(), response);
            flow.events().stored(request.key(), response);
        } else {
            flow.events().notStored(request.key(), NotStored.INVALIDATED);
        }
    }

    /** It is not stored. */
    void refused(NotStored refusal) {
        if (LASTING.contains(refusal)) {
            flow.store().notStorable(request.key());
        }
        flow.events().notStored(request.key(), refusal);
    }

    /** Tells who follows. */
    void tell(Lead.News news) {
        lead.ifPresent(leading -> leading.tell(news));
    }

    /** Nothing more will come. */
    void over() {
        lead.ifPresent(Lead::over);
    }
}
