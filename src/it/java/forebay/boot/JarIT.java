package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import forebay.support.RawClient;
import forebay.support.ScriptedOrigin;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged WAR, started as its users start it. */
class JarIT {
    private static final Pattern READY = Pattern.compile("Forebay is ready on (\\S+?)(,| )");

    @TempDir
    Path temp;

    private Path conf;
    private Jar jar;

    @BeforeEach
    void folders() throws IOException {
        conf = Files.createDirectories(temp.resolve("conf"));
        jar = new Jar(temp);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (Stream<Path> left = Files.list(jar.temp())) {
            assertThat(left).isEmpty();
        }
    }

    private void usable(URI upstream) throws IOException {
        Files.writeString(conf.resolve("forebay.yaml"), """
                server:
                  address: 127.0.0.1
                  port: 0
                  drain-timeout: 2m
                pools:
                  app:
                    upstreams:
                      - url: %s
                """.formatted(upstream));
        Files.writeString(conf.resolve("shiro.ini"), "[urls]\n/** = anon\n");
    }

    private void broken() throws IOException {
        Files.writeString(conf.resolve("forebay.yaml"), "server:\n  port: many\nruotes: []\n");
        Files.writeString(conf.resolve("shiro.ini"), "[urls]\n/** = authz\n");
    }

    @Test
    void versionAndHelp() throws Exception {
        Jar.Ended version = jar.run("--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches("Forebay \\d+\\.\\d+\\.\\d+\\S*, Java \\S+\n");
        Jar.Ended help = jar.run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("java -jar forebay.war demo");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"sreve, use one of serve", "demo --prot, it takes --port", "key --id x, at least one role"})
    void whatIsNotUnderstoodIsExitCode2(String line, String right) throws Exception {
        Jar.Ended ended = jar.run(line.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(right, "--help").doesNotContain("\tat ");
    }

    @Test
    void aKeyAndAPasswordMakeAConfThatIsRight() throws Exception {
        Jar.Ended key = jar.run("key", "--id", "ci", "--role", "user");
        assertThat(key.code()).as(key.err()).isZero();
        assertThat(key.out()).containsPattern("fbk_ci_[A-Za-z0-9_-]{43}\n");
        Jar.Ended password = jar.runWithInput("geheim\n", "password");
        assertThat(password.code()).as(password.err()).isZero();
        usable(URI.create("http://127.0.0.1:9001"));
        String line =
                key.out().lines().filter(l -> l.contains("sha256:")).findFirst().orElseThrow();
        Files.writeString(
                conf.resolve("shiro.ini"),
                "[keys]\n" + line + "\n[users]\nada = " + password.out().strip() + ", user\n[urls]\n/** = authc\n");

        Jar.Ended check = jar.run("check", "--conf", conf.toString());

        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.out()).contains("http://127.0.0.1:9001");
        assertThat(check.err()).isEmpty();
    }

    @Test
    void thePackedConfIsRight() throws Exception {
        Jar.Ended check = jar.run("check");
        assertThat(check.code()).as(check.err()).isZero();
    }

    @Test
    void aBrokenConfIsAllItsErrorsInPlainText() throws Exception {
        broken();
        Jar.Ended check = jar.run("check", "--conf", conf.toString());
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err())
                .contains("forebay.yaml:2", "many", "forebay.yaml:3", "ruotes", "shiro.ini:2", "authz")
                .doesNotContain("\tat ");
        Jar.Ended serve = jar.run("--conf", conf.toString());
        assertThat(serve.code()).isEqualTo(1);
        assertThat(serve.err()).contains("forebay.yaml:2", "ruotes").doesNotContain("\tat ");
        assertThat(serve.out()).doesNotContain("ready");
    }

    @Test
    void aShiroIniThatIsBrokenKeepsTheGatewayFromStarting() throws Exception {
        usable(URI.create("http://127.0.0.1:9001"));
        Files.writeString(conf.resolve("shiro.ini"), "[urls]\n/** = authz\n");
        Jar.Ended serve = jar.run("--conf", conf.toString());
        assertThat(serve.code()).isEqualTo(1);
        assertThat(serve.err()).contains("shiro.ini:2", "authz").doesNotContain("\tat ");
    }

    @Test
    void aFolderThatIsNotThere() throws Exception {
        Jar.Ended ended = jar.run("serve", "--conf", conf.resolve("absent").toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no " + conf.resolve("absent"));
    }

    @Test
    void aPortInUse() throws Exception {
        usable(URI.create("http://127.0.0.1:9001"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Jar.Ended ended = jar.run("--conf", conf.toString(), "--port", port);
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("127.0.0.1:" + port + " is in use").doesNotContain("\tat ");
        }
    }

    @Test
    void serveRelaysAndOnSigtermDrains(TestReporter reporter) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            arrived.countDown();
            awaitUninterrupted(release);
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("late".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            exchange.close();
        });
        origin.start();
        usable(URI.create("http://127.0.0.1:" + origin.getAddress().getPort()));
        long begin = System.nanoTime();
        try (Jar.Running gateway = jar.start("serve", "--conf", conf.toString())) {
            URI address = ready(gateway);
            reporter.publishEntry(
                    "ready after " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
            CompletableFuture<HttpResponse<String>> slow = HttpClient.newHttpClient()
                    .sendAsync(HttpRequest.newBuilder(address.resolve("/x")).build(), BodyHandlers.ofString());
            arrived.await();
            gateway.terminate();
            Awaitility.await()
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> new Socket(address.getHost(), address.getPort()).close())
                            .isInstanceOf(ConnectException.class));
            assertThat(gateway.isAlive()).isTrue();
            release.countDown();
            assertThat(slow.get().body()).isEqualTo("late");
            assertThat(gateway.ended().code()).isZero();
        } finally {
            release.countDown();
            origin.stop(0);
        }
    }

    /** By HTTP/1.1 nothing tells a server that its client left, but that it looks. */
    @Test
    void aClientThatLeavesEndsItsRequestAtTheUpstream() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.start(ScriptedOrigin.Conversation::awaitClose)) {
            usable(origin.url());
            try (Jar.Running gateway = jar.start("serve", "--conf", conf.toString())) {
                int port = ready(gateway).getPort();
                try (RawClient one = new RawClient(port);
                        RawClient other = new RawClient(port)) {
                    one.send("GET /a HTTP/1.1\nHost: a.test\n\n");
                    other.send("POST /b HTTP/1.1\nHost: a.test\nContent-Length: 4\n\ndata");
                    Awaitility.await().until(() -> origin.heads().size() == 2);
                }
                Awaitility.await().until(() -> origin.open() == 0);
                gateway.terminate();
                assertThat(gateway.ended().code()).isZero();
            }
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static URI ready(Jar.Running gateway) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> !gateway.isAlive() || READY.matcher(gateway.out()).find());
        try {
            Matcher ready = READY.matcher(gateway.out());
            assertThat(ready.find()).as(gateway.out() + gateway.err()).isTrue();
            return URI.create(ready.group(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
