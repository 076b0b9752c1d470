package forebay.guard;

import static org.eclipse.jetty.http.UriCompliance.Violation.FRAGMENT;
import static org.eclipse.jetty.http.UriCompliance.Violation.USER_INFO;

import forebay.edge.Collaborators;
import forebay.edge.Exchanges;
import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import forebay.exchange.Generation;
import forebay.exchange.Generations;
import forebay.exchange.ViaPseudonym;
import forebay.http.TargetLeniency;
import forebay.route.Router;
import forebay.support.Routes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty that lets every target through to the guard, and a servlet that answers with what it was given. */
final class GuardedServer {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final BlockingQueue<Exchange> finished = new LinkedBlockingQueue<>();
    private final BlockingQueue<AsyncContext> waiting = new LinkedBlockingQueue<>();
    private final InFlight inFlight = new InFlight();
    private final Generation generation;

    GuardedServer(String contextPath) throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(new UriCompliance(
                "all but what the servlet API hides", EnumSet.complementOf(EnumSet.of(USER_INFO, FRAGMENT))));
        configuration.setHttpCompliance(
                HttpCompliance.RFC9110.with("the guard compares", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        connector = new ServerConnector(
                server,
                1,
                1,
                new HttpConnectionFactory(configuration),
                new HTTP2CServerConnectionFactory(configuration));
        server.addConnector(connector);
        generation = new Generation(
                1,
                Map.of(
                        Router.class,
                        Router.of(List.of(
                                Routes.at("/"),
                                Routes.lenient("/npm", TargetLeniency.ENCODED_SLASH),
                                Routes.reporting("/report"))),
                        GuardRules.class,
                        GuardRules.of(new GuardSettings(List.of(), Set.of("x.test"))),
                        ViaPseudonym.class,
                        new ViaPseudonym("forebay-it")),
                () -> {});
        ServletContextHandler context = new ServletContextHandler(contextPath);
        Collaborators.put(context.getServletContext(), Generations.class, new Generations(generation));
        Collaborators.put(context.getServletContext(), ExchangeListener.class, finished::add);
        Collaborators.put(context.getServletContext(), InFlight.class, inFlight);
        Collaborators.put(context.getServletContext(), InstantSource.class, InstantSource.fixed(Instant.EPOCH));
        Collaborators.put(context.getServletContext(), RandomGenerator.class, new Random(1));
        FilterHolder guard = new FilterHolder(new RequestGuard());
        guard.setAsyncSupported(true);
        context.addFilter(guard, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(new Answering());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        server.setHandler(context);
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    InFlight inFlight() {
        return inFlight;
    }

    /** Whether nothing but the gateway itself holds the generation. */
    boolean holdsNothing() {
        boolean last = generation.retain();
        generation.release();
        return last && inFlight.count() == 0;
    }

    /** The next exchange that ended, in order. */
    Exchange nextFinished() throws InterruptedException {
        Exchange exchange = finished.poll(60, TimeUnit.SECONDS);
        if (exchange == null) {
            throw new AssertionError("no exchange ended");
        }
        return exchange;
    }

    /** Whether an exchange ended that nobody asked for. */
    boolean hasFinishedMore() {
        return !finished.isEmpty();
    }

    /** The next request that waits at /async. */
    AsyncContext nextWaiting() throws InterruptedException {
        AsyncContext context = waiting.poll(60, TimeUnit.SECONDS);
        if (context == null) {
            throw new AssertionError("no request waits");
        }
        return context;
    }

    void stop() throws Exception {
        server.stop();
    }

    private final class Answering extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            Exchange exchange = Exchanges.of(request);
            String path = exchange.arrival().target().path();
            switch (path) {
                case "/async" -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        AsyncContext again = request.startAsync();
                        again.setTimeout(0);
                        waiting.add(again);
                    } else {
                        AsyncContext context = request.startAsync();
                        context.setTimeout(0);
                        waiting.add(context);
                    }
                }
                case "/complete" -> {
                    AsyncContext context = request.startAsync();
                    response.setStatus(202);
                    context.complete();
                }
                case "/timeout" -> request.startAsync().setTimeout(50);
                case "/throw" -> throw new IllegalStateException("thrown on purpose");
                case "/throw-async" -> {
                    request.startAsync();
                    throw new ServletException("thrown on purpose");
                }
                case "/throw-late" -> {
                    response.getOutputStream().write(new byte[100_000]);
                    response.flushBuffer();
                    throw new IllegalStateException("thrown on purpose");
                }
                default -> {
                    request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                    response.setHeader("X-Path", URLEncoder.encode(path, StandardCharsets.UTF_8));
                    response.setHeader(
                            "X-Container-Path", URLEncoder.encode(request.getServletPath(), StandardCharsets.UTF_8));
                    response.setHeader("X-Received", exchange.forwarded().target());
                    response.setHeader(
                            "X-Authority",
                            exchange.request().scheme() + "://"
                                    + exchange.request().authority());
                    response.getOutputStream().print("served\n");
                }
            }
        }
    }
}
