package forebay.support;

import static org.awaitility.Awaitility.await;

import forebay.balance.BalanceSettings;
import forebay.balance.HealthSettings;
import forebay.balance.LimitSettings;
import forebay.balance.PoolSettings;
import forebay.balance.RetrySettings;
import forebay.balance.UpstreamSettings;
import forebay.cache.CachePolicy;
import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.ConnectionAborts;
import forebay.edge.Drain;
import forebay.exchange.Attempt;
import forebay.exchange.CachePlan;
import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.exchange.Generations;
import forebay.exchange.ViaPseudonym;
import forebay.exchange.WithheldCookies;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.Upgrade;
import forebay.proxy.BalancingProxyServlet;
import forebay.proxy.Forwarder;
import forebay.proxy.PoolClients;
import forebay.proxy.Pools;
import forebay.proxy.ProxySettings;
import forebay.proxy.Upkeep;
import forebay.route.FieldEdits;
import forebay.route.InterimRelay;
import forebay.route.Route;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The proxy servlet in an embedded server behind a small filter that begins exchanges, as the guard would. */
public final class ProxyUnderTest implements AutoCloseable {
    /** Longer than anything takes on a busy machine; what is about a time-out has a short one of its own. */
    public static final ProxySettings SETTINGS = new ProxySettings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            64,
            1024,
            32 * 1024);

    private final Server server = new Server();
    private final ServerConnector connector;
    private final ServerConnector http2;
    private final Generations generations;
    private final PoolClients clients = new PoolClients();
    private final Upkeep upkeep = new Upkeep(new Random(42));
    private final List<Exchange> finished = new CopyOnWriteArrayList<>();
    private final List<String> finishingThreads = new CopyOnWriteArrayList<>();
    private final AtomicInteger generation = new AtomicInteger();
    private volatile Function<Exchange, Optional<CachePlan>> plans = exchange -> Optional.empty();
    private volatile long maxContentBytes = Long.MAX_VALUE;
    private volatile boolean routed = true;
    private volatile InterimRelay interim = InterimRelay.HTTP2;
    private volatile FieldEdits responseFields = FieldEdits.NONE;
    private Pools pools;

    private ProxyUnderTest(ProxySettings settings, PoolSettings pool) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(32 * 1024);
        http.setResponseHeaderSize(64 * 1024);
        http.setSendServerVersion(true);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setIdleTimeout(30_000);
        server.addConnector(connector);
        http2 = new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        server.addConnector(http2);
        ServletContextHandler context = new ServletContextHandler();
        server.setHandler(context);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        pools = new Pools(List.of(pool), settings, Map.of(), clients, null, upkeep);
        generations = new Generations(generation(pools));
        Collaborators.put(context.getServletContext(), Generations.class, generations);
        Collaborators.put(context.getServletContext(), PoolClients.class, clients);
        Collaborators.put(context.getServletContext(), Drain.class, () -> {});
        Collaborators.put(context.getServletContext(), Forwarder.class, new Forwarder("forebay"));
        Collaborators.put(
                context.getServletContext(),
                ConnectionAbort.class,
                ConnectionAborts.forContainer(context.getServletContext()));
        FilterHolder guard = new FilterHolder(new Guard());
        guard.setAsyncSupported(true);
        context.addFilter(guard, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder proxy = new ServletHolder("BalancingProxyServlet", new BalancingProxyServlet());
        proxy.setInitParameter("maxThreads", "16");
        proxy.setAsyncSupported(true);
        proxy.setInitOrder(1);
        context.addServlet(proxy, "/*");
        server.start();
    }

    /** Starts the servlet before these upstreams, each of weight 1. */
    public static ProxyUnderTest before(URI... upstreams) throws Exception {
        return before(SETTINGS, upstreams);
    }

    /** Starts the servlet with these settings before these upstreams, each of weight 1. */
    public static ProxyUnderTest before(ProxySettings settings, URI... upstreams) throws Exception {
        return new ProxyUnderTest(settings, pool(HealthSettings.DEFAULT, upstreams));
    }

    /** Starts the servlet before this pool, which must be named {@code app}. */
    public static ProxyUnderTest before(PoolSettings pool) throws Exception {
        return before(SETTINGS, pool);
    }

    /** The same with these settings. */
    public static ProxyUnderTest before(ProxySettings settings, PoolSettings pool) throws Exception {
        return new ProxyUnderTest(settings, pool);
    }

    /** A pool of these upstreams, each of weight 1. */
    public static PoolSettings pool(HealthSettings health, URI... upstreams) {
        return pool(health, RetrySettings.DEFAULT, LimitSettings.DEFAULT, upstreams);
    }

    /** The same with these retries and limits. */
    public static PoolSettings pool(
            HealthSettings health, RetrySettings retries, LimitSettings limits, URI... upstreams) {
        return new PoolSettings("app", evenly(upstreams), health, retries, limits, BalanceSettings.DEFAULT);
    }

    private static List<UpstreamSettings> evenly(URI... upstreams) {
        return Stream.of(upstreams).map(url -> new UpstreamSettings(url, 1)).toList();
    }

    /** Swaps the configuration while requests run. */
    public void reload(ProxySettings settings, URI... upstreams) {
        reload(settings, pool(HealthSettings.DEFAULT, upstreams));
    }

    /** Swaps the configuration while requests run, for one with this pool. */
    public void reload(ProxySettings settings, PoolSettings pool) {
        pools = new Pools(List.of(pool), settings, Map.of(), clients, pools, upkeep);
        generations.install(generation(pools));
    }

    private Generation generation(Pools current) {
        return new Generation(
                generation.incrementAndGet(),
                Map.of(
                        Pools.class,
                        current,
                        ViaPseudonym.class,
                        new ViaPseudonym("forebay"),
                        WithheldCookies.class,
                        new WithheldCookies(current.sessionCookies())),
                current::close);
    }

    /** The configurations, of which the last one counts. */
    public Generations generations() {
        return generations;
    }

    /** The pools of the present configuration. */
    public Pools pools() {
        return pools;
    }

    /** The cache's part in the requests that follow. */
    public void plan(Function<Exchange, CachePlan> plan) {
        plans = exchange -> Optional.of(plan.apply(exchange));
    }

    /** The largest request content that the route takes from now on. */
    public void maxContentBytes(long bytes) {
        maxContentBytes = bytes;
    }

    /** Which clients get interim responses from now on. */
    public void interim(InterimRelay relay) {
        interim = relay;
    }

    /** What the route changes in responses from now on. */
    public void responseFields(FieldEdits edits) {
        responseFields = edits;
    }

    /** From now on no route takes any request. */
    public void unroute() {
        routed = false;
    }

    /** How long a client's connection may be silent from now on, and a stream of one. */
    public void clientIdle(Duration time) {
        for (ServerConnector each : List.of(connector, http2)) {
            each.setIdleTimeout(time.toMillis());
            for (EndPoint client : each.getConnectedEndPoints()) {
                client.setIdleTimeout(time.toMillis());
                if (client.getConnection() instanceof HTTP2Connection connection) {
                    connection.getSession().getStreams().forEach(stream -> stream.setIdleTimeout(time.toMillis()));
                }
            }
        }
    }

    /** The port of HTTP/1.1. */
    public int port() {
        return connector.getLocalPort();
    }

    /** The port of HTTP/2 in clear text, by prior knowledge or upgrade. */
    public int http2Port() {
        return http2.getLocalPort();
    }

    /** Connects. */
    public RawClient client() throws IOException {
        return new RawClient(port());
    }

    /** Sends one request on a connection of its own and reads the response. */
    public RawClient.Answer exchange(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).read(request.substring(0, request.indexOf(' ')));
        }
    }

    /** Gets a path. */
    public RawClient.Answer get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.1\nHost: app.test\n\n");
    }

    /**
     * Gets a path and waits until all is over on the upstream's side too: what follows finds its connection free. A
     * client may have the last byte before that.
     */
    public RawClient.Answer getInTurn(String target) throws IOException {
        int before = finished.size();
        RawClient.Answer answer = get(target);
        await().until(() -> finished.size() > before
                && pools.all().stream().allMatch(pool -> pool.load().status().inFlight() == 0));
        return answer;
    }

    /** The attempts of an exchange once it is over and they are all told of: the {@code number}th that ended, from 0. */
    public List<Attempt> attempts(int number) {
        await().until(() ->
                finished.size() > number && !finished.get(number).attempts().isEmpty());
        return finished.get(number).attempts();
    }

    /** The exchanges that are over, in order. */
    public List<Exchange> finished() {
        return List.copyOf(finished);
    }

    /** Names of the threads that ended them. */
    public List<String> finishingThreads() {
        return List.copyOf(finishingThreads);
    }

    /** Whether no thread of the server is at work. */
    public boolean isIdle() {
        return ((QueuedThreadPool) server.getThreadPool()).getUtilizedThreads() == 0;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop in order", e);
        }
        generations.current().release();
        upkeep.close();
    }

    /** Begins exchanges from what it is given, with nothing refused. */
    private final class Guard extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Exchange exchange = begin(request);
            request.setAttribute(Exchange.ATTRIBUTE, exchange);
            response.setHeader("X-Request-Id", exchange.arrival().id());
            plans.apply(exchange).ifPresent(exchange::cachePlan);
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Finish(exchange, response));
            } else {
                exchange.finish(response.getStatus(), System.nanoTime(), false);
            }
        }

        private Exchange begin(HttpServletRequest request) throws IOException {
            Fields.Builder fields = Fields.builder();
            request.getHeaderNames()
                    .asIterator()
                    .forEachRemaining(name ->
                            request.getHeaders(name).asIterator().forEachRemaining(value -> fields.add(name, value)));
            String query = request.getQueryString();
            String target = request.getRequestURI() + (query == null ? "" : "?" + query);
            RequestHead head =
                    new RequestHead(request.getMethod(), request.getScheme(), "app.test", target, fields.build());
            InetAddress peer = InetAddress.getByName(request.getRemoteAddr());
            Route route = Route.builder("all", "app")
                    .keepHost(false)
                    .cache(CachePolicy.OFF)
                    .maxContentBytes(maxContentBytes)
                    .interim(interim)
                    .responseFields(responseFields)
                    .build();
            Exchange begun = new Exchange(
                    generations.acquire(),
                    new Exchange.Arrival(
                            "test-id",
                            head,
                            new CanonicalTarget(target, target, target, Optional.ofNullable(query), List.of(target)),
                            peer,
                            peer,
                            routed ? Optional.of(route) : Optional.empty(),
                            Instant.EPOCH,
                            System.nanoTime(),
                            "1.1"),
                    exchange -> {
                        finishingThreads.add(Thread.currentThread().getName());
                        finished.add(exchange);
                    });
            if (Upgrade.toWebSocket(head.fields())) {
                begun.upgrade(Upgrade.WEBSOCKET);
            }
            return begun;
        }
    }

    private record Finish(Exchange exchange, HttpServletResponse response) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            if (!exchange.isTunnelled()) {
                exchange.finish(response.getStatus(), System.nanoTime(), false);
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
