package forebay.cache.servlet;

import forebay.cache.CacheRequest;
import forebay.cache.Reuse;
import forebay.cache.StoredVariants;
import forebay.cache.flow.CacheFlow;
import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.Exchanges;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Exchange;
import forebay.route.Route;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from the store what may be answered from it, and leaves a plan for the rest.
 *
 * <p>What is on this node's heap is served on the request's own thread. A look-up in the cluster suspends the request
 * and dispatches it back into this filter, which is therefore mapped to ASYNC too; such a request carries what was
 * found, and everything else is in its exchange.
 */
public final class CacheFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(CacheFilter.class);
    private static final String SUSPENDED = CacheFilter.class.getName() + ".suspended";

    private transient @Nullable CacheFlow flow;
    private transient @Nullable StoredResponseWriter writer;

    /** A request that waits for a look-up, and then what was found. */
    private record Suspended(CacheRequest asked, StoredVariants found) {}

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        CacheFlow node = Collaborators.get(config.getServletContext(), CacheFlow.class);
        flow = node;
        writer = new StoredResponseWriter(node, Collaborators.get(config.getServletContext(), ConnectionAbort.class));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Exchange exchange = Exchanges.of(request);
        Optional<Route> route = exchange.arrival().route();
        CacheFlow cache = flow;
        if (route.isEmpty() || cache == null) {
            chain.doFilter(request, response);
        } else if (request.getDispatcherType() == DispatcherType.ASYNC) {
            resume(cache, exchange, request, response, chain);
        } else if (!route.get().cache().enabled()) {
            exchange.cachePlan(CacheFlow.bypass(exchange));
            chain.doFilter(request, response);
        } else {
            decide(cache, exchange, cache.received(exchange, route.get()), request, response, chain);
        }
    }

    private void decide(
            CacheFlow cache,
            Exchange exchange,
            CacheRequest received,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Reuse atOnce = cache.decideHere(received);
        if (atOnce.kind() == Reuse.Kind.SERVE) {
            act(cache, exchange, received, atOnce, request, response, chain);
            return;
        }
        CacheRequest asked = cache.request(exchange, received);
        Reuse here = cache.decideAgain(asked);
        if (!CacheFlow.worthAsking(here)) {
            act(cache, exchange, asked, here, request, response, chain);
            return;
        }
        CompletableFuture<StoredVariants> found = cache.lookUp(asked);
        if (found.isDone()) {
            act(cache, exchange, asked, cache.decide(asked, found.join()), request, response, chain);
        } else {
            suspend(exchange, asked, found, request);
        }
    }

    /** Waits without a thread; the look-up ends in time whatever becomes of the cluster. */
    private static void suspend(
            Exchange exchange, CacheRequest asked, CompletionStage<StoredVariants> found, HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        found.whenComplete((variants, failure) -> {
            if (failure != null) {
                log.error("a look-up that never fails failed", failure);
            }
            request.setAttribute(SUSPENDED, new Suspended(asked, variants == null ? StoredVariants.NONE : variants));
            try {
                async.dispatch();
            } catch (RuntimeException e) {
                unresumed(exchange, async, e);
            }
        });
    }

    /** The container can not dispatch to this target, or the client has left. */
    private static void unresumed(Exchange exchange, AsyncContext async, RuntimeException failure) {
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

    private void resume(
            CacheFlow cache,
            Exchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Object attribute = request.getAttribute(SUSPENDED);
        if (attribute instanceof Suspended suspended) {
            request.removeAttribute(SUSPENDED);
            Reuse decision = cache.decide(suspended.asked(), suspended.found());
            act(cache, exchange, suspended.asked(), decision, request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void act(
            CacheFlow cache,
            Exchange exchange,
            CacheRequest asked,
            Reuse decision,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        StoredResponseWriter served = writer;
        if (decision instanceof Reuse.Serve serve && served != null) {
            served.serve(exchange, asked, serve.stored(), request, response);
        } else if (decision.kind() == Reuse.Kind.GATEWAY_TIMEOUT) {
            exchange.refusal("only-if-cached");
            ProblemWriter.send(
                    request,
                    response,
                    Problem.of(
                            504,
                            "only-if-cached",
                            "Not in the cache",
                            "The request asks for a stored response only, and none can be used."),
                    Optional.of(exchange.arrival().id()));
        } else {
            exchange.cachePlan(cache.plan(exchange, asked, decision));
            chain.doFilter(request, response);
        }
    }
}
