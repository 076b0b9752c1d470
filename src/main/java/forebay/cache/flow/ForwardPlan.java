package forebay.cache.flow;

import forebay.cache.CachePolicy;
import forebay.cache.CacheRequest;
import forebay.cache.Completion;
import forebay.cache.Compression;
import forebay.cache.ContentId;
import forebay.cache.ForwardReason;
import forebay.cache.Freshness;
import forebay.cache.NotStored;
import forebay.cache.Receipt;
import forebay.cache.StaleRules;
import forebay.cache.Stamp;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.Storing;
import forebay.cache.StoringRules;
import forebay.cache.Validated;
import forebay.cache.Validation;
import forebay.exchange.CachePlan;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The forward of a GET or HEAD: validates what is stored, fetches what is missing of it, shares what may be stored
 * between clients and store, uses what is stale where that is permitted, relays the rest, and tells who follows. Called
 * by one thread at a time.
 */
final class ForwardPlan implements CachePlan {
    private static final StoredContent NO_CONTENT = StoredContent.of(new ContentId(0, 0), List.of());

    /** Statuses of whole answers that say that what is stored is no longer so, whoever asks. */
    private static final Set<Integer> SUPERSEDES = Set.of(200, 203, 204, 404, 410);

    /** Why a 304 may freshen nothing for others, though it says nothing against what is stored: that stays stale. */
    private static final Set<NotStored> OF_ONE_ANSWER = Set.of(NotStored.AUTHENTICATED, NotStored.SET_COOKIE);

    /**
     * What is to be done.
     *
     * @param request the request
     * @param why for Cache-Status
     * @param reason why it goes forward
     * @param validating the stored responses to ask about; empty to fetch
     * @param completion what is missing of a stored part, to be fetched alone
     * @param lead whom to tell; empty where nobody may follow
     * @param triedToFollow whether the request waited for another one in vain
     */
    record Task(
            CacheRequest request,
            CacheStatus.Forward why,
            ForwardReason reason,
            List<StoredResponse> validating,
            Optional<Completion> completion,
            Optional<Lead> lead,
            boolean triedToFollow) {}

    private final CacheFlow flow;
    private final Exchange exchange;
    private final CacheRequest request;
    private final Task task;
    private final Capturing capturing;
    private List<StoredResponse> validating;
    private Optional<Completion> completion;
    private Stamp stamp = Stamp.NONE;
    private Instant requestTime;

    ForwardPlan(CacheFlow flow, Exchange exchange, Task task) {
        this.flow = flow;
        this.exchange = exchange;
        this.request = task.request();
        this.task = task;
        this.capturing = new Capturing(flow, request, task.lead());
        this.validating = task.validating();
        this.completion = task.completion();
        this.requestTime = flow.now();
        exchange.cacheStatus(status());
    }

    @Override
    public RequestHead onForward(RequestHead forwarded) {
        begin();
        task.lead().ifPresent(Lead::begin);
        flow.events().forwarded(request.key(), task.why(), task.reason());
        return completion
                .map(missing -> missing.conditional(forwarded))
                .orElseGet(() -> validating.isEmpty() ? forwarded : Validation.conditional(forwarded, validating));
    }

    /** The stamp is taken before the first byte goes out: what is invalidated or purged from now on is not used of it. */
    private void begin() {
        stamp = flow.check().stamp();
        requestTime = flow.now();
    }

    @Override
    public Verdict onHead(ResponseHead head, Framing framing) {
        try {
            return decide(head, framing);
        } catch (RuntimeException e) {
            capturing.over(); // nobody is to wait for what will not come
            throw e;
        }
    }

    private Verdict decide(ResponseHead head, Framing framing) {
        Receipt receipt = new Receipt(requestTime, flow.now(), stamp);
        if (completion.isPresent() && isPartOrRefusal(head)) {
            return completion.get().isAnsweredBy(head, receipt) ? complete(completion.get(), head, receipt) : repeat();
        }
        Optional<Verdict> validated = validating.isEmpty() ? Optional.empty() : validated(head, receipt);
        if (validated.isPresent()) {
            return validated.get();
        }
        if (request.head().method().equals("HEAD") && head.status() == 200) {
            learnFromHead(head, receipt);
        }
        Optional<Answer> stale = StaleRules.isError(head.status()) && !behind()
                ? StaleAnswer.onError(flow, exchange, request, validating, status().withForwardStatus(head.status()))
                : Optional.empty();
        if (stale.isPresent()) {
            capturing.tell(new Lead.Unshared(head.status()));
            return stale.get();
        }
        if (behind() && StaleRules.isError(head.status())) {
            // §4.3.3: as if nothing was answered; the stale response that was permitted is better than an error
            return relay(head, NotStored.STATUS);
        }
        Storing storing = StoringRules.decide(request, head, framing != Framing.CLOSE_DELIMITED, receipt);
        return storing instanceof Storing.Store store
                ? share(head, framing, receipt, store)
                : relay(head, ((Storing.Refuse) storing).reason());
    }

    /** Empty where another response has come in place of those that were asked about. */
    private Optional<Verdict> validated(ResponseHead head, Receipt receipt) {
        Validated outcome = Validation.outcome(request, validating, head, receipt);
        if (outcome instanceof Validated.Freshened freshened) {
            return Optional.of(answer(freshened));
        }
        // RFC 9110 §13.1.2: none of these conditions of a GET is answered 412; and the client need not have sent any
        return outcome instanceof Validated.NotSelected || head.status() == 412
                ? Optional.of(repeat())
                : Optional.empty();
    }

    /** Whether the range that was asked for in the client's place was answered as one, or refused. */
    private static boolean isPartOrRefusal(ResponseHead head) {
        return head.status() == 206 || head.status() == 416;
    }

    /** The stored part is of no use any more: once more, as the client asked. */
    private Verdict withoutPart() {
        flow.store().remove(request.key());
        return repeat();
    }

    /** Once more, as the client asked. */
    private Verdict repeat() {
        validating = List.of();
        completion = Optional.empty();
        begin();
        return new Repeat(request.head());
    }

    /** A HEAD that says what a GET would be answered freshens what is stored, or ends it (RFC 9111 §4.3.5). */
    private void learnFromHead(ResponseHead head, Receipt receipt) {
        for (StoredResponse stored : flow.store().again(request.key()).all()) {
            if (!stored.selecting().matches(request.head().fields())) {
                continue;
            }
            Validated outcome = Validation.ofHead(request, stored, head.fields(), receipt);
            if (isEnd(outcome)) {
                flow.store().remove(request.key());
                return;
            }
            Validated.Freshened freshened = (Validated.Freshened) outcome;
            if (freshened.refusal().isEmpty()) {
                capturing.keep(freshened.stored());
            }
        }
    }

    /** Whether what is stored is not to be used any more. */
    private static boolean isEnd(Validated outcome) {
        return !(outcome instanceof Validated.Freshened freshened)
                || freshened
                        .refusal()
                        .filter(reason -> !OF_ONE_ANSWER.contains(reason))
                        .isPresent();
    }

    @Override
    public FailureVerdict onFailure(NoAnswer failure) {
        capturing.tell(failure.disconnected() ? new Lead.Failed(failure) : new Lead.Again());
        if (!failure.disconnected() || behind()) {
            return new GiveUp();
        }
        return StaleAnswer.onDisconnect(flow, exchange, request, validating, status());
    }

    /** A forward that others follow goes on without its client. */
    @Override
    public boolean onClientGone() {
        return task.lead().map(Lead::givenUp).orElse(true);
    }

    /** Whether nobody waits for the answer. */
    private boolean behind() {
        return exchange.parent().isPresent();
    }

    /** Answers with the response that a 304 freshened, or 304 where the client holds the same (RFC 9111 §4.3.3). */
    private Verdict answer(Validated.Freshened freshened) {
        StoredResponse stored = freshened.stored();
        if (freshened.refusal().isPresent()) {
            flow.events().notStored(request.key(), freshened.refusal().get());
            if (isEnd(freshened)) {
                flow.store().remove(request.key());
            }
            capturing.tell(new Lead.Unshared(304));
        } else {
            freshened.others().forEach(capturing::keep);
            capturing.keep(stored);
            capturing.tell(new Lead.Stored(true, OptionalInt.of(304)));
        }
        StoredResponse form = flow.form(request, stored);
        CacheStatus status = status().withForwardStatus(304)
                .withStored(freshened.refusal().isEmpty())
                .withTtl(stored.remaining(flow.now()).toSeconds());
        StoredAnswer answer = StoredAnswer.of(request.head(), form, Optional.empty(), flow::boundary);
        Fields fields = Fields.builder()
                .addAll(answer.head().fields())
                .addAll(freshened.withheld())
                .build();
        return new Answer(
                withStatus(answer.head().withFields(fields), status), flow.content(exchange, request, form, answer));
    }

    private Verdict relay(ResponseHead head, NotStored refusal) {
        capturing.refused(refusal);
        if (isSuperseded(refusal, head.status())) {
            flow.store().remove(request.key());
        }
        if (isUnshared(refusal, head.status())) {
            flow.collapsing().unshared(request.key());
        }
        capturing.tell(new Lead.Unshared(head.status()));
        return new Relay(withStatus(head, status().withDetail(refusal.word())));
    }

    /**
     * Whether what was to be validated is of no use any more: the origin has another one for everybody, which can not be
     * stored (RFC 9111 §4.3.3). What was asked about for other selecting fields may still be right for those.
     */
    private boolean isSuperseded(NotStored refusal, int status) {
        return !validating.isEmpty()
                && task.reason() != ForwardReason.VARIES
                && Capturing.LASTING.contains(refusal)
                && SUPERSEDES.contains(status);
    }

    /** Whether others who ask for the same will most likely get what they can not share either. */
    private static boolean isUnshared(NotStored refusal, int status) {
        return Capturing.LASTING.contains(refusal)
                || refusal == NotStored.AUTHENTICATED
                || (refusal == NotStored.STATUS && status >= 500);
    }

    private Verdict share(ResponseHead head, Framing framing, Receipt receipt, Storing.Store store) {
        ResponseHead varying = Compression.applies(request.rules().policy(), head)
                ? head.withFields(Compression.varying(head.fields()))
                : head;
        ResponseHead sent = withStatus(varying, storedStatus(head, receipt));
        if (framing == Framing.NONE) {
            capturing.capture(store, receipt, List.of());
            capturing.tell(new Lead.Stored(true, OptionalInt.empty()));
            return new Relay(sent);
        }
        if (head.status() == 206 && !Completion.isForAll(request, head, receipt)) {
            capturing.tell(new Lead.Unshared(206)); // a part is for who asked for it
        }
        InFlightResponse response = capturing.arriving(store, receipt, announced(head));
        Share share = new Share(sent, response, response.newReader().orElseThrow());
        if (head.status() != 206) {
            StoredResponse described =
                    StoredResponse.of(request.rules().policy(), store.head(), receipt, store.selecting(), NO_CONTENT);
            flow.collapsing().arriving(request, described);
            capturing.tell(new Lead.Arriving(described, response));
        }
        return share;
    }

    /** The client is sent what it asked for, partly from the store, while the rest arrives (RFC 9111 §3.4). */
    private Verdict complete(Completion missing, ResponseHead head, Receipt receipt) {
        Storing storing =
                StoringRules.decide(request.withHead(missing.conditional(request.head())), head, true, receipt);
        if (!(storing instanceof Storing.Store store)) {
            // to be combined it would have to be stored
            return withoutPart();
        }
        InFlightResponse response = capturing.arriving(
                store, receipt, OptionalLong.of(missing.fetched().length()));
        ContentSource source = new SplicedSource(missing, response.newReader().orElseThrow());
        return new Share(withStatus(missing.head(head), storedStatus(head, receipt)), response, source);
    }

    private CacheStatus storedStatus(ResponseHead head, Receipt receipt) {
        CachePolicy policy = request.rules().policy();
        long remaining = Freshness.of(policy, head, ResponseDirectives.of(head.fields(), policy.targets()), receipt)
                .remainingSeconds(receipt.responseTime());
        CacheStatus stored = status().withStored(true).withTtl(remaining);
        return completion.isPresent() ? stored.withForwardStatus(head.status()) : stored;
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
        Fields fields = request.rules().policy().forClients(head.fields());
        return head.withFields(CacheFlow.withStatus(fields, status, exchange));
    }

    /** Why the request goes forward; refined by what comes of it. */
    private CacheStatus status() {
        CacheStatus status =
                CacheStatus.forwarded(task.why()).withDetail(task.reason().word());
        if (task.triedToFollow()) {
            status = status.withCollapsed(false);
        }
        return CacheFlow.operator(exchange) ? status.withKey(request.key().toString()) : status;
    }
}
