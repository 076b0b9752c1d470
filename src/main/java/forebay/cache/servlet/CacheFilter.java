package forebay.cache.servlet;

import forebay.cache.CacheRequest;
import forebay.cache.Reuse;
import forebay.cache.flow.CacheFlow;
import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.Exchanges;
import forebay.exchange.Exchange;
import forebay.route.Route;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the store what may be answered from it, and leaves a plan for the rest.
 *
 * <p>What is on this node's heap is served on the request's own thread; all else is {@link CacheMiss}'s. A request that
 * waits (for another one's forward, for a look-up in the cluster) is suspended and dispatched back into this filter,
 * which is therefore mapped to ASYNC too.
 */
public final class CacheFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    static final String SUSPENDED = CacheFilter.class.getName() + ".suspended";

    private transient @Nullable CacheFlow flow;
    private transient @Nullable StoredResponseWriter writer;

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
        if (route.isEmpty() || cache == null || route.get().answersItself()) {
            chain.doFilter(request, response);
        } else if (request.getDispatcherType() == DispatcherType.ASYNC) {
            resume(request, response, chain);
        } else if (!route.get().cache().enabled() || exchange.upgrade().isPresent()) {
            // A change of protocol is no response: it neither is answered from a store nor waits for another one's.
            exchange.cachePlan(cache.bypass(exchange));
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
            writer().serve(exchange, received, ((Reuse.Serve) atOnce).stored(), request, response);
            return;
        }
        CacheRequest asked = cache.request(exchange, received);
        new CacheMiss(cache, writer(), exchange, asked)
                .begin(cache.decideAgain(asked), new CacheMiss.Dispatch(request, response, chain));
    }

    private static void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(SUSPENDED) instanceof CacheMiss.Resumption resumption) {
            request.removeAttribute(SUSPENDED);
            resumption.resume(new CacheMiss.Dispatch(request, response, chain));
        } else {
            chain.doFilter(request, response);
        }
    }

    private StoredResponseWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("init was not called");
        }
        return writer;
    }
}
