package forebay.proxy;

import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.Drain;
import forebay.edge.Exchanges;
import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.exchange.Generations;
import forebay.route.Route;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays what no earlier step answered to an upstream of the route's pool.
 *
 * <p>From AsyncProxyServlet it has the client with its init-params (threads, buffers, selectors), the life-cycle and
 * the name that the client is published under; how a request is relayed is {@link Forwarder}'s, because the parent
 * rewrites fields, methods and framing (src/docs/decisions/0003-proxy-servlet.md).
 */
public final class BalancingProxyServlet extends AsyncProxyServlet {
    private static final long serialVersionUID = 1L;
    /** Room for the largest request head that a container takes, and what is added on the way. */
    private static final int MOST_REQUEST_HEAD_BYTES = 128 * 1024;

    /** Room for a request's trailer section, its framing included. */
    private static final int LEAST_REQUEST_BUFFER_BYTES = ClientTrailers.MOST_BYTES + 96;

    /** How long a client without connections is known, where connections have owners. */
    private static final Duration OWNER_KNOWN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(BalancingProxyServlet.class);
    private static final Set<String> SELDOM_WITH_CONTENT = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    private transient @Nullable Forwarder forwarder;
    private transient @Nullable ClientSide clientSide;
    private transient @Nullable PoolClients clients;
    private transient @Nullable ProxySettings making;

    /** For the container. */
    public BalancingProxyServlet() {}

    @Override
    public void init() throws ServletException {
        forwarder = Collaborators.get(getServletContext(), Forwarder.class);
        clientSide = ClientSide.of(getServletContext(), Collaborators.get(getServletContext(), ConnectionAbort.class));
        PoolClients found = Collaborators.get(getServletContext(), PoolClients.class);
        clients = found;
        found.attach(this::make);
        super.init();
    }

    @Override
    public void destroy() {
        Collaborators.get(getServletContext(), Drain.class).await();
        if (clients != null) {
            clients.detach();
        }
        super.destroy();
    }

    /** The client of the present configuration; others follow with each configuration that needs another one. */
    @Override
    protected HttpClient createHttpClient() {
        Generation generation =
                Collaborators.get(getServletContext(), Generations.class).acquire();
        try {
            return generation.part(Pools.class).client().http();
        } finally {
            generation.release();
        }
    }

    /** A client by the init-params and {@code settings}; where both speak of one thing, the latter hold. */
    private HttpClient make(ProxySettings settings) {
        making = settings;
        try {
            HttpClient client = super.createHttpClient();
            client.setMaxConnectionsPerDestination(settings.maxConnections());
            client.setRequestBufferSize(Math.max(client.getRequestBufferSize(), LEAST_REQUEST_BUFFER_BYTES));
            client.setIdleTimeout(
                    settings.reuse().keepAlive().orElse(settings.idle()).toMillis());
            // All kinds of interim responses are passed over in one place, UpstreamAttempt.
            client.getProtocolHandlers().clear();
            return client;
        } catch (ServletException e) {
            throw new IllegalStateException("the HTTP client can not be started", e);
        }
    }

    @Override
    protected HttpClient newHttpClient(ClientConnector connector) {
        ProxySettings settings = making;
        if (settings == null) {
            throw new IllegalStateException("no settings");
        }
        connector.setConnectTimeout(settings.connect());
        connector.setSslContextFactory(settings.tls().factory());
        if (!settings.tls().verified()) {
            LOG.warn("Certificates of upstreams are not verified (connection.tls.verify: off)");
        }
        HttpClientTransportOverHTTP transport = settings.protocol().multiplexes()
                ? new Http2Transport(
                        connector,
                        settings.protocol(),
                        settings.reuse().keepAlive().orElse(settings.idle()))
                : new Http1Transport(connector);
        // Else a value that differs from a well-known one only in case would be replaced by it.
        transport.setHeaderCacheCaseSensitive(true);
        // Nothing that is called with a response blocks, so it need not be handed to another thread.
        transport.setInvocationType(InvocationType.NON_BLOCKING);
        transport.setConnectionPoolFactory(pools(settings));
        HttpClient client = new HttpClient(transport);
        client.setConnectTimeout(settings.connect().toMillis());
        client.setMaxRequestsQueuedPerDestination(settings.maxQueued());
        client.setMaxResponseHeadersSize(settings.maxHeadBytes());
        client.setMaxRequestHeadersSize(MOST_REQUEST_HEAD_BYTES);
        // Servlet output takes arrays: from a direct buffer everything would be copied once more.
        client.setUseInputDirectByteBuffers(false);
        client.setUserAgentField(null);
        client.setDefaultRequestContentType(null);
        if (settings.proxyProtocol()) {
            client.setDestinationIdleTimeout(OWNER_KNOWN.toMillis());
        }
        return client;
    }

    /** How the connections to one upstream are kept. */
    private static ConnectionPool.Factory pools(ProxySettings settings) {
        OwnedConnections owned = new OwnedConnections(settings.maxConnections());
        return destination -> {
            AbstractConnectionPool pool =
                    settings.proxyProtocol() ? owned.pool(destination) : pool(destination, settings);
            ProxySettings.Reuse reuse = settings.reuse();
            reuse.maxAge().ifPresent(age -> pool.setMaxDuration(age.toMillis()));
            reuse.maxRequests().ifPresent(pool::setMaxUsage);
            return pool;
        };
    }

    private static AbstractConnectionPool pool(Destination destination, ProxySettings settings) {
        int most = settings.maxConnections();
        return settings.protocol().multiplexes()
                ? new Http2Transport.Connections(destination, most)
                : new DuplexConnectionPool(destination, most);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<AgreedUpgrade> agreed =
                request.getDispatcherType() == DispatcherType.ASYNC ? AgreedUpgrade.of(request) : Optional.empty();
        if (agreed.isPresent()) {
            agreed.get().accept(request, response);
            return;
        }
        Exchange exchange = Exchanges.of(request);
        Optional<Route> answering = exchange.arrival().route().filter(Route::answersItself);
        if (answering.isPresent()) {
            RouteAnswers.send(exchange, answering.get(), request.getContextPath(), response);
            return;
        }
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        Relaying relaying = new Relaying(exchange, async, forwarder(), clientSide());
        async.addListener(relaying);
        if (exchange.upgrade().isPresent()) {
            // Nothing may be written before the answer: the container may have to change the protocol.
            relaying.forward(null);
        } else {
            forward(request, exchange, relaying);
        }
    }

    /** Forwards as soon as it is known whether the request has content (RFC 9112 §6, RFC 9113 §8.1). */
    private static void forward(HttpServletRequest request, Exchange exchange, Relaying relaying) throws IOException {
        long length = request.getContentLengthLong();
        boolean http1 = request.getProtocol().startsWith("HTTP/1");
        if (length == 0 || (length < 0 && http1 && request.getHeader("Transfer-Encoding") == null)) {
            relaying.forward();
            return;
        }
        ServletInputStream input = request.getInputStream();
        if (length < 0 && input.isFinished()) {
            relaying.forward(null);
            return;
        }
        ClientTrailers trailers = length < 0 ? new ClientTrailers(request, exchange) : null;
        ClientContent content = new ClientContent(input, length, trailers);
        Forwarder.Content found =
                new Forwarder.Content(content, length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
        if (length >= 0 || http1 || content.peek()) {
            relaying.forward(content.isEmpty() ? null : found);
        } else if (SELDOM_WITH_CONTENT.contains(request.getMethod())) {
            // The end of an HTTP/2 request's head need not be known yet; to guess would send empty chunked content.
            content.demand(() -> {
                content.peek();
                relaying.forward(content.isEmpty() ? null : found);
            });
        } else {
            relaying.forward(found);
        }
    }

    private Forwarder forwarder() {
        if (forwarder == null) {
            throw new IllegalStateException("not initialised");
        }
        return forwarder;
    }

    private ClientSide clientSide() {
        if (clientSide == null) {
            throw new IllegalStateException("not initialised");
        }
        return clientSide;
    }
}
