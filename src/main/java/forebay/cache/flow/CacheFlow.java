package forebay.cache.flow;

import com.github.benmanes.caffeine.cache.Ticker;
import forebay.cache.CacheEvents;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CacheRequest;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.Completion;
import forebay.cache.Compression;
import forebay.cache.ContentId;
import forebay.cache.ForwardReason;
import forebay.cache.PlainUri;
import forebay.cache.Presented;
import forebay.cache.ReadCheck;
import forebay.cache.Reuse;
import forebay.cache.ReuseRules;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.Validation;
import forebay.exchange.BackgroundForwards;
import forebay.exchange.CachePlan;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestDirectives;
import forebay.http.RequestHead;
import forebay.route.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The cache's work on a request, without servlet types: look up, decide, and make the plan for what goes forward. One
 * for the node; thread-safe.
 */
public final class CacheFlow implements AutoCloseable {
    /** The gateway's name in Cache-Status. */
    public static final String NAME = "forebay";

    /** The role whose callers see the cache key and the detailed reason in Cache-Status. */
    static final String OPERATOR_ROLE = "admin";

    /** How far an upstream may be ahead of its fastest reader, in bytes. */
    private static final long WINDOW_BYTES = 256 * 1024;

    /** Share of the heap's bound that responses may take up while they are captured. */
    private static final int CAPTURE_SHARE = 2;

    private final TwoLevelStore store;
    private final ReadCheck check;
    private final CacheEvents events;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final CaptureBudget budget;
    private final Compressor compressor;
    private final Collapsing collapsing;
    private final Leasing leasing;
    private final Revalidating revalidating;
    private final Repairing repairing;

    /**
     * The flow of a node.
     *
     * @param settings bounds of the cache
     * @param store where responses are kept
     * @param check the same that {@code store} asks
     * @param events learns what is decided
     * @param clock the wall clock
     * @param random names stored contents; must not repeat itself across nodes
     * @param forwards sends what no client waits for
     */
    public CacheFlow(
            CacheSettings settings,
            TwoLevelStore store,
            ReadCheck check,
            CacheEvents events,
            InstantSource clock,
            RandomGenerator random,
            BackgroundForwards forwards) {
        this.store = store;
        this.compressor = new Compressor(store);
        this.check = check;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.budget = new CaptureBudget(Math.max(settings.heapBytes() / CAPTURE_SHARE, settings.maxObjectBytes()));
        ShortMemory unshared = new ShortMemory(Ticker.systemTicker());
        this.collapsing = new Collapsing(this, new Collapser(check, Collapser.PATIENCE), unshared);
        this.leasing = new Leasing(store, unshared, Collapser.PATIENCE);
        store.listen(leasing);
        this.repairing = new Repairing(this, forwards);
        this.revalidating = new Revalidating(this, forwards, new ShortMemory(Ticker.systemTicker()));
    }

    /**
     * The request of {@code exchange} with its head as it was received, good for finding a hit without building the
     * head that would be forwarded. Where the two differ, nothing varies by what was added or is a credential, and a
     * field that would be left out makes this one find less: a decision other than to serve is made anew by
     * {@link #request}.
     */
    public CacheRequest received(Exchange exchange, Route route) {
        CacheRules rules = exchange.generation()
                .part(RouteRules.class)
                .of(route, exchange.pool().orElse(route.pools().first()));
        // A field that the route sets is what the upstream answers by, whatever the client says of it.
        RequestHead head = route.requestFields().isEmpty() ? exchange.request() : exchange.forwarded();
        // What is a part of the key is read from what is forwarded: a client can not have the key hold one value and
        // the upstream answer for another, or for none.
        Fields keyed = rules.policy().key().ofRequest() ? exchange.forwarded().fields() : Fields.EMPTY;
        return new CacheRequest(
                rules,
                CacheKey.of(rules, target(exchange), keyed),
                head,
                exchange.caller().authenticated() ? Presented.VERIFIED : Presented.NOTHING,
                content(head.fields()));
    }

    /** The URI of the request as it came. */
    static PlainUri target(Exchange exchange) {
        RequestHead head = exchange.request();
        CanonicalTarget target = exchange.arrival().target();
        return PlainUri.of(head.scheme(), head.authority(), target.encodedPath(), target.query());
    }

    /** The request of {@code exchange} as the cache sees it: as it would be forwarded. */
    public CacheRequest request(Exchange exchange, CacheRequest received) {
        // What answers a request with Authorization is no one else's, whether the field stops here or not (§3.5).
        Presented presented =
                !received.authenticated() && exchange.request().fields().contains("Authorization")
                        ? Presented.UNVERIFIED
                        : received.presented();
        return new CacheRequest(received.rules(), received.key(), exchange.forwarded(), presented, received.content());
    }

    private static boolean content(Fields fields) {
        return fields.contains("Transfer-Encoding")
                || fields.first("Content-Length")
                        .filter(length -> !length.equals("0"))
                        .isPresent();
    }

    /** Decides by what this node's heap holds. */
    public Reuse decideHere(CacheRequest request) {
        Optional<Reuse> early = ReuseRules.beforeLookup(request);
        if (early.isPresent()) {
            return early.get();
        }
        StoredVariants stored = store.local(request.key());
        return stored.isEmpty() ? decideByEquivalent(request) : decide(request, stored);
    }

    /**
     * Nothing is stored under the request's own query: one that a stored response makes equivalent to it may do, if it
     * serves as it is. To validate it, it would have to be asked for under its own URI.
     */
    private Reuse decideByEquivalent(CacheRequest request) {
        StoredVariants equivalent = store.equivalent(request.key());
        if (!equivalent.isEmpty()) {
            Reuse reuse = decide(request, equivalent);
            if (reuse.kind() == Reuse.Kind.SERVE) {
                return reuse;
            }
        }
        return decide(request, StoredVariants.NONE);
    }

    /** As {@link #decideHere}, for a request that this was asked for already: its look-up is counted. */
    public Reuse decideAgain(CacheRequest request) {
        Optional<Reuse> early = ReuseRules.beforeLookup(request);
        return early.isPresent() ? early.get() : decide(request, store.again(request.key()));
    }

    /** Decides by {@code stored}. */
    public Reuse decide(CacheRequest request, StoredVariants stored) {
        Reuse reuse = ReuseRules.decide(request, stored, clock.instant());
        if (reuse instanceof Reuse.Serve serve && serve.stored().compressible()) {
            return new Reuse.Serve(form(request, serve.stored()));
        }
        return reuse;
    }

    /** The form of {@code stored} that the request gets; a coded one that is not there yet is made for those to come. */
    StoredResponse form(CacheRequest request, StoredResponse stored) {
        Optional<ContentCoding> wanted =
                Compression.wanted(stored, request.head().fields());
        // §5.2.1.6: who says no-transform gets what the origin made
        if (wanted.isEmpty() || request.directives().noTransform()) {
            return stored;
        }
        Optional<StoredResponse> coded = stored.coded(wanted.get());
        if (coded.isEmpty()) {
            compressor.demand(request.key(), stored, wanted.get());
        }
        return coded.orElse(stored);
    }

    /** Whether what the other nodes stored may lead to another decision than this one, made by this node's heap. */
    public static boolean worthAsking(Reuse here) {
        ForwardReason reason = switch (here.kind()) {
            case SERVE, SERVE_STALE -> ForwardReason.REQUEST_DIRECTIVE;
            case VALIDATE -> ((Reuse.Validate) here).reason();
            case FORWARD -> ((Reuse.Forward) here).reason();
            case GATEWAY_TIMEOUT -> ((Reuse.GatewayTimeout) here).reason();
        };
        return reason == ForwardReason.NOT_FOUND
                || reason == ForwardReason.VARIES
                || reason == ForwardReason.PARTIAL
                || reason == ForwardReason.STALE;
    }

    /** What is stored for {@code request} anywhere; completes within the look-up's time-out, never exceptionally. */
    public CompletableFuture<LookUp> lookUp(CacheRequest request) {
        return store.lookUp(request.key(), request.rules().policy());
    }

    /**
     * The cache's part in the forward of a request that {@code decision} sends forward.
     *
     * @param lead whom to tell; empty where nobody may follow
     * @param triedToFollow whether the request waited for another one in vain
     */
    public CachePlan plan(
            Exchange exchange, CacheRequest request, Reuse decision, Optional<Lead> lead, boolean triedToFollow) {
        if (decision instanceof Reuse.Validate validate) {
            List<StoredResponse> asked = Validation.asked(store.again(request.key()), Optional.of(validate.stored()));
            return new ForwardPlan(
                    this,
                    exchange,
                    new ForwardPlan.Task(
                            request,
                            validate.status(),
                            validate.reason(),
                            asked,
                            Optional.empty(),
                            lead,
                            triedToFollow));
        }
        Reuse.Forward forward = (Reuse.Forward) decision;
        if (forward.reason() == ForwardReason.METHOD) {
            return new MethodPlan(this, exchange, request);
        }
        List<StoredResponse> asked = List.of();
        Optional<Completion> completion = Optional.empty();
        if (forward.reason() == ForwardReason.VARIES && !noStore(request)) {
            // RFC 9111 §4.1: a 304 may select one that was stored for other selecting fields
            asked = Validation.asked(store.again(request.key()), Optional.empty());
        } else if (forward.reason() == ForwardReason.PARTIAL) {
            completion = store.again(request.key())
                    .select(request.head().fields(), clock.instant())
                    .flatMap(part -> Completion.of(request, part));
        }
        return new ForwardPlan(
                this,
                exchange,
                new ForwardPlan.Task(
                        request, forward.status(), forward.reason(), asked, completion, lead, triedToFollow));
    }

    private static boolean noStore(CacheRequest request) {
        return RequestDirectives.of(request.head().fields()).noStore();
    }

    /** A new boundary between parts of an answer (RFC 2046 §5.1.1), which no content has in it. */
    public String boundary() {
        return "forebay-" + ContentId.next(random);
    }

    /** The plan for a follower that shares its leader's failure. */
    public static CachePlan shared(Turn.Shared turn) {
        return new SharedFailurePlan(turn.answer(), turn.error());
    }

    /** Validates {@code stored}, which is about to answer stale, behind that answer (RFC 5861 §3). Never blocks. */
    public void revalidate(Exchange exchange, CacheRequest request, StoredResponse stored) {
        revalidating.begin(exchange, request, stored);
    }

    /** What the client is sent of {@code answer}, which {@code stored} gave for {@code request}. */
    public ContentSource content(Exchange exchange, CacheRequest request, StoredResponse stored, StoredAnswer answer) {
        return repairing.content(exchange, request, stored, answer);
    }

    /** Which nodes go forward for the others. */
    public Leasing leasing() {
        return leasing;
    }

    /**
     * Forwards beside another one of the same key that should have done for both: it took too long, brought nothing of
     * use, or the cluster did not answer.
     */
    public long uncollapsed() {
        return leasing.alone() + collapsing.expired();
    }

    /** Which requests are answered together. */
    public Collapsing collapsing() {
        return collapsing;
    }

    /** Stops what the flow does behind requests, and the time that followers wait; what is under way goes on. */
    @Override
    public void close() {
        compressor.close();
        collapsing.close();
        leasing.close();
    }

    /** The plan for a route whose cache is off: nothing but the word in Cache-Status. */
    public CachePlan bypass(Exchange exchange) {
        CacheStatus status = CacheStatus.forwarded(CacheStatus.Forward.BYPASS);
        exchange.cacheStatus(status);
        return new BypassPlan(this, exchange, status);
    }

    /** Whether the caller may see what is for operators only. */
    public static boolean operator(Exchange exchange) {
        return exchange.caller().roles().contains(OPERATOR_ROLE);
    }

    /** The fields with {@code status} after the Cache-Status lines of the caches before this one (RFC 9211 §2). */
    static Fields withStatus(Fields fields, CacheStatus status, Exchange exchange) {
        return fields.plus("Cache-Status", status.render(NAME, operator(exchange)));
    }

    /** The present time. */
    public Instant now() {
        return clock.instant();
    }

    /** Learns what is decided. */
    public CacheEvents events() {
        return events;
    }

    /** Bytes of responses that are being captured at the moment. */
    public long capturingBytes() {
        return budget.takenBytes();
    }

    TwoLevelStore store() {
        return store;
    }

    ReadCheck check() {
        return check;
    }

    RandomGenerator random() {
        return random;
    }

    InFlightResponse.Limits limits(CacheRules rules) {
        return new InFlightResponse.Limits(WINDOW_BYTES, rules.maxContentBytes());
    }

    CaptureBudget budget() {
        return budget;
    }
}
