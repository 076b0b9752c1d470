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
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges on three nodes, each a process of its own, under load, and with a node paused, killed and restarted. */
final class PurgeIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private VersionOrigin origin;
    private Conf conf;
    private final List<RunningContainer> nodes = new ArrayList<>();

    /** Three nodes; {@code cluster} is a key of forebay.yaml's cluster, and its value. */
    private void start(String cluster) throws IOException {
        origin = new VersionOrigin();
        conf = new Conf(folder.resolve("conf"), origin.url());
        conf.write("hazelcast.yaml", ShippedCluster.yaml());
        String yaml = Files.readString(conf.folder().resolve("forebay.yaml"));
        conf.write("forebay.yaml", yaml + "\ncluster:\n  " + cluster + "\n");
        for (String name : List.of("a", "b", "c")) {
            nodes.add(node(name));
        }
    }

    private void awaitAll() {
        nodes.forEach(node -> awaitNodes(node, 3));
    }

    @AfterEach
    void stop() throws Exception {
        for (RunningContainer node : nodes) {
            send(node, "KILL");
            node.close();
        }
        origin.close();
    }

    private RunningContainer node(String name) throws IOException {
        return Container.JAR.start(Files.createDirectories(folder.resolve(name)), "", conf.folder());
    }

    private static void awaitNodes(RunningContainer node, int count) {
        await().atMost(LONG).untilAsserted(() -> {
            Wire.Answer answer = PurgeChecker.purge(node, "{\"url\":\"http://nowhere.test/\"}");
            answer.expect(200);
            assertThat(answer.content()).contains("\"nodes\":" + count + ",\"acknowledged\":" + count);
        });
    }

    private static void send(RunningContainer node, String signal) throws Exception {
        if (node.javaProcess().isAlive()) {
            String pid = Long.toString(node.javaProcess().pid());
            new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
        }
    }

    private static void awaitPurges(PurgeChecker checker, int more) {
        int before = checker.complete.get();
        await().atMost(LONG).until(() -> checker.complete.get() >= before + more);
    }

    @Test
    void afterAPurgeNobodySeesWhatWasBefore() throws Exception {
        start("partition: purge-waits");
        awaitAll();
        try (PurgeChecker checker = new PurgeChecker(origin, nodes)) {
            checker.start(2);
            awaitPurges(checker, 50);
            assertThat(checker.broken).isEmpty();
            assertThat(checker.hits).hasPositiveValue();
        }
    }

    /** Nodes that do not share their purges are what a protocol that does not work would be. */
    @Test
    @Tag("cluster")
    void theCheckerFindsPurgesThatAreTrueOnOneNodeOnly() throws Exception {
        start("mode: off");
        nodes.forEach(node -> awaitNodes(node, 1));
        try (PurgeChecker checker = new PurgeChecker(origin, nodes)) {
            checker.start(2);
            await().atMost(LONG).until(() -> !checker.broken.isEmpty());
            assertThat(checker.incomplete).hasValue(0);
        }
    }

    @Test
    @Tag("cluster")
    void norWhileANodeIsPausedKilledAndStartedAgain() throws Exception {
        start("partition: purge-waits");
        awaitAll();
        PurgeChecker checker = new PurgeChecker(origin, nodes);
        try (checker) {
            checker.start(3);
            awaitPurges(checker, 500);
            RunningContainer c = nodes.get(2);

            send(c, "STOP");
            await().atMost(LONG).until(() -> checker.incomplete.get() >= 3);
            Wire.Answer missed = PurgeChecker.purge(nodes.get(0), "{\"all\":true}");
            missed.expect(503);
            assertThat(missed.content()).contains("2 of 3");
            send(c, "CONT");
            awaitPurges(checker, 300);

            send(c, "KILL");
            int incomplete = checker.incomplete.get();
            await().atMost(LONG).until(() -> checker.incomplete.get() > incomplete);
            RunningContainer again = node("c-again");
            nodes.set(2, again);
            checker.nodes.set(2, again);
            awaitPurges(checker, 300);
        }
        assertThat(checker.broken).isEmpty();
        report(checker);
    }

    @Test
    @Tag("cluster")
    void underHitsStopPurgesGoOnMeanwhileAndNobodySeesWhatWasBefore() throws Exception {
        start("partition: hits-stop");
        awaitAll();
        PurgeChecker checker = new PurgeChecker(origin, nodes);
        try (checker) {
            checker.start(3);
            awaitPurges(checker, 200);
            RunningContainer c = nodes.get(2);

            checker.spared = c;
            awaitPurges(checker, 20); // what it was asked before is answered by then
            send(c, "STOP");
            awaitNodes(nodes.get(0), 2);
            awaitNodes(nodes.get(1), 2);
            awaitPurges(checker, 100);
            long hits = checker.hitsOf(0);
            await().atMost(LONG).until(() -> checker.hitsOf(0) > hits);
            send(c, "CONT");
            checker.spared = null;
            nodes.forEach(node -> awaitNodes(node, 3));
            awaitPurges(checker, 200);

            send(c, "KILL");
            awaitNodes(nodes.get(0), 2);
            awaitPurges(checker, 100);
            RunningContainer again = node("c-again");
            nodes.set(2, again);
            checker.nodes.set(2, again);
            nodes.forEach(node -> awaitNodes(node, 3));
            awaitPurges(checker, 100);
        }
        assertThat(checker.broken).isEmpty();
        report(checker);
    }

    private static void report(PurgeChecker checker) {
        System.out.printf(
                "purges: %d complete, %d incomplete; %s; as clients see it %s; %d hits%n",
                checker.complete.get(),
                checker.incomplete.get(),
                spread(checker.millis),
                spread(checker.clientMillis),
                checker.hits.get());
    }

    private static String spread(Collection<Double> measured) {
        double[] millis =
                measured.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "median %.1f ms, p90 %.1f ms, p99 %.1f ms",
                millis[millis.length / 2],
                millis[millis.length * 90 / 100],
                millis[millis.length * 99 / 100]);
    }

    /** Reports how long a purge takes where nodes get the processor: a thousand reads a second, and twenty purges. */
    @Test
    @Tag("cluster")
    void aThousandReadsASecondSeeNothingFromBeforeAPurge() throws Exception {
        start("partition: purge-waits");
        awaitAll();
        PurgeChecker checker = new PurgeChecker(origin, nodes);
        try (checker) {
            checker.startAtRate(1_000, 20);
            awaitPurges(checker, 800); // JVMs are warm by then
            checker.millis.clear();
            checker.clientMillis.clear();
            awaitPurges(checker, 1_000);
        }
        assertThat(checker.broken).isEmpty();
        assertThat(checker.hits).hasPositiveValue();
        report(checker);
    }

    @Test
    @Tag("cluster")
    void anOperatorSaysThatANodeIsDead() throws Exception {
        start("partition: purge-waits");
        awaitAll();
        send(nodes.get(2), "KILL");
        Wire.Answer missed = PurgeChecker.purge(nodes.get(0), "{\"all\":true}");
        missed.expect(503);
        String node = missed.content().replaceFirst("(?s).*Missing: ([0-9a-f]+)@.*", "$1");

        Wire.Answer forgotten =
                PurgeChecker.post(nodes.get(1), "/_forebay/nodes/forget", "{\"node\":\"" + node + "\"}");

        forgotten.expect(200);
        awaitNodes(nodes.get(0), 2);
        awaitNodes(nodes.get(1), 2);
    }
}
