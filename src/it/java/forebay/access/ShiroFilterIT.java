package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import forebay.cluster.SharedBuckets;
import forebay.edge.Collaborators;
import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter in a real container, between a guard and a servlet of the test's own. */
final class ShiroFilterIT {
    private static final ApiKeys.NewKey ADMIN = ApiKeys.generate("boss", List.of("admin"), new SecureRandom());
    private static final ApiKeys.NewKey READER = ApiKeys.generate("ci", List.of("reader"), new SecureRandom());
    private static final String PASSWORD = "open sesame, please";
    private static final String USERS = "[users]\nalice = " + Passwords.hash(PASSWORD.toCharArray()) + ", reader\n";
    private static final String KEYS = "[keys]\n" + ADMIN.line() + "\n" + READER.line() + "\n";
    private static final String URLS = """
            [urls]
            /open/** = anon
            /admin/** = roles[admin]
            /basic/** = authcBasic
            /** = authc
            """;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getLoggerName() + " " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage()));
        }
    };
    private Path file;
    private AccessPolicies policies;
    private int port;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("shiro.ini");
        Files.writeString(file, KEYS + USERS + URLS);
        AccessSettings settings = new AccessSettings(file, 1, 1, 3, Duration.ofHours(1));
        policies = AccessPolicies.load(
                settings, InstantSource.system(), new SecureRandom(), text -> text, SharedBuckets.ALONE);

        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        Collaborators.put(context.getServletContext(), AccessPolicies.class, policies);
        Collaborators.put(context.getServletContext(), RequestLimits.class, new RequestLimits(InstantSource.system()));
        for (var filter :
                List.of(new FilterHolder(new GuardDouble(exchanges)), new FilterHolder(new ReloadingShiroFilter()))) {
            filter.setAsyncSupported(true);
            context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        ServletHolder probe = new ServletHolder(new Probe());
        probe.setAsyncSupported(true);
        context.addServlet(probe, "/*");
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        root().detachAppender(appender);
        root().setLevel(Level.INFO);
        GatedRealm.reset();
        server.stop();
    }

    @ParameterizedTest(name = "{0} by {1} is {2}")
    @CsvSource({
        "/open/x, nobody, 200, '/'",
        "/x, nobody, 401, credentials-missing",
        "/x, reader, 200, keys/ci",
        "/x, bearer, 200, keys/ci",
        "/x, alice, 200, users/alice",
        "/x, wrong, 401, credentials-invalid",
        "/x, two, 400, credentials-ambiguous",
        "/open/x, two, 400, credentials-ambiguous",
        "/x, malformed, 400, credentials-malformed",
        "/admin, reader, 403, role-missing",
        "/ADMIN/x, reader, 403, role-missing",
        "/admin/x, admin, 200, keys/boss",
        "/basic/x, admin, 401, credentials-unsupported",
        "/_forebay/health, nobody, 200, '/'",
        "/_forebay/purge, reader, 403, role-missing",
        "/_forebay/purge, admin, 200, keys/boss"
    })
    void answers(String path, String who, int status, String content) throws Exception {
        HttpResponse<String> response = get(path, fields(who));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(content);
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                .isEqualTo(status == 401);
        if (status != 200) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(last().refusal()).contains(content);
        }
    }

    @Test
    void whoIsForbiddenIsKnownToTheLog() throws Exception {
        get("/admin/x", fields("reader"));

        assertThat(last().caller()).isEqualTo(new Caller("keys", "ci", java.util.Set.of("reader")));
    }

    @Test
    void nothingOfShiroIsBoundBehindTheFilter() throws Exception {
        assertThat(get("/async", fields("alice")).body()).isEqualTo("users/alice bound=false user=null session=false");
    }

    @Test
    void tooManyFailuresAre429AndARememberedPasswordStillPasses() throws Exception {
        assertThat(get("/x", fields("alice")).statusCode()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            assertThat(get("/x", "Authorization", basic("alice", "guess " + i)).statusCode())
                    .isEqualTo(401);
        }

        HttpResponse<String> limited = get("/x", "Authorization", basic("alice", "guess"));

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(limited.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 1_200);
        assertThat(last().refusal()).contains("credentials-limited");
        assertThat(get("/x", fields("alice")).statusCode()).isEqualTo(200);
        assertThat(get("/x", fields("reader")).statusCode()).isEqualTo(200);
    }

    @Test
    void tooManyPasswordsAtATimeAre503() throws Exception {
        reload("[main]\ngated = " + GatedRealm.class.getName() + "\n" + KEYS + URLS);
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        held.add(send("/x", "Authorization", basic("one", "right")));
        await().until(() -> GatedRealm.ENTERED.availablePermits() == 1);
        held.add(send("/x", "Authorization", basic("two", "right")));
        await().until(() -> policies.waitingPasswords() == 1);

        HttpResponse<String> busy = get("/x", "Authorization", basic("three", "right"));

        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(last().refusal()).contains("credentials-busy");
        assertThat(get("/x", fields("reader")).statusCode()).isEqualTo(200);
        GatedRealm.open.countDown();
        for (CompletableFuture<HttpResponse<String>> each : held) {
            assertThat(each.get().body()).startsWith("gated/");
        }
        assertThat(get("/x", "Authorization", basic("three", "right")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePasswordOfAPageThatSendsItManyTimesIsCheckedOnce() throws Exception {
        reload("[main]\ngated = " + GatedRealm.class.getName() + "\n" + KEYS + URLS);
        List<CompletableFuture<HttpResponse<String>>> page = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            page.add(send("/x" + i, "Authorization", basic("one", "right")));
        }
        await().until(() -> exchanges.size() == 8);
        GatedRealm.open.countDown();

        for (CompletableFuture<HttpResponse<String>> each : page) {
            assertThat(each.get().body()).startsWith("gated/one");
        }
        assertThat(GatedRealm.ENTERED.availablePermits()).isEqualTo(1);
    }

    @Test
    void aRealmThatBreaksIs503AndTellsNothing() throws Exception {
        reload("[main]\ngated = " + GatedRealm.class.getName() + "\n" + KEYS + URLS);
        GatedRealm.open.countDown();

        HttpResponse<String> response = get("/x", "Authorization", basic("one", "breaks"));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).doesNotContain("Exception", "breaks");
    }

    @Test
    void reloadsWhileRequestsRunWithoutAWrongAnswer() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Queue<Integer> answers = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> load = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            load.add(CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    // Only the reader's rule changes; what is the same in all versions must always hold.
                    answers.add(getUnchecked("/admin/x", fields("admin")));
                    answers.add(getUnchecked("/admin/x", fields("nobody")));
                }
            }));
        }
        for (int i = 0; i < 10; i++) {
            int before = answers.size();
            reload(KEYS + "[urls]\n/admin/** = roles[admin]\n/v" + i + " = anon\n");
            await().until(() -> answers.size() > before + 2);
            assertThat(get("/v" + i).statusCode()).isEqualTo(200);
            assertThat(get("/v" + (i - 1)).statusCode()).isEqualTo(401);
        }
        stop.set(true);
        for (CompletableFuture<Void> each : load) {
            each.get();
        }

        assertThat(answers).containsOnly(200, 401);
        assertThat(Collections.frequency(answers, 200)).isEqualTo(Collections.frequency(answers, 401));
        assertThat(policies.generation()).isEqualTo(11);
    }

    @Test
    void aKeyThatIsRemovedEndsAtOnceThoughItWasRemembered() throws Exception {
        assertThat(get("/x", fields("reader")).statusCode()).isEqualTo(200);
        assertThat(get("/x", fields("alice")).statusCode()).isEqualTo(200);

        reload("[keys]\n" + ADMIN.line() + "\n" + URLS);

        assertThat(get("/x", fields("reader")).statusCode()).isEqualTo(401);
        assertThat(get("/x", fields("alice")).statusCode()).isEqualTo(401);
        assertThat(get("/x", fields("admin")).statusCode()).isEqualTo(200);
    }

    @Test
    void aBrokenFileKeepsTheRulesBefore() throws Exception {
        Files.writeString(file, "[urls]\n/** = anom\n/a = ano\n");

        assertThatThrownBy(policies::reload)
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("shiro.ini:2 [urls] /**: there is no filter 'anom'")
                .hasMessageContaining("shiro.ini:3 [urls] /a: there is no filter 'ano'");

        assertThat(policies.refusedReloads()).isEqualTo(1);
        assertThat(policies.generation()).isEqualTo(1);
        assertThat(policies.lastRefusal()).isPresent();
        assertThat(get("/x").statusCode()).isEqualTo(401);
        assertThat(get("/x", fields("reader")).statusCode()).isEqualTo(200);
        reload(KEYS + URLS);
        assertThat(policies.lastRefusal()).isEmpty();
    }

    @Test
    void nothingOfACredentialIsLogged() throws Exception {
        root().setLevel(Level.TRACE);
        appender.setContext(root().getLoggerContext());
        appender.start();
        root().addAppender(appender);
        String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYWxsb3J5In0.c2lnbmF0dXJl";
        String wrongKey = "fbk_ci_0123456789abcdef";

        reload("[main]\ngated = " + GatedRealm.class.getName()
                + "\nother = JwtRealm\nother.issuer=i\nother.audience=a\n" + "other.jwks=http://127.0.0.1:1/\n" + KEYS
                + USERS + URLS);
        GatedRealm.open.countDown();
        for (String who : List.of("reader", "bearer", "alice", "wrong", "two", "malformed")) {
            get("/x", fields(who));
            get("/admin", fields(who));
        }
        get("/x", "Authorization", "Bearer " + token);
        get("/x", "X-Api-Key", wrongKey);
        get("/x", "Authorization", basic("hunter2-as-name", "breaks"));

        root().detachAppender(appender);
        assertThat(logged).anyMatch(line -> line.startsWith("forebay.access.") || line.startsWith("org.apache.shiro."));
        List<String> ours = logged.stream()
                .filter(line -> !line.startsWith("org.eclipse.jetty."))
                .toList();
        String[] secrets = {
            READER.key().substring(7),
            ADMIN.key().substring(9),
            PASSWORD,
            "hunter2",
            "breaks",
            token,
            "0123456789abcdef",
            basic("alice", PASSWORD).substring(6)
        };
        for (String secret : secrets) {
            assertThat(ours).noneMatch(line -> line.contains(secret));
        }
    }

    private void reload(String ini) throws Exception {
        Files.writeString(file, ini);
        policies.reload();
    }

    private Exchange last() {
        return List.copyOf(exchanges).get(exchanges.size() - 1);
    }

    private HttpResponse<String> get(String path, String... fields) throws Exception {
        return send(path, fields).get();
    }

    private int getUnchecked(String path, String... fields) {
        return send(path, fields).join().statusCode();
    }

    private CompletableFuture<HttpResponse<String>> send(String path, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String[] fields(String who) {
        return switch (who) {
            case "nobody" -> new String[0];
            case "admin" -> new String[] {"X-Api-Key", ADMIN.key()};
            case "reader" -> new String[] {"X-Api-Key", READER.key()};
            case "bearer" -> new String[] {"Authorization", "Bearer " + READER.key()};
            case "alice" -> new String[] {"Authorization", basic("alice", PASSWORD)};
            case "wrong" -> new String[] {"Authorization", "Bearer " + READER.key() + "x"};
            case "two" -> new String[] {"X-Api-Key", READER.key(), "Authorization", basic("alice", PASSWORD)};
            case "malformed" -> new String[] {"Authorization", "Basic !"};
            default -> throw new IllegalArgumentException(who);
        };
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Logger root() {
        return (Logger) org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
