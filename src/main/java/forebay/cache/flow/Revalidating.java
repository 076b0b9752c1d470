package forebay.cache.flow;

import forebay.cache.CacheRequest;
import forebay.cache.ForwardReason;
import forebay.cache.StaleRules;
import forebay.cache.StoredResponse;
import forebay.exchange.BackgroundForwards;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates stale responses behind the answers that were made of them (RFC 5861 §3): one at a time for a key, a bounded
 * number on this node. After one that brought nothing the key rests for a short while, so that an upstream in trouble
 * is not asked with every request. Thread-safe.
 */
final class Revalidating {
    private static final Logger log = LoggerFactory.getLogger(Revalidating.class);

    /** Validations behind answers that run at the same time; what comes beyond waits for another request. */
    static final int MOST = 64;

    /**
     * What the client's head says of the client's own wishes, and the credential that speaks for it alone: what is
     * fetched is for everybody.
     */
    private static final Set<String> LEFT_OUT = Set.of(
            "authorization",
            "x-forwarded-user",
            "cache-control",
            "pragma",
            "range",
            "if-range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "x-request-id");

    private final CacheFlow flow;
    private final BackgroundForwards forwards;
    private final ShortMemory resting;
    private final AtomicInteger running = new AtomicInteger();

    Revalidating(CacheFlow flow, BackgroundForwards forwards, ShortMemory resting) {
        this.flow = flow;
        this.forwards = forwards;
        this.resting = resting;
    }

    /** Begins to validate {@code stored}, unless somebody does already or too many are under way. */
    void begin(Exchange exchange, CacheRequest request, StoredResponse stored) {
        if (resting.knows(request.key())) {
            return;
        }
        Optional<Lead> lead = flow.collapsing().leadBehind(request);
        if (lead.isEmpty()) {
            return;
        }
        if (running.incrementAndGet() > MOST) {
            running.decrementAndGet();
            lead.get().over();
            return;
        }
        try {
            forward(exchange, request, stored, lead.get());
        } catch (RuntimeException e) {
            // The client's answer does not hang on it.
            log.warn("a validation behind request {} failed", exchange.arrival().id(), e);
        }
    }

    private void forward(Exchange exchange, CacheRequest request, StoredResponse stored, Lead lead) {
        RequestHead head = head(exchange, request.head());
        Optional<Exchange> child = exchange.child(head, flow.now(), System.nanoTime());
        if (child.isEmpty()) {
            running.decrementAndGet();
            lead.over();
            return;
        }
        child.get().atEnd(() -> {
            running.decrementAndGet();
            lead.leaderEnded();
        });
        CacheRequest own =
                new CacheRequest(request.rules(), request.key(), head, request.presented(), request.content());
        ForwardPlan plan = new ForwardPlan(
                flow,
                child.get(),
                new ForwardPlan.Task(
                        own,
                        CacheStatus.Forward.STALE,
                        ForwardReason.STALE,
                        stored.validators().present() ? List.of(stored) : List.of(),
                        Optional.empty(),
                        Optional.of(lead),
                        false));
        child.get().cachePlan(new Behind(plan, own));
        forwards.forward(child.get());
    }

    /** The head of a request that no client waits for, for the same as {@code forwarded}. */
    static RequestHead head(Exchange exchange, RequestHead forwarded) {
        Fields fields = forwarded.fields().filter(name -> !LEFT_OUT.contains(name.toLowerCase(Locale.ROOT)));
        return new RequestHead(
                "GET",
                forwarded.scheme(),
                forwarded.authority(),
                forwarded.target(),
                fields.plus("X-Request-Id", exchange.arrival().id()));
    }

    /** How many run. */
    int running() {
        return running.get();
    }

    /** The plan of a forward without a client: what can not be stored is dropped, and nobody is answered. */
    private final class Behind implements CachePlan {
        private final ForwardPlan plan;
        private final CacheRequest request;

        Behind(ForwardPlan plan, CacheRequest request) {
            this.plan = plan;
            this.request = request;
        }

        @Override
        public RequestHead onForward(RequestHead forwarded) {
            return plan.onForward(forwarded);
        }

        @Override
        public Verdict onHead(ResponseHead head, Framing framing) {
            Verdict verdict = plan.onHead(head, framing);
            if (verdict instanceof Relay relay) {
                resting.note(request.key());
                return new Answer(relay.head(), StoredContentSource.empty());
            }
            if (StaleRules.isError(head.status())) {
                resting.note(request.key());
            }
            return verdict;
        }

        @Override
        public FailureVerdict onFailure(NoAnswer failure) {
            resting.note(request.key());
            FailureVerdict unused = plan.onFailure(failure);
            return new GiveUp();
        }
    }
}
