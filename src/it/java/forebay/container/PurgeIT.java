package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Purges on three nodes, each a process of its own, under load, and with a node paused, killed and restarted. */
final class PurgeIT {
    private static final String ALONE = "mode: off";

    @TempDir
    Path folder;

    private PurgeCluster cluster;
    private List<RunningContainer> nodes;

    /** Three nodes; {@code key} is one of forebay.yaml's cluster, with its value. */
    private PurgeChecker start(String key) throws IOException {
        cluster = new PurgeCluster(folder, Container.packed(), key);
        nodes = cluster.nodes;
        cluster.start(key.equals(ALONE) ? 1 : 3);
        return new PurgeChecker(cluster.origin, nodes);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.stop();
    }

    private static void awaitPurges(PurgeChecker checker, int more) {
        int before = checker.complete.get();
        await().atMost(PurgeCluster.LONG).until(() -> checker.complete.get() >= before + more);
    }

    @Test
    void afterAPurgeNobodySeesWhatWasBefore() throws Exception {
        try (PurgeChecker checker = start("partition: purge-waits")) {
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
        try (PurgeChecker checker = start(ALONE)) {
            checker.start(2);
            await().atMost(PurgeCluster.LONG).until(() -> !checker.broken.isEmpty());
            assertThat(checker.incomplete).hasValue(0);
        }
    }

    @Test
    @Tag("cluster")
    void norWhileANodeIsPausedKilledAndStartedAgain(TestReporter reporter) throws Exception {
        PurgeChecker checker = start("partition: purge-waits");
        try (checker) {
            checker.start(3);
            awaitPurges(checker, 500);
            RunningContainer c = nodes.get(2);

            PurgeCluster.send(c, "STOP");
            await().atMost(PurgeCluster.LONG).until(() -> checker.incomplete.get() >= 3);
            Wire.Answer missed = PurgeChecker.purge(nodes.get(0), "{\"all\":true}");
            missed.expect(503);
            assertThat(missed.content()).contains("2 of 3");
            PurgeCluster.send(c, "CONT");
            awaitPurges(checker, 300);

            PurgeCluster.send(c, "KILL");
            int incomplete = checker.incomplete.get();
            await().atMost(PurgeCluster.LONG).until(() -> checker.incomplete.get() > incomplete);
            cluster.startAgain(2);
            awaitPurges(checker, 300);
        }
        assertThat(checker.broken).isEmpty();
        report(reporter, checker);
    }

    @Test
    @Tag("cluster")
    void underHitsStopPurgesGoOnMeanwhileAndNobodySeesWhatWasBefore(TestReporter reporter) throws Exception {
        PurgeChecker checker = start("partition: hits-stop");
        try (checker) {
            checker.start(3);
            awaitPurges(checker, 200);
            RunningContainer c = nodes.get(2);

            checker.spared = c;
            awaitPurges(checker, 20); // what it was asked before is answered by then
            PurgeCluster.send(c, "STOP");
            PurgeCluster.awaitNodes(nodes.get(0), 2);
            PurgeCluster.awaitNodes(nodes.get(1), 2);
            awaitPurges(checker, 100);
            long hits = checker.hitsOf(0);
            await().atMost(PurgeCluster.LONG).until(() -> checker.hitsOf(0) > hits);
            PurgeCluster.send(c, "CONT");
            checker.spared = null;
            cluster.awaitAll();
            awaitPurges(checker, 200);

            PurgeCluster.send(c, "KILL");
            PurgeCluster.awaitNodes(nodes.get(0), 2);
            awaitPurges(checker, 100);
            cluster.startAgain(2);
            cluster.awaitAll();
            awaitPurges(checker, 100);
        }
        assertThat(checker.broken).isEmpty();
        report(reporter, checker);
    }

    private static void report(TestReporter reporter, PurgeChecker checker) {
        reporter.publishEntry("purges: " + checker.complete + " complete, " + checker.incomplete + " incomplete; "
                + spread(checker.millis) + "; as clients see it " + spread(checker.clientMillis) + "; " + checker.hits
                + " hits");
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
    void aThousandReadsASecondSeeNothingFromBeforeAPurge(TestReporter reporter) throws Exception {
        PurgeChecker checker = start("partition: purge-waits");
        try (checker) {
            checker.startAtRate(1_000, 20);
            awaitPurges(checker, 2_500); // JVMs are warm by then
            checker.millis.clear();
            checker.clientMillis.clear();
            awaitPurges(checker, 1_000);
        }
        assertThat(checker.broken).isEmpty();
        assertThat(checker.hits).hasPositiveValue();
        report(reporter, checker);
    }

    @Test
    @Tag("cluster")
    void anOperatorSaysThatANodeIsDead() throws Exception {
        start("partition: purge-waits");
        PurgeCluster.send(nodes.get(2), "KILL");
        Wire.Answer missed = PurgeChecker.purge(nodes.get(0), "{\"all\":true}");
        missed.expect(503);
        String node = missed.content().replaceFirst("(?s).*Missing: ([0-9a-f]+)@.*", "$1");

        Wire.Answer forgotten =
                PurgeChecker.post(nodes.get(1), "/_forebay/nodes/forget", "{\"node\":\"" + node + "\"}");

        forgotten.expect(200);
        PurgeCluster.awaitNodes(nodes.get(0), 2);
        PurgeCluster.awaitNodes(nodes.get(1), 2);
    }
}
