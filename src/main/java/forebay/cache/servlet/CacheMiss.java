package forebay.cache.servlet;

import forebay.cache.CacheRequest;
import forebay.cache.Reuse;
import forebay.cache.StoredResponse;
import forebay.cache.flow.CacheFlow;
import forebay.cache.flow.Collapsing.Tried;
import forebay.cache.flow.Lead;
import forebay.cache.flow.Leasing;
import forebay.cache.flow.LookUp;
import forebay.cache.flow.Turn;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.ContentSource;
import forebay.exchange.Exchange;
import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request that this node's heap does not answer: it follows another one of its key, or leads; who leads
 * asks the cluster, and goes forward where that has nothing either.
 *
 * <p>Whatever is waited for, no thread waits: the request is suspended and dispatched back into the filter, which then
 * calls {@link Resumption}. For one request; one thread at a time.
 */
final class CacheMiss {
    private static final Logger log = LoggerFactory.getLogger(CacheMiss.class);

    private final CacheFlow cache;
    private final StoredResponseWriter writer;
    private final Exchange exchange;
    private final CacheRequest asked;
    private Tried tried = Tried.NOTHING;
    private @Nullable Lead lead;
    private boolean leaseAsked;
    private boolean waited;
    private boolean answered = true;

    CacheMiss(CacheFlow cache, StoredResponseWriter writer, Exchange exchange, CacheRequest asked) {
        this.cache = cache;
        this.writer = writer;
        this.exchange = exchange;
        this.asked = asked;
    }

    /** One dispatch of the request. */
    record Dispatch(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {}

    /** Goes on with a request that was suspended. */
    interface Resumption {
        /** On a thread of the container, in a new dispatch. */
        void resume(Dispatch dispatch) throws IOException, ServletException;

        /** The request can not be dispatched any more: lets go of what was kept for it. */
        void abandon();
    }

    /** Begins, with the decision by what the heap holds. */
    void begin(Reuse here, Dispatch dispatch) throws IOException, ServletException {
        Optional<Lead.Place> place = cache.collapsing().place(asked, here, tried);
        if (place.isPresent() && !place.get().leading()) {
            follow(place.get().lead(), here, dispatch);
        } else if (place.isPresent()) {
            lead(place.get().lead(), dispatch);
        } else {
            lookUp(here, dispatch);
        }
    }

    private void lead(Lead own, Dispatch dispatch) throws IOException, ServletException {
        lead = own;
        exchange.atEnd(own::leaderEnded);
        // What the lead before stored may have come between the decision and this.
        lookUp(cache.decideAgain(asked), dispatch);
    }

    private void follow(Lead leader, Reuse here, Dispatch dispatch) throws IOException, ServletException {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        leader.follow(news -> turn.complete(cache.collapsing().turn(exchange, asked, here, news)));
        if (turn.isDone()) {
            take(turn.join(), dispatch);
            return;
        }
        suspend(dispatch, turn, new Resumption() {
            @Override
            public void resume(Dispatch resumed) throws IOException, ServletException {
                take(turn.join(), resumed);
            }

            @Override
            public void abandon() {
                if (turn.join() instanceof Turn.Streamed streamed) {
                    streamed.source().cancel(new IllegalStateException("the request could not be resumed"));
                }
            }
        });
    }

    private void take(Turn turn, Dispatch dispatch) throws IOException, ServletException {
        if (turn instanceof Turn.Served served) {
            writer.serve(exchange, asked, served.stored(), served.status(), dispatch.request(), dispatch.response());
        } else if (turn instanceof Turn.Streamed streamed) {
            stream(streamed.head(), streamed.source(), dispatch);
        } else if (turn instanceof Turn.Shared shared) {
            exchange.cachePlan(CacheFlow.shared(shared));
            dispatch.chain().doFilter(dispatch.request(), dispatch.response());
        } else {
            tried = tried.again(turn instanceof Turn.Rejoin rejoin ? rejoin.varying() : List.of());
            Reuse now = cache.decideAgain(asked);
            if (turn instanceof Turn.Rejoin) {
                begin(now, dispatch);
            } else {
                lookUp(now, dispatch);
            }
        }
    }

    private void stream(ResponseHead head, ContentSource source, Dispatch dispatch) {
        try {
            writer.stream(exchange, head, source, dispatch.request(), dispatch.response());
        } catch (RuntimeException e) {
            source.cancel(e);
            throw e;
        }
    }

    private void lookUp(Reuse here, Dispatch dispatch) throws IOException, ServletException {
        if (!CacheFlow.worthAsking(here)) {
            act(here, dispatch);
            return;
        }
        CompletableFuture<LookUp> found = cache.lookUp(asked);
        if (found.isDone()) {
            decide(found.join(), dispatch);
            return;
        }
        suspend(dispatch, found, new Resumption() {
            @Override
            public void resume(Dispatch resumed) throws IOException, ServletException {
                decide(found.join(), resumed);
            }

            @Override
            public void abandon() {
                Lead own = lead;
                if (own != null) {
                    own.over();
                }
            }
        });
    }

    private void decide(LookUp lookUp, Dispatch dispatch) throws IOException, ServletException {
        answered &= lookUp.answered();
        act(cache.decide(asked, lookUp.found()), dispatch);
    }

    private void act(Reuse decision, Dispatch dispatch) throws IOException, ServletException {
        switch (decision.kind()) {
            case SERVE -> {
                found();
                writer.serve(
                        exchange, asked, ((Reuse.Serve) decision).stored(), dispatch.request(), dispatch.response());
            }
            case SERVE_STALE -> {
                found();
                StoredResponse stored = ((Reuse.ServeStale) decision).stored();
                cache.revalidate(exchange, asked, stored);
                writer.serveStale(exchange, asked, stored, dispatch.request(), dispatch.response());
            }
            case GATEWAY_TIMEOUT -> onlyIfCached(dispatch);
            default -> {
                Lead own = lead;
                if (own != null && !own.ofParts() && !leaseAsked && CacheFlow.worthAsking(decision)) {
                    leaseAsked = true;
                    lease(own, decision, dispatch);
                } else {
                    forward(decision, dispatch);
                }
            }
        }
    }

    private void forward(Reuse decision, Dispatch dispatch) throws IOException, ServletException {
        if (waited) {
            cache.leasing().waitedInVain();
        }
        exchange.cachePlan(cache.plan(exchange, asked, decision, Optional.ofNullable(lead), tried.rounds() > 0));
        dispatch.chain().doFilter(dispatch.request(), dispatch.response());
    }

    /** Who leads on this node goes forward for the whole cluster, or waits for the node that does. */
    private void lease(Lead own, Reuse decision, Dispatch dispatch) throws IOException, ServletException {
        CompletableFuture<Leasing.Step> step = cache.leasing().take(asked.key(), own, answered);
        if (step.isDone()) {
            leased(step.join(), own, decision, dispatch);
            return;
        }
        suspend(dispatch, step, new Resumption() {
            @Override
            public void resume(Dispatch resumed) throws IOException, ServletException {
                leased(step.join(), own, decision, resumed);
            }

            @Override
            public void abandon() {
                own.over();
            }
        });
    }

    private void leased(Leasing.Step step, Lead own, Reuse decision, Dispatch dispatch)
            throws IOException, ServletException {
        if (step == Leasing.Step.LOOK) {
            waited = !own.isLeased();
            lookUp(cache.decideAgain(asked), dispatch);
        } else {
            forward(decision, dispatch);
        }
    }

    /** Nothing goes forward: who follows finds in the store what this request found. */
    private void found() {
        Lead own = lead;
        if (own != null) {
            own.found();
        }
    }

    private void onlyIfCached(Dispatch dispatch) throws IOException {
        exchange.refusal("only-if-cached");
        ProblemWriter.send(
                dispatch.request(),
                dispatch.response(),
                Problem.of(
                        504,
                        "only-if-cached",
                        "Not in the cache",
                        "The request asks for a stored response only, and none can be used."),
                Optional.of(exchange.arrival().id()));
    }

    private void suspend(Dispatch dispatch, CompletionStage<?> awaited, Resumption resumption) {
        AsyncContext async = dispatch.request().startAsync();
        async.setTimeout(0);
        awaited.whenComplete((unused, failure) -> {
            if (failure != null) {
                log.error("what never fails failed", failure);
            }
            dispatch.request().setAttribute(CacheFilter.SUSPENDED, resumption);
            try {
                async.dispatch();
            } catch (RuntimeException e) {
                resumption.abandon();
                unresumed(async, e);
            }
        });
    }

    /** The container can not dispatch to this target, or the client has left. */
    private void unresumed(AsyncContext async, RuntimeException failure) {
        log.warn("request {} could not be resumed: {}", exchange.arrival().id(), failure.toString());
        try {
            exchange.refusal("not-resumed");
            ProblemWriter.send(
                    (HttpServletRequest) async.getRequest(),
                    (HttpServletResponse) async.getResponse(),
                    Problem.of(500, "not-resumed", "Internal error", "The request could not be resumed."),
                    Optional.of(exchange.arrival().id()));
            async.complete();
        } catch (IOException | RuntimeException gone) {
            log.debug("nobody to answer", gone);
        }
    }
}
