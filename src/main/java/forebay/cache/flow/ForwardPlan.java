package forebay.cache.flow;

import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.ContentId;
import forebay.cache.ForwardReason;
import forebay.cache.Freshness;
import forebay.cache.NotStored;
import forebay.cache.Preconditions;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.ServedHead;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.Storing;
import forebay.cache.StoringRules;
import forebay.cache.Validated;
import forebay.cache.Validation;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.RequestHead;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The forward of a GET or HEAD: validates what was selected, shares what may be stored between client and store, and
 * relays the rest. Called by one thread at a time.
 */
final class ForwardPlan implements CachePlan {
    /** Reasons that lie in the response, whoever asks next: the shared store will not have one either. */
    private static final Set<NotStored> LASTING = EnumSet.of(
            NotStored.NO_STORE,
            NotStored.PRIVATE,
            NotStored.MALFORMED,
            NotStored.SET_COOKIE,
            NotStored.VARY_ANY,
            NotStored.VARY_CREDENTIAL,
            NotStored.VARY_PER_CLIENT,
            NotStored.VARY_MALFORMED,
            NotStored.CLOSE_DELIMITED,
            NotStored.NOT_REUSABLE,
            NotStored.TOO_LARGE);

    private final CacheFlow flow;
    private final Exchange exchange;
    private final CacheRequest request;
    private final CacheStatus.Forward why;
    private final ForwardReason reason;
    private Optional<StoredResponse> validating;
    private long stamp;
    private Instant requestTime;

    /**
     * A plan.
     *
     * @param validating the stored response to validate; empty to fetch
     */
    ForwardPlan(
            CacheFlow flow,
            Exchange exchange,
            CacheRequest request,
            CacheStatus.Forward why,
            ForwardReason reason,
            Optional<StoredResponse> validating) {
        this.flow = flow;
        this.exchange = exchange;
        this.request = request;
        this.why = why;
        this.reason = reason;
        this.validating = validating;
        this.requestTime = flow.now();
        exchange.cacheStatus(status(OptionalInt.empty(), false, OptionalLong.empty(), reason.word()));
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        begin();
        flow.events().forwarded(request.key(), why, reason);
        return validating
                .map(stored -> Validation.conditional(forwarded, stored))
                .orElse(forwarded);
    }

    /** The stamp is taken before the first byte goes out: what is invalidated from now on is not stored. */
    private void begin() {
        stamp = flow.marks().stamp();
        requestTime = flow.now();
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        Receipt receipt = new Receipt(requestTime, flow.now(), stamp);
        if (validating.isPresent()) {
            Validated outcome = Validation.outcome(request, validating.get(), head, receipt);
            if (outcome instanceof Validated.Freshened freshened) {
                return answer(freshened);
            }
            if (outcome instanceof Validated.NotSelected) {
                validating = Optional.empty();
                begin();
                return new Repeat(request.head());
            }
        }
        Storing storing = StoringRules.decide(request, head, framing != Framing.CLOSE_DELIMITED, receipt);
        if (storing instanceof Storing.Store store) {
            return share(head, framing, receipt, store.selecting());
        }
        NotStored refusal = ((Storing.Refuse) storing).reason();
        refused(refusal);
        return new Relay(withStatus(head, status(OptionalInt.empty(), false, OptionalLong.empty(), refusal.word())));
    }

    @Override
    public FailureVerdict onFailure() {
        return new GiveUp();
    }

    /** Answers with the response that a 304 freshened, or 304 where the client holds the same (RFC 9111 §4.3.3). */
    private Verdict answer(Validated.Freshened freshened) {
        StoredResponse stored = freshened.stored();
        if (freshened.refusal().isPresent()) {
            flow.events().notStored(request.key(), freshened.refusal().get());
            flow.store().remove(request.key());
        } else {
            keep(stored);
        }
        CacheStatus status = status(
                OptionalInt.of(304),
                freshened.refusal().isEmpty(),
                OptionalLong.of(stored.remaining(flow.now()).toSeconds()),
                reason.word());
        boolean notModified = Preconditions.notModified(request.head().fields(), stored);
        ResponseHead head = notModified ? ServedHead.notModified(stored) : ServedHead.full(stored);
        return new Answer(
                withStatus(head, status),
                notModified ? StoredContentSource.empty() : new StoredContentSource(stored.content()));
    }

    private Verdict share(ResponseHead head, Framing framing, Receipt receipt, SelectingFields selecting) {
        CachePolicy policy = request.rules().policy();
        long remaining = Freshness.of(policy, head, ResponseDirectives.of(head.fields(), policy.targets()), receipt)
                .remainingSeconds(receipt.responseTime());
        ResponseHead sent =
                withStatus(head, status(OptionalInt.empty(), true, OptionalLong.of(remaining), reason.word()));
        if (framing == Framing.NONE) {
            capture(head, receipt, selecting, List.of());
            return new Relay(sent);
        }
        InFlightResponse response = new InFlightResponse(
                flow.limits(request.rules()), flow.budget(), announced(head), new InFlightResponse.Capture() {
                    @Override
                    public void complete(List<byte[]> content) {
                        capture(head, receipt, selecting, content);
                    }

                    @Override
                    public void givenUp(boolean tooLarge) {
                        refused(tooLarge ? NotStored.TOO_LARGE : NotStored.INCOMPLETE);
                    }
                });
        return new Share(sent, response, response.newReader().orElseThrow());
    }

    private void capture(ResponseHead head, Receipt receipt, SelectingFields selecting, List<byte[]> content) {
        keep(StoredResponse.of(
                request.rules().policy(),
                head,
                receipt,
                selecting,
                StoredContent.of(ContentId.next(flow.random()), content)));
    }

    private void keep(StoredResponse response) {
        if (flow.marks().passes(request.key().uri(), response)) {
            flow.store().store(request.key(), response);
            flow.events().stored(request.key(), response);
        } else {
            flow.events().notStored(request.key(), NotStored.INVALIDATED);
        }
    }

    private void refused(NotStored refusal) {
        if (LASTING.contains(refusal)) {
            flow.store().notStorable(request.key());
        }
        flow.events().notStored(request.key(), refusal);
    }

    private static OptionalLong announced(ResponseHead head) {
        Optional<String> length = head.fields().first("Content-Length");
        try {
            return length.isPresent() ? OptionalLong.of(Long.parseLong(length.get())) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            // No length that any content has: nothing is captured. The proxy judges the framing.
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }

    private ResponseHead withStatus(ResponseHead head, CacheStatus status) {
        exchange.cacheStatus(status);
        return head.withFields(CacheFlow.withStatus(head.fields(), status, exchange));
    }

    private CacheStatus status(OptionalInt forwardStatus, boolean stored, OptionalLong ttl, String detail) {
        return new CacheStatus(
                false,
                Optional.of(why),
                forwardStatus,
                stored,
                false,
                ttl,
                CacheFlow.operator(exchange) ? Optional.of(request.key().toString()) : Optional.empty(),
                Optional.of(detail));
    }
}
