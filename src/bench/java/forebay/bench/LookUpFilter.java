package forebay.bench;

import forebay.cache.Reuse;
import forebay.cache.flow.CacheFlow;
import forebay.edge.Collaborators;
import forebay.edge.Exchanges;
import forebay.exchange.Exchange;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks up as CacheFilter does, and has a bare servlet answer where it finds; else the request goes on to be stored. */
final class LookUpFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient BytesServlet answer = new BytesServlet();
    private transient @Nullable CacheFlow flow;

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        flow = Collaborators.get(config.getServletContext(), CacheFlow.class);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CacheFlow cache = flow;
        if (cache == null) {
            throw new ServletException("init was not called");
        }
        Exchange exchange = Exchanges.of(request);
        Reuse decision = cache.decideHere(
                cache.received(exchange, exchange.arrival().route().orElseThrow()));
        if (decision.kind() == Reuse.Kind.SERVE) {
            answer.doGet(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
