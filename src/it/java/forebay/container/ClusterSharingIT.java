package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes as processes of their own: one forward for the cluster, and what a node that hangs or dies costs. */
@Tag("cluster")
final class ClusterSharingIT {
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final int CLIENTS = 100;
    /** On each of three nodes: a thousand in all. */
    private static final int CROWD = 334;

    /** On each node, where all of them go forward at once. */
    private static final int FEW = 15;

    private static final int LOADING = 4;
    private static final int ROLLING_PATHS = 97;
    private static final int STORED = 10_000;
    private static final int STORED_AT_ONCE = 1_000;
    private static final String USER = "X-Api-Key: " + Conf.USER_KEY + "\r\n";
    private static final String ADMIN = "X-Api-Key: " + Conf.ADMIN_KEY + "\r\n";
    private static final String ONLY_STORED = USER + "Cache-Control: only-if-cached\r\n";

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> forwarded = new ConcurrentHashMap<>();
    /** Where a path is here, its first forward waits. */
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    /** Where a path is here, its other forwards wait for one another: all have to be under way before one is answered. */
    private final Map<String, CountDownLatch> together = new ConcurrentHashMap<>();

    private final ExecutorService clients = Executors.newFixedThreadPool(3 * CROWD);
    private final List<RunningContainer> nodes = new ArrayList<>();
    private EchoOrigin origin;
    private Conf conf;

    /**
     * Starts the nodes.
     *
     * @param patience for look-ups and leases; on a machine that has much else to do the usual 50 ms are short
     */
    private void start(String patience) throws IOException {
        origin = new EchoOrigin(this::witness);
        conf = new Conf(folder.resolve("conf"), origin.url());
        // After much load ports that were connected from stay taken for a minute.
        conf.write(
                "hazelcast.yaml", await().atMost(SETTLED).ignoreExceptions().until(ShippedCluster::yaml, yaml -> true));
        conf.write("cluster.key", "0123456789abcdef".repeat(4) + "\n");
        String yaml = Files.readString(conf.folder().resolve("forebay.yaml"));
        conf.write(
                "forebay.yaml",
                yaml + "\ncluster:\n  keys: [\"${file:cluster.key}\"]\ncache:\n  lookup-timeout: " + patience + "\n");
        for (String name : List.of("a", "b", "c")) {
            nodes.add(Container.JAR.start(Files.createDirectories(folder.resolve(name)), "", conf.folder()));
        }
        nodes.forEach(node -> awaitMembers(node, 3));
    }

    @AfterEach
    void stop() throws Exception {
        held.values().forEach(CountDownLatch::countDown);
        together.values().forEach(ClusterSharingIT::open);
        clients.shutdownNow();
        for (RunningContainer node : nodes) {
            signal(node, "KILL");
            node.close();
        }
        origin.close();
    }

    private void witness(EchoOrigin.Head head) {
        int times = forwarded
                .computeIfAbsent(head.target(), target -> new AtomicInteger())
                .incrementAndGet();
        CountDownLatch latch = times == 1 ? held.get(head.target()) : together.get(head.target());
        if (latch != null) {
            if (times > 1) {
                latch.countDown();
            }
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void open(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            latch.countDown();
        }
    }

    private static void awaitMembers(RunningContainer node, int count) {
        await().atMost(SETTLED)
                .untilAsserted(() -> assertThat(status(node).split("\"self\":(true|false)", -1))
                        .as(node.log())
                        .hasSize(count + 1));
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

    private List<Future<Wire.Answer>> ask(RunningContainer node, String path, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> clients.submit(() -> request(node, path, USER)))
                .toList();
    }

    private static void assertAnswered(List<Future<Wire.Answer>> asked, String path) throws Exception {
        for (Future<Wire.Answer> each : asked) {
            each.get().expect(200);
            assertThat(each.get().content()).isEqualTo(path.repeat(20));
        }
    }

    private static List<String> paths(String kind, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "/cacheable/" + kind + "/" + i)
                .toList();
    }

    private static void store(RunningContainer node, List<String> paths) throws IOException {
        for (int from = 0; from < paths.size(); from += STORED_AT_ONCE) {
            try (Wire wire = new Wire(node.port())) {
                for (String path : paths.subList(from, Math.min(paths.size(), from + STORED_AT_ONCE))) {
                    request(wire, path, USER).expect(200);
                }
            }
            // More than wait for the cluster at a time would be lost.
            await().atMost(SETTLED).until(() -> reading(node, "waiting_writes") == 0);
        }
        assertThat(reading(node, "lost_writes")).isZero();
    }

    /** Those of {@code paths} that {@code node} answers from what is stored. */
    private static List<String> hits(RunningContainer node, Collection<String> paths) throws IOException {
        List<String> hits = new ArrayList<>();
        try (Wire wire = new Wire(node.port())) {
            for (String path : paths) {
                Wire.Answer answer = request(wire, path, ONLY_STORED);
                if (answer.field("Cache-Status").orElseThrow().startsWith("forebay; hit")) {
                    assertThat(answer.content()).isEqualTo(path.repeat(20));
                    hits.add(path);
                }
            }
        }
        return hits;
    }

    /** One of many on a connection that stays. */
    private static Wire.Answer request(Wire wire, String path, String fields) throws IOException {
        wire.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
        return wire.read(true);
    }

    @Test
    void manyRequestsForAColdKeyOverAllNodesCauseOneForward() throws Exception {
        start("5s");
        String path = "/cacheable/cold";
        CountDownLatch release = new CountDownLatch(1);
        held.put(path, release);
        List<Future<Wire.Answer>> asked = new ArrayList<>();
        nodes.forEach(node -> asked.addAll(ask(node, path, CROWD)));
        await().atMost(SETTLED).until(() -> forwarded.containsKey(path));
        release.countDown();
        assertAnswered(asked, path);
        assertForwarded(path, 1, nodes);
    }

    /** So many, and one for each time that a node waited too long, or was not answered by the cluster in time. */
    private void assertForwarded(String path, int times, List<RunningContainer> asked) throws IOException {
        long beside = readings("uncollapsed", asked);
        assertThat(forwarded.get(path).get())
                .as("with %d forwards of nodes that had to do without the others", beside)
                .isBetween(times, Math.toIntExact(times + beside));
    }

    @Test
    void aLeaderThatDiesInMidForwardCostsOneMore() throws Exception {
        start("5s");
        String path = "/cacheable/dying";
        held.put(path, new CountDownLatch(1));
        ask(nodes.get(0), path, 1);
        await().atMost(SETTLED).until(() -> forwarded.containsKey(path));
        List<RunningContainer> others = nodes.subList(1, 3);
        List<Future<Wire.Answer>> asked = new ArrayList<>();
        others.forEach(node -> asked.addAll(ask(node, path, CLIENTS)));
        for (RunningContainer node : others) {
            await().atMost(SETTLED).until(() -> reading(node, "waiting_requests") + reading(node, "uncollapsed") > 0);
        }
        signal(nodes.get(0), "KILL");
        assertAnswered(asked, path);
        assertForwarded(path, 2, others);
    }

    /** Reports how long they waited from then on; by themselves requests wait for another node for five seconds. */
    @Test
    void whoWaitsForANodeThatIsStoppedInMidForwardGoesOn(TestReporter reporter) throws Exception {
        start("50ms");
        String path = "/cacheable/stopped";
        CountDownLatch release = new CountDownLatch(1);
        held.put(path, release);
        RunningContainer stopped = nodes.get(0);
        RunningContainer other = nodes.get(1);
        for (String warming : paths("warming", STORED_AT_ONCE)) {
            request(other, warming, USER).expect(200);
        }
        List<Future<Wire.Answer>> first = ask(stopped, path, 1);
        await().atMost(SETTLED).until(() -> forwarded.containsKey(path));
        List<Future<Wire.Answer>> asked = ask(other, path, CLIENTS);
        await().atMost(SETTLED).until(() -> reading(other, "waiting_requests") + reading(other, "uncollapsed") > 0);

        signal(stopped, "STOP");
        long since = System.nanoTime();
        assertAnswered(asked, path);
        reporter.publishEntry("answered after ms", Long.toString((System.nanoTime() - since) / 1_000_000));

        assertThat(forwarded.get(path)).hasValue(2);
        signal(stopped, "CONT");
        release.countDown();
        assertAnswered(first, path);
    }

    @Test
    void whatIsNotStorableReleasesAllWhoWaitAtOnceAndNobodyQueuesAfterIt() throws Exception {
        start("5s");
        AtomicInteger round = new AtomicInteger();
        // Where a request waited too long the machine was slow, or nobody was released: this must happen without.
        await().atMost(SETTLED).until(() -> {
            long before = readings("uncollapsed");
            String path = "/private/" + round.incrementAndGet();
            askTogether(path, before);
            return readings("uncollapsed") == before;
        });
    }

    private void askTogether(String path, long uncollapsed) throws Exception {
        int all = nodes.size() * FEW;
        CountDownLatch release = new CountDownLatch(1);
        held.put(path, release);
        together.put(path, new CountDownLatch(all - 1));
        List<Future<Wire.Answer>> waiting = new ArrayList<>();
        nodes.forEach(node -> waiting.addAll(ask(node, path, FEW)));
        await().atMost(SETTLED)
                .until(() -> readings("waiting_requests") == nodes.size() - 1 || readings("uncollapsed") > uncollapsed);
        release.countDown();
        for (Future<Wire.Answer> each : waiting) {
            each.get().expect(200);
        }

        together.put(path, new CountDownLatch(all));
        List<Future<Wire.Answer>> next = new ArrayList<>();
        nodes.forEach(node -> next.addAll(ask(node, path, FEW)));
        for (Future<Wire.Answer> each : next) {
            each.get().expect(200);
        }
        assertThat(forwarded.get(path)).hasValue(2 * all);
    }

    private long readings(String name) throws IOException {
        return readings(name, nodes);
    }

    private static long readings(String name, List<RunningContainer> of) throws IOException {
        long sum = 0;
        for (RunningContainer node : of) {
            sum += reading(node, name);
        }
        return sum;
    }

    @Test
    void aNodeThatHangsIsNotAskedAnyMoreUntilItAnswersAgain() throws Exception {
        start("50ms");
        RunningContainer hanging = nodes.get(2);
        RunningContainer other = nodes.get(0);
        signal(hanging, "STOP");
        // A third of the keys are its share; of these some have their copy on the node that is asked.
        for (String path : paths("unknown", 60)) {
            assertThat(request(other, path, USER).content()).isEqualTo(path.repeat(20));
        }
        assertThat(reading(other, "skipped_lookups")).isPositive();
        assertThat(reading(other, "resting_members")).isEqualTo(1);
        assertThat(reading(other, "lookup_failures"))
                .as("five in a row, and one each two seconds")
                .isLessThan(20);
        signal(hanging, "CONT");
        await().atMost(SETTLED).untilAsserted(() -> {
            String path = "/cacheable/back/" + System.nanoTime();
            request(other, path, USER).expect(200);
            assertThat(reading(other, "resting_members")).isZero();
        });
    }

    @Test
    void largeContentOfOneNodeIsStreamedByAnotherAndInParts() throws Exception {
        start("5s");
        String path = "/stored-large/one";
        String content = path.repeat(EchoOrigin.LARGE_TIMES);
        store(nodes.get(0), List.of(path));
        for (RunningContainer node : nodes) {
            Wire.Answer whole = request(node, path, ONLY_STORED);
            assertThat(whole.field("Cache-Status").orElseThrow()).startsWith("forebay; hit");
            assertThat(whole.content().equals(content)).as("the same").isTrue();
            Wire.Answer part = request(node, path, ONLY_STORED + "Range: bytes=3000001-3070000\r\n");
            part.expect(206);
            assertThat(part.content()).isEqualTo(content.substring(3_000_001, 3_070_001));
        }
        assertThat(forwarded.get(path)).hasValue(1);
    }

    @Test
    void aRollingRestartUnderLoadFailsNoRequest() throws Exception {
        start("5s");
        List<RunningContainer> serving = new CopyOnWriteArrayList<>(nodes);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<String> failures = new CopyOnWriteArrayList<>();
        List<Future<?>> load = new ArrayList<>();
        for (int i = 0; i < LOADING; i++) {
            int client = i;
            load.add(clients.submit(() -> {
                for (int n = client; !over.get(); n++) {
                    RunningContainer node = serving.get(n % serving.size());
                    String path = "/cacheable/rolling/" + n % ROLLING_PATHS;
                    try {
                        Wire.Answer answer = request(node, path, USER);
                        if (answer.status() != 200 || !answer.content().equals(path.repeat(20))) {
                            failures.add(answer.toString());
                        }
                        answered.incrementAndGet();
                    } catch (IOException e) {
                        failures.add(path + " " + e);
                    }
                }
            }));
        }
        for (int i = 0; i < nodes.size(); i++) {
            RunningContainer old = nodes.get(i);
            // What stands in front of the nodes sends no more to the one that is to stop; it ends what it has.
            serving.remove(old);
            old.process().destroy();
            assertThat(old.process().waitFor()).as(old.log()).isIn(0, 143);
            RunningContainer again =
                    Container.JAR.start(Files.createDirectories(folder.resolve("again" + i)), "", conf.folder());
            nodes.set(i, again);
            nodes.forEach(node -> awaitMembers(node, 3));
            serving.add(again);
        }
        over.set(true);
        for (Future<?> each : load) {
            each.get();
        }
        assertThat(failures).isEmpty();
        assertThat(answered).hasValueGreaterThan(100);
        assertThat(forwarded.values().stream().mapToInt(AtomicInteger::get).sum())
                .as("what was stored stays a hit")
                .isLessThan(2 * ROLLING_PATHS);
    }

    @Test
    void whatTheClusterHasSurvivesTheDeathOfAnyNode() throws Exception {
        start("5s");
        List<String> stored = paths("stored", STORED);
        store(nodes.get(0), stored);
        signal(nodes.get(0), "KILL");
        for (RunningContainer node : nodes.subList(1, 3)) {
            awaitMembers(node, 2);
            Set<String> missed = new LinkedHashSet<>(stored);
            // While shares move to where the copies are, a look-up may take too long, which is a miss.
            await().atMost(SETTLED).until(() -> {
                missed.removeAll(hits(node, missed));
                return missed.isEmpty();
            });
        }
        assertThat(forwarded.values()).allSatisfy(times -> assertThat(times).hasValue(1));
    }
}
