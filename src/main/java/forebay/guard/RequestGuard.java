package forebay.guard;

import forebay.edge.Collaborators;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import forebay.exchange.Generation;
import forebay.exchange.Generations;
import forebay.exchange.ViaPseudonym;
import forebay.http.TargetRefusal;
import forebay.route.Router;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * First on the way of every request: makes one immutable {@link Exchange} of it or answers why not, and sees to it
 * that the exchange ends exactly once, however the request ends.
 *
 * <p>Finds in the servlet context: {@link Generations} (whose generations hold {@link Router}, {@link GuardRules} and
 * {@link ViaPseudonym}), {@link ExchangeListener}, {@link InFlight}, {@link InstantSource} and a
 * {@link RandomGenerator}. Mapped to the REQUEST dispatch only: a resumed request has passed already.
 */
public final class RequestGuard implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);

    private final RequestFields fields = new RequestFields();
    private @Nullable Parts parts;

    private record Parts(
            String contextPath,
            Generations generations,
            ExchangeListener listener,
            InFlight inFlight,
            InstantSource clock,
            RequestIds ids) {}

    /** For the container. */
    public RequestGuard() {}

    @Override
    public void init(FilterConfig config) {
        ServletContext context = config.getServletContext();
        ExchangeListener listener = Collaborators.get(context, ExchangeListener.class);
        InFlight inFlight = Collaborators.get(context, InFlight.class);
        parts = new Parts(
                context.getContextPath(),
                Collaborators.get(context, Generations.class),
                new ExchangeListener() {
                    @Override
                    public void begun(Exchange exchange) {
                        if (!exchange.mirrored()) {
                            inFlight.begin(); // nobody waits for a copy, nor does the end of this node
                        }
                        listener.begun(exchange);
                    }

                    @Override
                    public void finished(Exchange exchange) {
                        try {
                            listener.finished(exchange);
                        } finally {
                            if (!exchange.mirrored()) {
                                inFlight.end();
                            }
                        }
                    }
                },
                inFlight,
                Collaborators.get(context, InstantSource.class),
                new RequestIds(Collaborators.get(context, RandomGenerator.class)));
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        Parts known = parts;
        if (known == null) {
            throw new IllegalStateException("init was not called");
        }
        Generation generation = known.generations().acquire();
        Finding finding;
        Exchange exchange;
        try {
            RawRequest raw = RawRequest.of(request, known.contextPath(), fields);
            finding = new Inspection(
                            raw,
                            generation.part(GuardRules.class),
                            generation.part(Router.class),
                            generation.part(ViaPseudonym.class))
                    .run();
            exchange = begin(known, generation, finding, raw);
        } catch (RuntimeException | Error failure) {
            generation.release();
            throw failure;
        }
        request.setAttribute(Exchange.ATTRIBUTE, exchange);
        response.setHeader(RequestIds.FIELD, exchange.arrival().id());
        if (known.inFlight().draining() && request.getProtocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
        }
        ExchangeEnd end = new ExchangeEnd(exchange, response);
        if (finding.problem().isPresent()) {
            refuse(request, response, exchange, finding.problem().get(), end);
        } else {
            pass(request, response, chain, exchange, end);
        }
    }

    private static Exchange begin(Parts known, Generation generation, Finding finding, RawRequest raw) {
        Exchange exchange = new Exchange(
                generation,
                new Exchange.Arrival(
                        known.ids().of(raw.fields(), finding.trusted()),
                        finding.head(),
                        finding.target(),
                        raw.peer(),
                        finding.client(),
                        finding.route(),
                        known.clock().instant(),
                        System.nanoTime(),
                        raw.version()),
                known.listener());
        finding.reported().map(TargetRefusal::code).ifPresent(exchange::reported);
        finding.upgrade().ifPresent(exchange::upgrade);
        return exchange;
    }

    private static void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            Exchange exchange,
            Problem problem,
            ExchangeEnd end)
            throws IOException {
        exchange.refusal(problem.code());
        boolean sent = false;
        try {
            ProblemWriter.send(
                    request, response, problem, Optional.of(exchange.arrival().id()));
            sent = true;
        } finally {
            end.now(!sent);
        }
    }

    private static void pass(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            Exchange exchange,
            ExchangeEnd end)
            throws IOException, ServletException {
        boolean returned = false;
        try {
            chain.doFilter(request, response);
            returned = true;
        } catch (ServletException | RuntimeException failure) {
            LOG.error("request {} failed", exchange.arrival().id(), failure);
            if (response.isCommitted()) {
                throw failure; // the container breaks the connection off: what was sent is not the whole
            }
            fail(request, response, exchange);
            returned = true;
        } finally {
            if (returned) {
                end.afterChain(request);
            } else {
                end.now(true);
            }
        }
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response, Exchange exchange)
            throws IOException {
        Problem problem = GuardRefusal.INTERNAL_ERROR.problem();
        exchange.refusal(problem.code());
        ProblemWriter.send(
                request, response, problem, Optional.of(exchange.arrival().id()));
        if (request.isAsyncStarted()) {
            request.getAsyncContext().complete();
        }
    }
}
