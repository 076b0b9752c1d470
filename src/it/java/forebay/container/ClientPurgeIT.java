package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.FreePorts;
import forebay.support.StockServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways, each a process of its own, as clients of one Hazelcast server that knows none of our classes. */
@Tag("cluster")
final class ClientPurgeIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";

    @TempDir
    Path folder;

    private VersionOrigin origin;
    private Conf conf;
    private int port;
    private StockServer server;
    private final List<RunningContainer> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        origin = new VersionOrigin();
        port = FreePorts.one();
        conf = new Conf(folder.resolve("conf"), origin.url());
        conf.write("forebay.yaml", """
                pools: {app: {upstreams: [{url: %s}]}}
                routes: [{path: /, pool: app}]
                cluster: {mode: client}
                """.formatted(origin.url()));
        conf.write(
                "hazelcast-client.yaml",
                "hazelcast-client: {cluster-name: it-purge, network: {cluster-members: ['127.0.0.1:" + port + "']}}\n");
        server = server("first");
        nodes.add(node("a"));
        nodes.add(node("b"));
        awaitNodes(2);
    }

    @AfterEach
    void stop() throws Exception {
        for (RunningContainer node : nodes) {
            send(node.javaProcess(), "KILL");
            node.close();
        }
        server.close();
        origin.close();
    }

    private StockServer server(String name) throws IOException {
        return StockServer.start(Files.createDirectories(folder.resolve("server-" + name)), "it-purge", port);
    }

    private RunningContainer node(String name) throws IOException {
        return Container.JAR.start(Files.createDirectories(folder.resolve(name)), "", conf.folder());
    }

    private static void send(ProcessHandle process, String signal) throws Exception {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Until a purge on each node reaches so many. */
    private void awaitNodes(int count) {
        for (RunningContainer node : nodes) {
            await().atMost(LONG).untilAsserted(() -> {
                Wire.Answer answer = PurgeChecker.purge(node, "{\"url\":\"http://nowhere.test/\"}");
                answer.expect(200);
                assertThat(answer.content()).contains("\"nodes\":" + count + ",\"acknowledged\":" + count);
            });
        }
    }

    private static Wire.Answer get(RunningContainer node, String path) throws IOException {
        return Wire.exchange(node.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + USER + "\r\n");
    }

    /** Whether the right password lets in; else the status. */
    private static int signIn(RunningContainer node, String password) throws IOException {
        String basic = Base64.getEncoder().encodeToString(("ada:" + password).getBytes(StandardCharsets.UTF_8));
        return Wire.exchange(
                        node.port(), "GET /x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + basic + "\r\n\r\n")
                .status();
    }

    @Test
    void aPurgeOfAnyScopeIsTrueOnBothAndSoAreLimits() throws Exception {
        List<String> scopes = List.of(
                "{\"url\":\"http://localhost/section/0/k0\"}",
                "{\"prefix\":\"http://localhost/section\"}",
                "{\"tag\":\"k0\",\"origin\":\"http://localhost\"}",
                "{\"all\":true}");
        String path = "/section/0/k0";
        for (String scope : scopes) {
            String before = get(nodes.get(0), path).content();
            for (RunningContainer node : nodes) {
                await().atMost(LONG).untilAsserted(() -> {
                    Wire.Answer hit = get(node, path);
                    assertThat(hit.content()).isEqualTo(before);
                    assertThat(hit.field("Cache-Status").orElse("")).startsWith("forebay; hit");
                });
            }
            int changed = origin.change(path);

            Wire.Answer purged = PurgeChecker.purge(nodes.get(0), scope);

            purged.expect(200);
            assertThat(purged.content()).contains("\"nodes\":2,\"acknowledged\":2");
            for (RunningContainer node : List.of(nodes.get(1), nodes.get(0))) {
                assertThat(get(node, path).content()).as(scope).isEqualTo("" + changed);
            }
        }

        for (int i = 0; i < 10; i++) {
            assertThat(signIn(nodes.get(i % 2), "wrong " + i))
                    .as("attempt " + i)
                    .isEqualTo(401);
        }
        for (RunningContainer node : nodes) {
            assertThat(signIn(node, Conf.PASSWORD)).isEqualTo(429);
        }
    }

    @Test
    void whoDiesIsNamedUntilForgottenAndWhoLeavesIsNot() throws Exception {
        RunningContainer b = nodes.remove(1);
        send(b.javaProcess(), "KILL");
        Wire.Answer missed = PurgeChecker.purge(nodes.get(0), "{\"all\":true}");
        missed.expect(503);
        assertThat(missed.content()).contains("1 of 2");
        String id = missed.content().replaceFirst("(?s).*Missing: ([0-9a-f]+).*", "$1");
        assertThat(b.log()).as("who that is stands in its log").contains("node " + id);

        RunningContainer c = node("c");
        Wire.Answer forgotten = PurgeChecker.post(nodes.get(0), "/_forebay/nodes/forget", "{\"node\":\"" + id + "\"}");

        forgotten.expect(200);
        nodes.add(c);
        awaitNodes(2);

        nodes.remove(c);
        c.close();
        Wire.Answer alone = PurgeChecker.purge(nodes.get(0), "{\"all\":true}");
        alone.expect(200);
        assertThat(alone.content()).contains("\"nodes\":1,\"acknowledged\":1");
    }

    @Test
    void noPurgeSucceedsFalselyWhileTheServerIsPausedOrStartedAgain(TestReporter reporter) throws Exception {
        PurgeChecker checker = new PurgeChecker(origin, nodes);
        try (checker) {
            checker.start(2);
            awaitPurges(checker, 50);

            send(server.process(), "STOP");
            awaitIncomplete(checker);
            send(server.process(), "CONT");
            awaitPurges(checker, 50);

            server.close();
            awaitIncomplete(checker);
            server = server("second");
            awaitPurges(checker, 50);
        }
        assertThat(checker.broken).isEmpty();
        assertThat(checker.hits).hasPositiveValue();
        reporter.publishEntry("client mode: " + checker.complete + " purges complete, " + checker.incomplete
                + " incomplete, " + checker.hits + " hits");
    }

    /** The server has lost the register, and the others are not back yet. */
    @Test
    void whoComesWhileTheServerIsNewDoesNotBelieveThatItIsAlone() throws Exception {
        server.close();
        for (RunningContainer node : nodes) {
            send(node.javaProcess(), "STOP");
        }
        server = server("second");
        RunningContainer c = node("c");
        try {
            Wire.Answer early = PurgeChecker.purge(c, "{\"all\":true}");
            early.expect(503);
            for (RunningContainer node : nodes) {
                send(node.javaProcess(), "CONT");
            }
        } finally {
            nodes.add(c);
        }
        awaitNodes(3);
    }

    private static void awaitPurges(PurgeChecker checker, int more) {
        int before = checker.complete.get();
        await().atMost(LONG).until(() -> checker.complete.get() >= before + more);
    }

    private static void awaitIncomplete(PurgeChecker checker) {
        int before = checker.incomplete.get();
        await().atMost(LONG).until(() -> checker.incomplete.get() >= before + 3);
    }
}
