package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ShippedCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes as processes of their own, one of which is paused (SIGSTOP) for longer than any test takes and is never given
 * up by the others: what it owns of the store they have from its backups.
 */
@Tag("cluster")
final class PausedNodeIT {
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final int SMALL = 300;
    private static final int LARGE = 4;
    private static final int WARMING = 3_000;
    private static final int ROUNDS = 20;
    private static final int A_ROUND = 40;
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";
    private static final String ADMIN = "X-Api-Key: " + Conf.ADMIN_KEY + "\r\n";
    private static final String ONLY_STORED = USER + "Cache-Control: only-if-cached\r\n";

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> forwarded = new ConcurrentHashMap<>();
    private final Map<String, Timings> timings = new LinkedHashMap<>();
    private final List<RunningContainer> nodes = new ArrayList<>();
    private EchoOrigin origin;

    private void start(String patience) throws IOException {
        origin = new EchoOrigin(head -> forwarded
                .computeIfAbsent(head.target(), target -> new AtomicInteger())
                .incrementAndGet());
        Conf conf = new Conf(folder.resolve("conf"), origin.url());
        String shipped = await().atMost(SETTLED).ignoreExceptions().until(ShippedCluster::yaml, yaml -> true);
        String never = shipped.replace("max.no.heartbeat.seconds: 10", "max.no.heartbeat.seconds: 3600");
        assertThat(never).isNotEqualTo(shipped);
        conf.write("hazelcast.yaml", never);
        conf.write("cluster.key", "0123456789abcdef".repeat(4) + "\n");
        String yaml = Files.readString(conf.folder().resolve("forebay.yaml"));
        conf.write(
                "forebay.yaml",
                yaml + "\ncluster:\n  keys: [\"${file:cluster.key}\"]\ncache:\n  cluster: 320MiB\n  lookup-timeout: "
                        + patience + "\n");
        for (String name : List.of("a", "b", "c")) {
            nodes.add(Container.JAR.start(Files.createDirectories(folder.resolve(name)), "", conf.folder()));
        }
        for (RunningContainer node : nodes) {
            await().atMost(SETTLED)
                    .untilAsserted(
                            () -> assertThat(members(node)).as(node.log()).isEqualTo(nodes.size()));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (RunningContainer node : nodes) {
            signal(node, "KILL");
            node.close();
        }
        origin.close();
    }

    private static int members(RunningContainer node) throws IOException {
        return status(node).split("\"self\":(true|false)", -1).length - 1;
    }

    private static String status(RunningContainer node) throws IOException {
        return request(node, "/_forebay/status.json", ADMIN).content();
    }

    private static long reading(RunningContainer node, String name) throws IOException {
        return Long.parseLong(status(node).replaceFirst("(?s).*\"" + name + "\":(\\d+).*", "$1"));
    }

    private static Wire.Answer request(RunningContainer node, String path, String fields) throws IOException {
        return Wire.exchange(node.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }

    private static void signal(RunningContainer node, String name) throws Exception {
        String pid = Long.toString(node.javaProcess().pid());
        new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
    }

    private static List<String> paths(String kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> kind + "/" + i).toList();
    }

    private static String content(String path) {
        return path.repeat(path.startsWith("/stored-large") ? EchoOrigin.LARGE_TIMES : 20);
    }

    private static void store(RunningContainer node, List<String> paths) throws IOException {
        for (String path : paths) {
            request(node, path, USER).expect(200);
        }
        await().atMost(SETTLED).until(() -> reading(node, "waiting_writes") == 0);
        assertThat(reading(node, "lost_writes")).isZero();
    }

    /** The origin takes no ranges, so that the rest of a large response can not be had from it. */
    @Test
    void whatAPausedNodeOwnsStaysAHitForTheOthers() throws Exception {
        start("1s");
        RunningContainer paused = nodes.get(2);
        List<String> small = paths("/cacheable/small", SMALL);
        List<String> large = paths("/stored-large", LARGE);
        store(paused, small);
        store(paused, large);
        signal(paused, "STOP");
        for (RunningContainer node : nodes.subList(0, 2)) {
            assertHits(node, small);
            assertHits(node, large);
            assertThat(members(node)).isEqualTo(3);
            assertThat(reading(node, "backup_lookups")).isPositive();
        }
        small.forEach(path -> assertThat(forwarded.get(path)).as(path).hasValue(1));
        signal(paused, "CONT");
        nodes.forEach(PausedNodeIT::awaitAsked);
        assertHits(paused, small);
    }

    /** On a busy machine a look-up may take too long, which is a miss, but the one that is paused does not come back. */
    private static void assertHits(RunningContainer node, List<String> paths) {
        Set<String> missed = new LinkedHashSet<>(paths);
        await().atMost(SETTLED).until(() -> {
            for (String path : List.copyOf(missed)) {
                Wire.Answer answer = request(node, path, ONLY_STORED);
                if (answer.status() != 504) {
                    assertThat(answer.field("Cache-Status").orElseThrow()).startsWith("forebay; hit");
                    assertThat(answer.clean()).as("%s came whole", path).isTrue();
                    assertThat(answer.content().equals(content(path)))
                            .as("%s is the same", path)
                            .isTrue();
                    missed.remove(path);
                }
            }
            return missed.isEmpty();
        });
    }

    /** Says how long requests took from the moment at which a node is paused; each time for keys that nobody asked for yet. */
    @Test
    void aPausedNodeKeepsNobodyWaiting(TestReporter reporter) throws Exception {
        start("50ms");
        RunningContainer asked = nodes.get(0);
        RunningContainer next = nodes.get(1);
        RunningContainer paused = nodes.get(2);
        store(next, paths("/cacheable/warming", WARMING));
        for (String path : paths("/cacheable/warming", WARMING)) {
            request(asked, path, USER).expect(200);
        }
        for (int round = 0; round < ROUNDS; round++) {
            List<String> small = paths("/cacheable/stored/" + round, 2 * A_ROUND);
            List<String> large = paths("/stored-large/" + round, 2);
            store(next, small);
            store(next, large);
            measure("no node paused, stored", asked, small.subList(0, A_ROUND));
            measure("no node paused, stored and large", asked, large.subList(0, 1));
            measure("no node paused, not stored", asked, paths("/cacheable/before/" + round, A_ROUND));
            signal(paused, "STOP");
            if (round % 2 == 0) { // who has the first question
                measure("a node paused, stored and large", asked, large.subList(1, 2));
            }
            measure("a node paused, stored", asked, small.subList(A_ROUND, 2 * A_ROUND));
            if (round % 2 == 1) {
                measure("a node paused, stored and large", asked, large.subList(1, 2));
            }
            measure("a node paused, not stored", asked, paths("/cacheable/new/" + round, A_ROUND));
            measure("a node paused, the same by another node", next, paths("/cacheable/new/" + round, A_ROUND));
            signal(paused, "CONT");
            awaitAsked(asked);
            awaitAsked(next);
        }
        timings.forEach((kind, each) -> reporter.publishEntry(kind, each.toString()));
    }

    /** Until all members are asked by {@code node} again. */
    private static void awaitAsked(RunningContainer node) {
        await().atMost(SETTLED).untilAsserted(() -> {
            for (String path : paths("/cacheable/after/" + System.nanoTime(), 20)) {
                request(node, path, USER).expect(200);
            }
            assertThat(reading(node, "resting_members")).isZero();
        });
    }

    private void measure(String kind, RunningContainer node, List<String> paths) throws IOException {
        Timings of = timings.computeIfAbsent(kind, first -> new Timings());
        for (String path : paths) {
            of.add(node, path);
        }
    }

    /** How long answers took. */
    private static final class Timings {
        private final List<Long> first = new ArrayList<>();
        private final List<Long> gaps = new ArrayList<>();
        private int hits;

        void add(RunningContainer node, String path) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                String request =
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + USER + "\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                String answer = read(socket.getInputStream());
                assertThat(answer.endsWith("\r\n\r\n" + content(path))).as(path).isTrue();
                hits += answer.contains("Cache-Status: forebay; hit") ? 1 : 0;
            }
        }

        private String read(InputStream in) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 << 10];
            long longest = 0;
            long since = System.nanoTime();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long gap = System.nanoTime() - since;
                if (all.size() == 0) {
                    first.add(gap);
                } else {
                    longest = Math.max(longest, gap);
                }
                all.write(buffer, 0, read);
                since = System.nanoTime();
            }
            gaps.add(longest);
            return all.toString(StandardCharsets.ISO_8859_1);
        }

        private static String of(List<Long> nanos) {
            List<Double> sorted =
                    nanos.stream().sorted().map(each -> each / 1e6).toList();
            return "median %.1f, p99 %.1f, most %.1f ms"
                    .formatted(
                            sorted.get(sorted.size() / 2),
                            sorted.get(sorted.size() * 99 / 100),
                            sorted.get(sorted.size() - 1));
        }

        @Override
        public String toString() {
            return "%d answers, %d hits; first byte: %s; longest gap: %s"
                    .formatted(first.size(), hits, of(first), of(gaps));
        }
    }
}
