package forebay.cache.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.cache.CachePolicy;
import forebay.cache.CacheSettings;
import forebay.cache.flow.CacheFlow;
import forebay.cache.flow.FlowFixture;
import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.edge.Collaborators;
import forebay.edge.ConnectionAbort;
import forebay.edge.Exchanges;
import forebay.exchange.CachePlan;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The filter in a real container, before a servlet that forwards by script. */
class CacheFilterTest {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 8 << 20, 1 << 20, Duration.ofMinutes(1));

    private FlowFixture node = new FlowFixture(SETTINGS);
    private final AtomicReference<Exchange> last = new AtomicReference<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = new Server(0);
        ServletContextHandler context = new ServletContextHandler("/");
        ConnectionAbort abort = (request, response, cause) -> {};
        Collaborators.put(context.getServletContext(), CacheFlow.class, node.flow);
        Collaborators.put(context.getServletContext(), ConnectionAbort.class, abort);
        context.addFilter(asynchronous(new FilterHolder(new Guard())), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(
                asynchronous(new FilterHolder(new CacheFilter())),
                "/*",
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        ServletHolder proxy = new ServletHolder(new Proxy());
        proxy.setAsyncSupported(true);
        context.addServlet(proxy, "/*");
        server.setHandler(context);
        server.start();
    }

    private static FilterHolder asynchronous(FilterHolder holder) {
        holder.setAsyncSupported(true);
        return holder;
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        node.store.close();
    }

    /** What the guard finds that the next requests ask for. */
    private volatile Optional<String> upgrade = Optional.empty();

    /** Begins the exchange, as the guard does. */
    private final class Guard extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            List<String> fields = new ArrayList<>();
            for (String name : Collections.list(request.getHeaderNames())) {
                for (String value : Collections.list(request.getHeaders(name))) {
                    fields.add(name);
                    fields.add(value);
                }
            }
            String query = request.getQueryString();
            Exchange exchange = node.exchange(
                    request.getMethod(),
                    request.getRequestURI() + (query == null ? "" : "?" + query),
                    fields.toArray(String[]::new));
            request.setAttribute(Exchange.ATTRIBUTE, exchange);
            upgrade.ifPresent(exchange::upgrade);
            last.set(exchange);
            chain.doFilter(request, response);
        }
    }

    /** Forwards by the node's script. */
    private final class Proxy extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Exchange exchange = Exchanges.of(request);
            Got got = exchange.cachePlan()
                    .map(plan -> node.forward(exchange, plan))
                    .orElseGet(() -> new Got(200, Fields.of("X-Plan", "none"), "", true));
            response.setStatus(got.status());
            got.fields().forEach(line -> response.addHeader(line.name(), line.value()));
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(got.content().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private HttpRequest request(String method, String path, String... fields) {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            builder.headers(fields);
        }
        return builder.build();
    }

    private HttpResponse<String> send(String method, String path, String... fields) throws Exception {
        return client.send(request(method, path, fields), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... fields) throws Exception {
        return send("GET", path, fields);
    }

    private static String cacheStatus(HttpResponse<String> response) {
        return response.headers().firstValue("Cache-Status").orElse("none");
    }

    private static Scripted page(String content, String... more) {
        List<String> fields = new ArrayList<>(List.of("Cache-Control", "max-age=60"));
        fields.addAll(List.of(more));
        fields.addAll(List.of("Content-Length", Integer.toString(content.length())));
        return new Scripted(
                new ResponseHead(200, Fields.of(fields.toArray(String[]::new))),
                content,
                CachePlan.Framing.DELIMITED,
                false);
    }

    @Test
    @Holds({"9111-4-6", "9211-2.1-1", "9211-2.1-2", "9211-2.4-1"})
    void miss_then_hit_with_raw_lines_in_their_order() throws Exception {
        node.upstream = asked -> page("page", "Link", "</a,b>; title=\"x, y\"", "Link", "</c>", "Server", "origin");
        assertThat(cacheStatus(get("/a"))).isEqualTo("forebay; fwd=uri-miss; ttl=60; stored");
        node.pass(Duration.ofSeconds(3));
        HttpResponse<String> hit = get("/a");
        assertThat(hit.body()).isEqualTo("page");
        assertThat(cacheStatus(hit)).isEqualTo("forebay; hit; ttl=57");
        assertThat(hit.headers().firstValue("Age")).contains("3");
        assertThat(hit.headers().allValues("Link")).containsExactly("</a,b>; title=\"x, y\"", "</c>");
        assertThat(hit.headers().allValues("Server")).containsExactly("origin");
        assertThat(hit.headers().allValues("Date")).hasSize(1);
        assertThat(hit.headers().allValues("Content-Length")).containsExactly("4");
        assertThat(node.asked).hasSize(1);
        assertThat(last.get().cacheStatus().orElseThrow().hit()).isTrue();
    }

    @Test
    void a_request_is_one_look_up_on_the_heap() throws Exception {
        node.upstream = asked -> page("page");
        get("/a");
        assertThat(node.store.heapUse().misses()).isEqualTo(1);
        get("/a");
        assertThat(node.store.heapUse().misses()).isEqualTo(1);
        assertThat(node.store.heapUse().hits()).isEqualTo(1);
    }

    @Test
    @Holds("9110-8.6-2")
    @DisplayName("RFC 9110 §9.3.2 HEAD is answered from a stored GET")
    void head() throws Exception {
        node.upstream = asked -> page("page");
        get("/a");
        HttpResponse<String> head = send("HEAD", "/a");
        assertThat(cacheStatus(head)).contains("hit");
        assertThat(head.headers().firstValue("Content-Length")).contains("4");
        assertThat(head.body()).isEmpty();
    }

    @Test
    @Holds({"9110-8.6-2", "9110-15.4.5-3"})
    @DisplayName("RFC 9111 §4.3.2 a client that holds the same gets 304")
    void not_modified() throws Exception {
        String modified = "Mon, 01 Dec 2025 00:00:00 GMT";
        node.upstream = asked -> page("page", "ETag", "\"1\"", "Content-Type", "text/plain", "Last-Modified", modified);
        get("/a");
        for (HttpResponse<String> answer :
                List.of(get("/a", "If-None-Match", "\"1\""), get("/a", "If-Modified-Since", modified))) {
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.headers().firstValue("ETag")).contains("\"1\"");
            assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
            assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
            assertThat(answer.body()).isEmpty();
            assertThat(cacheStatus(answer)).contains("hit");
        }
    }

    @Test
    @Holds("9110-8.6-1")
    @DisplayName("RFC 9110 §8.6 a stored 204 has no Content-Length")
    void no_content() throws Exception {
        node.upstream =
                asked -> Scripted.of(204, "", "Cache-Control", "max-age=60").framed(CachePlan.Framing.NONE);
        get("/a");
        HttpResponse<String> answer = get("/a");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(cacheStatus(answer)).contains("hit");
    }

    @Test
    @Holds("9211-2-3")
    @DisplayName("RFC 9111 §5.2.1.7 only-if-cached is a 504 of our own, without Cache-Status")
    void only_if_cached() throws Exception {
        HttpResponse<String> answer = get("/a", "Cache-Control", "only-if-cached");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(cacheStatus(answer)).isEqualTo("none");
        assertThat(last.get().refusal()).contains("only-if-cached");
    }

    @Test
    void large_content_is_streamed() throws Exception {
        String large = "0123456789abcdef".repeat(20_000);
        node.upstream = asked -> page(large);
        get("/a");
        HttpResponse<String> hit = get("/a");
        assertThat(cacheStatus(hit)).contains("hit");
        assertThat(hit.body()).isEqualTo(large);
        assertThat(hit.headers().firstValue("Age")).contains("0");
        assertThat(node.asked).hasSize(1);
    }

    @Test
    void a_look_up_in_the_cluster_suspends_the_request_and_resumes_it() throws Exception {
        node.upstream = asked -> page("page");
        get("/a");
        node.shared.news.changed(node.shared.entries.keySet().iterator().next());
        node.shared.slow = true;
        int before = node.shared.lookups.get();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("GET", "/a"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> node.shared.lookups.get() > before);
        assertThat(answer).isNotDone();
        node.shared.answer();
        assertThat(cacheStatus(answer.get())).isEqualTo("forebay; hit; ttl=60");
        assertThat(answer.get().body()).isEqualTo("page");
        assertThat(node.asked).hasSize(1);
    }

    @Test
    void a_look_up_that_takes_too_long_is_a_miss() throws Exception {
        server.stop();
        node.store.close();
        node = new FlowFixture(new CacheSettings(8 << 20, 8 << 20, 1 << 20, Duration.ofMillis(20)));
        start();
        node.shared.slow = true;
        node.upstream = asked -> page("page");
        HttpResponse<String> answer = get("/a");
        assertThat(answer.body()).isEqualTo("page");
        assertThat(cacheStatus(answer)).contains("fwd=uri-miss");
        assertThat(cacheStatus(get("/a"))).contains("hit");
    }

    @Test
    void an_unsafe_method_invalidates() throws Exception {
        node.upstream = asked -> page("page");
        get("/a");
        node.pass(Duration.ofSeconds(1));
        node.upstream = asked -> Scripted.of(200, "");
        assertThat(cacheStatus(send("DELETE", "/a"))).isEqualTo("forebay; fwd=method");
        node.pass(Duration.ofSeconds(1));
        node.upstream = asked -> page("new");
        assertThat(get("/a").body()).isEqualTo("new");
    }

    @Test
    void operators_see_the_key_of_a_hit() throws Exception {
        node.upstream = asked -> page("page", "Cache-Control", "public");
        node.caller = new Caller("keys", "root", Set.of("admin"));
        get("/a");
        assertThat(cacheStatus(get("/a"))).contains("hit").contains("http://origin.test/a\"");
    }

    @Test
    @DisplayName("RFC 9111 §4.2.2 a lifetime that the response does not state is marked, for operators")
    void heuristic() throws Exception {
        node.upstream = asked ->
                Scripted.of(200, "page", "Cache-Control", "public", "Last-Modified", "Mon, 01 Dec 2025 00:00:00 GMT");
        node.caller = new Caller("keys", "root", Set.of("admin"));
        get("/a");
        assertThat(cacheStatus(get("/a"))).contains("; hit").endsWith("; detail=\"heuristic\"");
        node.caller = Caller.ANONYMOUS;
        assertThat(cacheStatus(get("/a"))).contains("; hit").doesNotContain("detail");
        node.upstream = asked -> page("page", "Cache-Control", "public, max-age=60");
        node.caller = new Caller("keys", "root", Set.of("admin"));
        get("/b");
        assertThat(cacheStatus(get("/b"))).contains("; hit").doesNotContain("detail");
    }

    @Test
    void a_route_whose_cache_is_off_is_forwarded() throws Exception {
        node.route = FlowFixture.route(CachePolicy.OFF, false);
        node.upstream = asked -> page("page");
        assertThat(cacheStatus(get("/a"))).isEqualTo("forebay; fwd=bypass");
        assertThat(cacheStatus(get("/a"))).isEqualTo("forebay; fwd=bypass");
        assertThat(node.shared.lookups).hasValue(0);
        assertThat(node.store.heapUse().keys()).isZero();
    }

    @Test
    @DisplayName("RFC 9110 §7.8 a change of protocol is neither answered from the store nor stored")
    void a_change_of_protocol_passes_by() throws Exception {
        upgrade = Optional.of("websocket");
        node.upstream = asked -> page("no change");
        assertThat(cacheStatus(get("/a"))).isEqualTo("forebay; fwd=bypass");
        upgrade = Optional.empty();
        node.upstream = asked -> page("page");
        assertThat(get("/a").body()).isEqualTo("page");
        upgrade = Optional.of("websocket");
        node.upstream = asked -> page("no change");
        assertThat(get("/a").body()).isEqualTo("no change");
    }

    @Test
    void what_has_no_route_passes_through() throws Exception {
        node.route = null;
        HttpResponse<String> answer = get("/a");
        assertThat(answer.headers().firstValue("X-Plan")).contains("none");
        assertThat(cacheStatus(answer)).isEqualTo("none");
    }

    @Test
    @DisplayName("RFC 9111 §4.1 what varies by a field that is not forwarded is the same for all, and still a hit")
    void varies_by_what_is_not_forwarded() throws Exception {
        node.upstream = asked -> page("page", "Vary", "X-Original-URL");
        get("/a", "X-Original-URL", "/one");
        assertThat(cacheStatus(get("/a", "X-Original-URL", "/two"))).contains("hit");
        assertThat(cacheStatus(get("/a"))).contains("hit");
    }

    @Test
    void the_plan_sees_the_request_as_it_is_forwarded() throws Exception {
        node.upstream = asked -> page("page", "ETag", "\"1\"");
        get("/a");
        node.pass(Duration.ofSeconds(61));
        get("/a");
        RequestHead validation = node.asked.get(1);
        assertThat(validation.fields().first("If-None-Match")).contains("\"1\"");
    }

    @Test
    @DisplayName("RFC 9111 §4 requests for what is being fetched wait without a thread, and one goes forward")
    void collapsed() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        node.upstream = asked -> {
            awaitQuietly(answered);
            return page("page");
        };
        CompletableFuture<HttpResponse<String>> leader =
                client.sendAsync(request("GET", "/a"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> node.asked.size() == 1);
        List<CompletableFuture<HttpResponse<String>>> followers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            followers.add(client.sendAsync(request("GET", "/a"), HttpResponse.BodyHandlers.ofString()));
        }
        await().until(() -> node.flow.collapsing().waiting() == 300);
        assertThat(followers).noneMatch(CompletableFuture::isDone);
        answered.countDown();
        assertThat(cacheStatus(leader.get())).isEqualTo("forebay; fwd=uri-miss; ttl=60; stored");
        for (CompletableFuture<HttpResponse<String>> follower : followers) {
            assertThat(follower.get().body()).isEqualTo("page");
            assertThat(cacheStatus(follower.get())).isEqualTo("forebay; fwd=uri-miss; ttl=60; collapsed");
        }
        assertThat(node.asked).hasSize(1);
        assertThat(node.shared.lookups).as("one look-up in the cluster").hasValue(1);
        assertThat(node.flow.collapsing().leads()).isZero();
    }

    @Test
    @DisplayName("RFC 9111 §4 who waited for what is not for several goes on alone, and says so")
    void not_collapsed() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        node.upstream = asked -> {
            awaitQuietly(answered);
            return page("page", "Cache-Control", "no-store");
        };
        CompletableFuture<HttpResponse<String>> leader =
                client.sendAsync(request("GET", "/a"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> node.asked.size() == 1);
        CompletableFuture<HttpResponse<String>> follower =
                client.sendAsync(request("GET", "/a"), HttpResponse.BodyHandlers.ofString());
        await().until(() -> node.flow.collapsing().waiting() == 1);
        answered.countDown();
        assertThat(cacheStatus(leader.get())).isEqualTo("forebay; fwd=uri-miss");
        assertThat(cacheStatus(follower.get())).isEqualTo("forebay; fwd=uri-miss; collapsed=?0");
        assertThat(node.asked).hasSize(2);
    }

    @Test
    @DisplayName("RFC 5861 §3 a stale hit says so, and one validation goes out behind")
    void stale_while_revalidate() throws Exception {
        node.caller = new Caller("keys", "root", Set.of("admin"));
        node.upstream = asked -> page("page", "Cache-Control", "public, stale-while-revalidate=30", "ETag", "\"1\"");
        get("/a");
        node.pass(Duration.ofSeconds(70));
        HttpResponse<String> stale = get("/a");
        assertThat(stale.body()).isEqualTo("page");
        assertThat(stale.headers().firstValue("Age")).contains("70");
        assertThat(cacheStatus(stale))
                .startsWith("forebay; hit; ttl=-10; key=")
                .endsWith("; detail=\"stale-while-revalidate\"");
        get("/a");
        assertThat(node.behind).hasSize(1);
        assertThat(node.asked).hasSize(1);
    }

    @Test
    @DisplayName("RFC 9111 §5.2.1.2 a hit by max-stale has a negative ttl")
    void max_stale() throws Exception {
        node.upstream = asked -> page("page");
        get("/a");
        node.pass(Duration.ofSeconds(70));
        assertThat(cacheStatus(get("/a", "Cache-Control", "max-stale"))).isEqualTo("forebay; hit; ttl=-10");
        assertThat(node.events).contains("stale max-stale");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
