package forebay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.balance.PoolControl;
import forebay.balance.Standing;
import forebay.cache.CacheSettings;
import forebay.cache.Purges;
import forebay.cluster.NodeControl;
import forebay.cluster.SharedBuckets;
import forebay.edge.Collaborators;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.observe.Metrics;
import forebay.observe.MetricsText;
import forebay.observe.SampleExchange;
import forebay.observe.Traffic;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The servlet in a real Jetty, behind a filter that plays guard and access control. */
final class AdminServletTest {
    private static final String ROLES = "X-Test-Roles";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Server SERVER = new Server();
    private static final SampleStatus STATUS = new SampleStatus();
    private static final Metrics METRICS = new Metrics();
    private static final AtomicReference<Exchange> LAST = new AtomicReference<>();
    private static final SamplePoolControl CONTROL = new SamplePoolControl();
    private static final FakePurges PURGES = new FakePurges();
    private static URI base = URI.create("http://127.0.0.1/");

    @BeforeAll
    static void start() throws Exception {
        ServerConnector connector = new ServerConnector(SERVER);
        connector.setHost("127.0.0.1");
        SERVER.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/forebay");
        context.setBaseResourceAsPath(Path.of("webapp").toAbsolutePath());
        Collaborators.put(context.getServletContext(), GatewayStatus.class, STATUS);
        Collaborators.put(context.getServletContext(), Traffic.class, METRICS);
        Collaborators.put(context.getServletContext(), Purges.class, PURGES);
        Collaborators.put(context.getServletContext(), NodeControl.class, NodeControl.ALONE);
        Collaborators.put(context.getServletContext(), InstantSource.class, InstantSource.system());
        Collaborators.put(context.getServletContext(), SharedBuckets.class, SharedBuckets.ALONE);
        Collaborators.put(
                context.getServletContext(),
                CacheSettings.Purging.class,
                new CacheSettings.Purging(100_000, Duration.ofSeconds(1)));
        Collaborators.put(context.getServletContext(), MetricsText.class, METRICS);
        Collaborators.put(context.getServletContext(), PoolControl.class, CONTROL);
        Filter guard = (request, response, chain) -> {
            Exchange exchange = new SampleExchange()
                    .route(Optional.empty())
                    .caller(caller((HttpServletRequest) request))
                    .begin(done -> {});
            request.setAttribute(Exchange.ATTRIBUTE, exchange);
            LAST.set(exchange);
            chain.doFilter(request, response);
            if (!request.isAsyncStarted()) {
                exchange.finish(((HttpServletResponse) response).getStatus(), 1, false);
            }
        };
        FilterHolder holder = new FilterHolder(guard);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(new AdminServlet());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/_forebay/*");
        SERVER.setHandler(context);
        SERVER.start();
        base = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/forebay/");
        METRICS.read(STATUS);
        new SampleExchange().cache(CacheStatus.served(60)).run(METRICS, 200);
        new SampleExchange()
                .cache(CacheStatus.forwarded(CacheStatus.Forward.URI_MISS))
                .run(METRICS, 502);
        new SampleExchange().refusal("credential-wrong").run(METRICS, 401);
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
        METRICS.close();
    }

    @BeforeEach
    void running() {
        STATUS.phase = GatewayStatus.Phase.RUNNING;
        STATUS.lastLoad = new GatewayStatus.LastLoad(Instant.EPOCH, true, List.of(), List.of());
    }

    private static Caller caller(HttpServletRequest request) {
        String roles = request.getHeader(ROLES);
        return roles == null ? Caller.ANONYMOUS : new Caller("test", "someone", Set.of(roles.split(",")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/index.html",
                "/dashboard.js",
                "/status.json",
                "/upstreams",
                "/metrics/",
                "/Metrics",
                "/nothing",
                "/health/"
            })
    void allButHealthAndMetricsNeedsTheRole(String path) throws Exception {
        for (HttpRequest.Builder request : List.of(get(path), get(path).header(ROLES, "metrics,administrator"))) {
            HttpResponse<String> response = send(request);

            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("admin-role-missing").doesNotContain("node-a");
            assertThat(LAST.get().refusal()).contains("admin-role-missing");
        }
    }

    @Test
    void metricsAreForWhomAccessControlLetsPassButNotForTheUnknown() throws Exception {
        assertThat(send(get("/metrics").header(ROLES, "metrics")).statusCode()).isEqualTo(200);
        HttpResponse<String> response = send(get("/metrics"));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("admin-role-missing").doesNotContain("forebay_");
    }

    @ParameterizedTest
    @CsvSource({"RUNNING, 200, ok", "STARTING, 503, unavailable", "STOPPING, 503, unavailable"})
    void healthTellsAnyoneWhetherRequestsMayCome(GatewayStatus.Phase phase, int status, String word) throws Exception {
        STATUS.phase = phase;

        HttpResponse<String> response = send(get("/health"));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(word + "\n");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=utf-8",
        "/index.html, text/html;charset=utf-8",
        "/dashboard.css, text/css;charset=utf-8",
        "/dashboard.js, text/javascript;charset=utf-8",
        "/icon.svg, image/svg+xml",
        "/status.json, application/json",
        "/metrics, text/plain; version=0.0.4; charset=utf-8"
    })
    void contentHasItsTypeAndIsNeitherStoredNorSniffed(String path, String type) throws Exception {
        HttpResponse<String> response = send(admin(path));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(normal(response.headers().firstValue("Content-Type").orElseThrow()))
                .isEqualTo(normal(type));
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'self';")
                .doesNotContain("unsafe");
        assertThat(LAST.get().refusal()).isEmpty();
        await().until(() -> LAST.get().outcome().isPresent());
        assertThat(LAST.get().outcome().orElseThrow().contentBytes())
                .isEqualTo(response.headers().firstValueAsLong("Content-Length").orElseThrow());
    }

    private static String normal(String contentType) {
        return contentType.toLowerCase(java.util.Locale.ROOT).replace(" ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"})
    void onlyGetAndHeadAreTaken(String method) throws Exception {
        for (String path : List.of("/health", "/status.json", "/")) {
            HttpResponse<String> response = send(admin(path).method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        }
    }

    private static HttpRequest.Builder change(String json) {
        return admin("/upstreams")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }

    @Test
    void anOperatorDrainsAndWeighsAnUpstream() throws Exception {
        HttpResponse<String> response =
                send(change("{\"pool\": \"app\", \"upstream\": \"http://a:1\", \"action\": \"drain\", \"weight\": 7}"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"pool\":\"app\",\"upstream\":\"http://a:1\",\"state\":\"draining\","
                        + "\"weight\":7,\"in_flight\":2}");
        assertThat(CONTROL.state().standing(0)).isEqualTo(Standing.DRAINING);

        send(change("{\"pool\": \"app\", \"upstream\": \"http://a:1\", \"action\": \"enable\", \"weight\": null}"));
        assertThat(CONTROL.state().standing(0)).isEqualTo(Standing.AVAILABLE);
        assertThat(CONTROL.state().weight()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'pool': 'app', 'upstream': 'http://b:1', 'action': 'drain'} | 404 | upstreams-unknown",
                "{'pool': 'shop', 'upstream': 'http://a:1', 'weight': 1} | 404 | upstreams-unknown",
                "{'pool': 'app', 'upstream': 'http://a:1'} | 400 | neither an action (drain, disable, enable) nor a weight",
                "{'pool': 'app', 'action': 'drain'} | 400 | upstream is missing, or no text",
                "{'pool': 1, 'upstream': 'x', 'action': 'stop', 'when': 1} | 400 | action is not one of drain, disable",
                "{'pool': 'app', 'upstream': 'http://a:1', 'weight': 0} | 400 | weight is neither a whole number from 1",
                "{'pool': 'app', 'upstream': 'http://a:1', 'weight': '5'} | 400 | weight is neither a whole number",
                "['app'] | 400 | no JSON object",
                "drain | 400 | no JSON",
            })
    void whatMakesNoSenseChangesNothing(String json, int status, String said) throws Exception {
        HttpResponse<String> response = send(change(json.replace('\'', '"')));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(said);
        assertThat(CONTROL.state().standing(0)).isEqualTo(Standing.AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/jsonx"})
    void whatAFormOfAnotherSiteCanSendChangesNothing(String type) throws Exception {
        HttpResponse<String> response = send(admin("/upstreams")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"pool\": \"app\", \"upstream\": \"http://a:1\", \"action\": \"disable\"}")));

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(send(admin("/upstreams")).headers().firstValue("Allow")).contains("POST");
        assertThat(send(change("{\"pool\": \"" + "x".repeat(5000) + "\"}")).statusCode())
                .isEqualTo(413);
        assertThat(CONTROL.state().standing(0)).isEqualTo(Standing.AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status.json", "/metrics", "/health"})
    void headHasTheFieldsOfGetAndNoContent(String path) throws Exception {
        HttpResponse<String> response = send(admin(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValueAsLong("Content-Length").orElse(0))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/dashboard.js/", "/WEB-INF/web.xml", "/%2e%2e/WEB-INF/web.xml", "//"})
    void noOtherPathLeadsAnywhere(String path) throws Exception {
        assertThat(send(admin(path)).statusCode()).isIn(400, 404);
    }

    @Test
    void withoutTheFinalSlashItLeadsThereByARelativeReference() throws Exception {
        HttpResponse<String> response = send(admin(""));

        assertThat(response.statusCode()).isEqualTo(302);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("_forebay/");
        assertThat(response.uri().resolve(location)).isEqualTo(base.resolve("_forebay/"));
    }

    @Test
    void thePageHasNoInlineScriptOrStyleAndOnlyRelativeReferences() throws Exception {
        String page = send(admin("/")).body();

        assertThat(page).doesNotContain("style=").doesNotContain("<style").doesNotContainPattern("\\son[a-z]+=");
        assertThat(page).doesNotContainPattern("<script(?![^>]*\\ssrc=)");
        Pattern.compile("(?:src|href)=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(reference -> reference.group(1))
                .forEach(reference -> {
                    assertThat(reference).doesNotContain(":").doesNotStartWith("/");
                    assertThat(status(admin("/" + reference))).isEqualTo(200);
                });
    }

    @Test
    void metricsAreThoseOfPrometheus() throws Exception {
        assertThat(send(admin("/metrics")).body())
                .contains("forebay_requests_seconds_count{method=\"GET\",route=\"shop\",status=\"2xx\"} 1")
                .contains("forebay_upstream_available{pool=\"app\",upstream=\"http://127.0.0.1:9003\"} 0.0");

        HttpResponse<String> open = send(admin("/metrics").header("Accept", "application/openmetrics-text"));
        assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void statusSaysHowThingsStand() throws Exception {
        STATUS.lastLoad = new GatewayStatus.LastLoad(
                Instant.parse("2026-02-03T04:05:06Z"),
                false,
                List.of("forebay.yaml:7 pools.app.upstreams[1].weight: 0 is too small; 1 to 1000000"),
                List.of("cache.heap"));

        JsonNode status = new JsonMapper().readTree(send(admin("/status.json")).body());

        Map.of(
                        "/version", "0.1.0",
                        "/node", "node-a",
                        "/phase", "running",
                        "/started_at", "2026-02-03T04:00:00Z",
                        "/config/last_load/at", "2026-02-03T04:05:06Z",
                        "/pools/0/upstreams/2/state", "ejected",
                        "/routes/0/path_prefix", "/",
                        "/config/last_load/need_restart/0", "cache.heap",
                        "/cluster/members/1/name", "127.0.0.1:5702")
                .forEach((path, text) -> assertThat(status.at(path).asString()).isEqualTo(text));
        Map.of(
                        "/discovery/app/missing/why", "DNS has no app.internal",
                        "/discovery/app/missing/since", "2031-05-06T07:08:09Z",
                        "/purges/nodes/1", "b2@[127.0.0.1]:5702",
                        "/purges/latest/0/scope", "all",
                        "/purges/latest/0/missing/0", "b2")
                .forEach((path, text) -> assertThat(status.at(path).asString()).isEqualTo(text));
        Map.ofEntries(
                        Map.entry("/uptime_seconds", 306),
                        Map.entry("/discovery/app/failures", 2),
                        Map.entry("/purges/complete", 8),
                        Map.entry("/purges/incomplete", 1),
                        Map.entry("/purges/refused_messages", 2),
                        Map.entry("/purges/latest/0/number", 9),
                        Map.entry("/purges/latest/0/swept", 7),
                        Map.entry("/config/generation", 3),
                        Map.entry("/config/loads_failed", 1),
                        Map.entry("/traffic/requests", 3),
                        Map.entry("/traffic/failed", 1),
                        Map.entry("/traffic/in_flight", 0),
                        Map.entry("/traffic/refusals/credential-wrong", 1),
                        Map.entry("/pools/0/upstreams/0/in_flight", 2),
                        Map.entry("/routes/0/hits", 1),
                        Map.entry("/routes/0/forwards", 1),
                        Map.entry("/routes/1/requests", 0),
                        Map.entry("/cache/outcomes/hit", 1),
                        Map.entry("/cache/outcomes/uri-miss", 1),
                        Map.entry("/cache/outcomes/partial", 0),
                        Map.entry("/cache/heap/limit_bytes", 256 << 20),
                        Map.entry("/cache/capturing_bytes", 3 << 20),
                        Map.entry("/cache/sharing/lookup_failures", 14),
                        Map.entry("/cache/sharing/waiting_writes", 2),
                        Map.entry("/cache/sharing/lost_writes", 5),
                        Map.entry("/cache/sharing/rejected", 1),
                        Map.entry("/cache/sharing/backup_lookups", 6),
                        Map.entry("/cache/sharing/skipped_lookups", 3),
                        Map.entry("/cache/sharing/resting_members", 1),
                        Map.entry("/cache/sharing/waiting_requests", 4),
                        Map.entry("/cache/sharing/uncollapsed", 9),
                        Map.entry("/waiting_passwords", 4),
                        Map.entry("/limits/alone", 7),
                        Map.entry("/limits/rejected", 2),
                        Map.entry("/access_log_dropped", 6))
                .forEach((path, value) ->
                        assertThat(status.at(path).asInt()).as(path).isEqualTo(value));
        assertThat(status.at("/config/last_load/succeeded").asBoolean()).isFalse();
        assertThat(status.at("/config/last_load/errors/0").asString()).contains("forebay.yaml:7");
        assertThat(status.at("/routes/0/host").isNull()).isTrue();
    }

    @Test
    void withoutAClusterNoneIsShown() throws Exception {
        Optional<GatewayStatus.Cluster> before = STATUS.cluster;
        STATUS.cluster = Optional.empty();
        try {
            JsonNode status =
                    new JsonMapper().readTree(send(admin("/status.json")).body());
            assertThat(status.get("cluster").isNull()).isTrue();
        } finally {
            STATUS.cluster = before;
        }
    }

    private static HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(base + "_forebay" + path));
    }

    private static HttpRequest.Builder admin(String path) {
        return get(path).header(ROLES, "reader,admin");
    }

    private static int status(HttpRequest.Builder request) {
        try {
            return send(request).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder purge(String role, String json) {
        return get("/purge")
                .header(ROLES, role)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"url\": \"https://A.test:443/x?y=1\"} | url https://a.test/x?y=1",
                "{\"url\": \"https://a.test/x\", \"soft\": true} | url https://a.test/x soft",
                "{\"prefix\": \"https://a.test/x/\"} | prefix https://a.test/x",
                "{\"tag\": \"shoe\", \"origin\": \"https://a.test\"} | tag shoe of https://a.test",
                "{\"all\": true} | all",
                "{\"all\": true, \"origin\": \"http://a.test\"} | prefix http://a.test/",
            })
    void aPurgeSaysWhatItDid(String json, String called) throws Exception {
        for (String role : List.of("admin", "purge")) {
            PURGES.called.clear();
            PURGES.outcome = FakePurges.EVERYWHERE;

            HttpResponse<String> response = send(purge(role, json));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body())
                    .isEqualTo("{\"number\":7,\"nodes\":3,\"acknowledged\":3,\"elapsed_millis\":4.0}");
            assertThat(PURGES.called).containsExactly(called);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name one of url, prefix, tag and all",
                "no | is no JSON",
                "[] | no JSON object",
                "{\"url\": \"https://a.test/\", \"all\": true} | not 2",
                "{\"url\": \"/x\"} | url is no absolute URI",
                "{\"url\": 5} | url is no absolute URI",
                "{\"url\": \"https://a.test/\", \"origin\": \"https://a.test\"} | leave it out",
                "{\"prefix\": \"https://a.test/x?y\"} | prefix has a query",
                "{\"prefix\": \"https://a.test/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6\"} | more than 15 segments",
                "{\"tag\": \"x\"} | origin is missing",
                "{\"tag\": \" \", \"origin\": \"https://a.test\"} | tag is no text",
                "{\"tag\": \"x\", \"origin\": \"https://a.test/y\"} | origin has a path",
                "{\"all\": false} | all is not true",
                "{\"all\": true, \"soft\": 1} | soft is neither true nor false",
                "{\"urls\": \"x\", \"all\": true} | urls is not known",
            })
    void aPurgeThatNamesNothingSaysWhatWouldBeRight(String json, String wrong) throws Exception {
        PURGES.called.clear();

        HttpResponse<String> response = send(purge("purge", json));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(wrong).contains("purge-invalid");
        assertThat(PURGES.called).isEmpty();
    }

    @Test
    void aPurgeThatMissesANodeIsNoSuccess() throws Exception {
        PURGES.outcome = new Purges.Outcome(8, 3, 2, List.of("b7@10.0.0.2"), Duration.ofSeconds(2));

        HttpResponse<String> response = send(purge("purge", "{\"all\": true}"));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("b7@10.0.0.2", "2 of 3", "purge-incomplete", "nodes/forget");
    }

    @Test
    void aPurgeIsForItsRoleAndCanNotComeFromAFormOfAnotherSite() throws Exception {
        PURGES.called.clear();
        assertThat(send(purge("metrics", "{\"all\": true}")).statusCode()).isEqualTo(403);
        assertThat(send(get("/purge").POST(HttpRequest.BodyPublishers.ofString("{\"all\": true}")))
                        .statusCode())
                .isEqualTo(403);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
            HttpRequest.Builder request = get("/purge")
                    .header(ROLES, "purge")
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"all\": true}"));
            assertThat(send(request).statusCode()).as(type).isEqualTo(415);
        }
        assertThat(send(get("/purge").header(ROLES, "purge")).statusCode()).isEqualTo(405);
        assertThat(send(purge("purge", "{\"tag\": \"" + "x".repeat(1 << 16) + "\"}"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(get("/status.json").header(ROLES, "purge")).statusCode())
                .isEqualTo(403);
        assertThat(PURGES.called).isEmpty();
    }

    @Test
    void toForgetANodeIsForAdminsWhoNameOne() throws Exception {
        HttpRequest.Builder call = get("/nodes/forget").header("Content-Type", "application/json");
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{\"node\": \"5f3a\"}");
        assertThat(send(call.copy().header(ROLES, "purge").POST(body)).statusCode())
                .isEqualTo(403);
        HttpResponse<String> unknown = send(call.copy().header(ROLES, "admin").POST(body));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("nodes-unknown");
        for (String wrong : List.of("{}", "no", "{\"node\": 5}", "{\"node\": \"x@y\"}")) {
            HttpResponse<String> response =
                    send(call.copy().header(ROLES, "admin").POST(HttpRequest.BodyPublishers.ofString(wrong)));
            assertThat(response.statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(send(get("/nodes/forget").header(ROLES, "admin").POST(body)).statusCode())
                .isEqualTo(415);
        assertThat(send(get("/nodes/forget").header(ROLES, "admin")).statusCode())
                .isEqualTo(405);
    }
}
