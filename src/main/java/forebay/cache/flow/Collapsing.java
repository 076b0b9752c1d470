package forebay.cache.flow;

import forebay.cache.ArrivingAnswer;
import forebay.cache.CacheKey;
import forebay.cache.CacheRequest;
import forebay.cache.Completion;
import forebay.cache.ForwardReason;
import forebay.cache.Reuse;
import forebay.cache.ReuseRules;
import forebay.cache.SelectingFields;
import forebay.cache.StaleRules;
import forebay.cache.StaleUse;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.http.RequestDirectives;
import forebay.http.ResponseHead;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests are answered by one forward, and what each of them makes of it (RFC 9111 §4): a follower uses a
 * response only where the rules would let it reuse that response from the store. Thread-safe.
 *
 * <p>Where no upstream answered, all who waited share the failure: the forward has tried every candidate that it might,
 * and to let the next in line try the same again would only make the others wait longer, or send them all at once.
 * Where the leader's own request was at fault, or its client left, another one leads.
 */
public final class Collapsing implements AutoCloseable {
    /** Reasons to go forward that the same response may serve. */
    private static final Set<ForwardReason> COLLAPSIBLE = EnumSet.of(
            ForwardReason.NOT_FOUND,
            ForwardReason.VARIES,
            ForwardReason.STALE,
            ForwardReason.NO_CACHE,
            ForwardReason.REQUEST_DIRECTIVE);

    private final CacheFlow flow;
    private final Collapser collapser;
    /** Keys whose responses are not for several requests: these do not wait for one another. */
    private final ShortMemory unshared;

    /**
     * How a request fared so far.
     *
     * @param rounds how often it followed
     * @param varying names of the selecting fields that a leader's response had
     */
    public record Tried(int rounds, List<String> varying) {
        /** Not at all. */
        public static final Tried NOTHING = new Tried(0, List.of());

        /** Once more, with these selecting fields known. */
        public Tried again(List<String> names) {
            return new Tried(rounds + 1, names);
        }
    }

    Collapsing(CacheFlow flow, Collapser collapser, ShortMemory unshared) {
        this.flow = flow;
        this.collapser = collapser;
        this.unshared = unshared;
    }

    /**
     * Where the request stands; empty where it goes on alone.
     *
     * @param here the decision by what this node's heap holds
     */
    public Optional<Lead.Place> place(CacheRequest request, Reuse here, Tried tried) {
        boolean completes = isCompletion(request, here);
        if (!(completes || isCollapsible(here)) || unshared.knows(request.key())) {
            return Optional.empty();
        }
        Fields fields = request.head().fields();
        RequestDirectives directives = request.directives();
        // What was asked for before a request came does not satisfy its wish to hear from the origin (§5.2.1).
        boolean mayFollow = tried.rounds() < Collapser.MOST_ROUNDS
                && !directives.noCache()
                && !directives.noStore()
                && !directives.maxAge().filter(Duration::isZero).isPresent();
        // A conditional request may bring nothing but a 304 for its client.
        boolean conditional = here.kind() != Reuse.Kind.VALIDATE
                && (fields.contains("If-None-Match") || fields.contains("If-Modified-Since"));
        boolean mayLead = request.head().method().equals("GET") && !directives.noStore() && !conditional;
        // A part does not answer for the whole; but it may be had of the whole that another one gets.
        boolean range = fields.contains("Range");
        Lead.Lane lane = lane(request, tried.varying());
        Optional<Lead.Place> whole = collapser.join(lane, mayLead && !range && !completes, mayFollow);
        boolean parts = completes || (mayLead && range && mayFollow && isFirst(here) && !fields.contains("If-Range"));
        return whole.isEmpty() && parts ? collapser.join(lane.parts(), mayLead, mayFollow) : whole;
    }

    /** Whether nothing is stored: of what the first request for a range brings, the others learn how much there is. */
    private static boolean isFirst(Reuse here) {
        return here instanceof Reuse.Forward forward && forward.reason() == ForwardReason.NOT_FOUND;
    }

    /** Whether a stored part lacks what is asked for, and is completed for all at once. */
    private boolean isCompletion(CacheRequest request, Reuse here) {
        return here instanceof Reuse.Forward forward
                && forward.reason() == ForwardReason.PARTIAL
                && flow.store()
                        .again(request.key())
                        .select(request.head().fields(), flow.now())
                        .filter(part -> Completion.isForAll(request, part))
                        .isPresent();
    }

    /** To lead without an answer for anybody; empty where another one leads. */
    Optional<Lead> leadBehind(CacheRequest request) {
        return collapser
                .join(lane(request, List.of()), true, false)
                .filter(Lead.Place::leading)
                .map(Lead.Place::lead);
    }

    private static boolean isCollapsible(Reuse here) {
        if (here instanceof Reuse.Validate validate) {
            return COLLAPSIBLE.contains(validate.reason());
        }
        return here instanceof Reuse.Forward forward && COLLAPSIBLE.contains(forward.reason());
    }

    /** Variants have lanes of their own, as far as it is known what the responses vary by. */
    private Lead.Lane lane(CacheRequest request, List<String> varying) {
        List<String> names = varying;
        if (names.isEmpty()) {
            StoredVariants stored = flow.store().again(request.key());
            names = stored.isEmpty()
                    ? List.of()
                    : stored.all().get(0).selecting().names();
        }
        return new Lead.Lane(
                request.key(), SelectingFields.of(names, request.head().fields()));
    }

    /** Responses under {@code key} turned out to be for one request each. */
    void unshared(CacheKey key) {
        unshared.note(key);
    }

    /** A response arrives; whether others may use it is known now. */
    void arriving(CacheRequest request, StoredResponse described) {
        if (described.directives().noCache() || !described.isFresh(flow.now())) {
            unshared.note(request.key());
        } else {
            unshared.forget(request.key());
        }
    }

    /** What a follower does; called where the leader's news comes, which is no place to block. */
    public Turn turn(Exchange exchange, CacheRequest request, Reuse here, Lead.News news) {
        CacheStatus status = status(exchange, request, here);
        if (news instanceof Lead.Arriving arriving) {
            return arriving(exchange, request, arriving, status);
        }
        if (news instanceof Lead.Stored stored) {
            return stored(request, stored, status);
        }
        if (news instanceof Lead.Failed failed) {
            return stale(request, StaleUse.UNREACHABLE, status)
                    .orElseGet(() -> new Turn.Shared(
                            failed.answer(), StaleAnswer.error(flow, StaleAnswer.candidate(flow, request, List.of()))));
        }
        if (news instanceof Lead.Unshared only) {
            return StaleRules.isError(only.status())
                    ? stale(request, StaleUse.IF_ERROR, status.withForwardStatus(only.status()))
                            .orElseGet(Turn.Alone::new)
                    : new Turn.Alone();
        }
        return new Turn.Rejoin(List.of());
    }

    private Turn arriving(Exchange exchange, CacheRequest request, Lead.Arriving news, CacheStatus status) {
        StoredResponse described = news.described();
        if (!flow.check().passes(request.key().uri(), described)) {
            return new Turn.Rejoin(List.of());
        }
        Reuse reuse = ReuseRules.decide(request, StoredVariants.of(described), flow.now());
        if (reuse instanceof Reuse.Forward forward && forward.reason() == ForwardReason.VARIES) {
            return new Turn.Rejoin(described.selecting().names());
        }
        if (reuse.kind() != Reuse.Kind.SERVE && reuse.kind() != Reuse.Kind.SERVE_STALE) {
            return new Turn.Alone();
        }
        InFlightResponse content = news.content();
        Optional<ArrivingAnswer> answer =
                ArrivingAnswer.of(request, described, content.announcedBytes(), content.arrivedBytes(), flow.now());
        Optional<ContentSource> source = answer.flatMap(found -> source(found, content));
        if (source.isEmpty()) {
            return new Turn.Alone(); // it is stored by now, or will not be; or waiting for it is not worth while
        }
        ResponseHead head = answer.get().head();
        CacheStatus told = status.withTtl(described.freshness().remainingSeconds(flow.now()));
        exchange.cacheStatus(told);
        return new Turn.Streamed(head.withFields(CacheFlow.withStatus(head.fields(), told, exchange)), source.get());
    }

    private static Optional<ContentSource> source(ArrivingAnswer answer, InFlightResponse content) {
        if (!answer.content()) {
            return Optional.of(StoredContentSource.empty());
        }
        return content.newReader()
                .map(whole -> answer.range()
                        .<ContentSource>map(range -> new RangeSource(
                                whole, range, content.announcedBytes().orElseThrow()))
                        .orElse(whole));
    }

    private Turn stored(CacheRequest request, Lead.Stored news, CacheStatus status) {
        Reuse reuse = flow.decideAgain(request);
        if (!news.forwarded() || !(reuse instanceof Reuse.Serve serve)) {
            return new Turn.Alone(); // what the store has now is asked again
        }
        CacheStatus told = status.withTtl(serve.stored().freshness().remainingSeconds(flow.now()));
        return new Turn.Served(
                serve.stored(),
                news.forwardStatus().isPresent()
                        ? told.withForwardStatus(news.forwardStatus().getAsInt())
                        : told);
    }

    private Optional<Turn> stale(CacheRequest request, StaleUse use, CacheStatus status) {
        Optional<StoredResponse> stored = StaleAnswer.candidate(flow, request, List.of())
                .filter(candidate -> use == StaleUse.IF_ERROR
                        ? StaleRules.onError(request, candidate, flow.now())
                        : StaleRules.onDisconnect(request, candidate, flow.now()));
        stored.ifPresent(response -> flow.events().stale(request.key(), use));
        return stored.map(response -> new Turn.Served(
                response,
                status.withTtl(response.freshness().remainingSeconds(flow.now()))
                        .withDetail(use.word())));
    }

    private static CacheStatus status(Exchange exchange, CacheRequest request, Reuse here) {
        CacheStatus.Forward why;
        ForwardReason reason;
        if (here instanceof Reuse.Validate validate) {
            why = validate.status();
            reason = validate.reason();
        } else {
            why = ((Reuse.Forward) here).status();
            reason = ((Reuse.Forward) here).reason();
        }
        CacheStatus status = CacheStatus.forwarded(why).withCollapsed(true).withDetail(reason.word());
        return CacheFlow.operator(exchange) ? status.withKey(request.key().toString()) : status;
    }

    /** Forwards that took longer than their followers wait, so that others were begun beside them. */
    long expired() {
        return collapser.expired();
    }

    /** Forwards under way that others may follow. */
    public int leads() {
        return collapser.size();
    }

    /** Requests that wait for the head of another one's response. */
    public int waiting() {
        return collapser.waiting();
    }

    @Override
    public void close() {
        collapser.close();
    }
}
