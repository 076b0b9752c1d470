package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That {@link PurgeChecker} finds what it is there to find: three processes of a gateway that has a fault which shows under
 * load, or where a node joins. {@link PlantedMomentsIT} has those that show at one moment only.
 */
@Tag("cluster")
final class PlantedFaultsIT {
    private static final int KEY = 1;

    /** No fault: what nodes tell each other of purges takes a while, as over long ways. */
    private static final PlantedWar.Fault SLOW_MESSAGES = new PlantedWar.Fault(
            "cluster/ClusterNodes.java",
            "CompletionStage<Void> unused = topic.publishAsync(sealed);",
            "CompletionStage<Void> unused = CompletableFuture.runAsync(() -> topic.publishAsync(sealed),"
                    + " CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS));");

    @TempDir
    Path folder;

    private PurgeCluster cluster;
    private PurgeChecker checker;

    /** Faults that show under load. */
    static List<Arguments> underLoad() {
        return List.of(
                Arguments.of(
                        "what is stored is judged when it is stored, and not when it is used",
                        List.of(new PlantedWar.Fault(
                                "cache/ReadCheck.java",
                                "return judge(uri, stored) == PurgeEpochs.Verdict.PASSES;",
                                "return true;"))),
                Arguments.of(
                        "a request joins a forward that began before a purge",
                        List.of(
                                new PlantedWar.Fault(
                                        "cache/flow/Collapser.java",
                                        "known != null && check.passes(lane.key().uri(), known.stamp())",
                                        "known != null"),
                                new PlantedWar.Fault(
                                        "cache/flow/Collapsing.java",
                                        "!flow.check().passes(request.key().uri(), described)",
                                        "described == null"))),
                Arguments.of(
                        "a purge has a number that only one node was asked for",
                        List.of(
                                SLOW_MESSAGES,
                                new PlantedWar.Fault(
                                        "cluster/CommandAnswers.java",
                                        "message.kind() == Kind.OFFER && message.number() > state.high()",
                                        "message.kind() == Kind.OFFER"))),
                Arguments.of(
                        "what an origin said before a hard purge makes good what came before that",
                        List.of(
                                new PlantedWar.Fault(
                                        "cache/PurgeStamp.java",
                                        "new PurgeStamp(lineage, hard, Math.max(soft, later.soft))",
                                        "new PurgeStamp(lineage, Math.max(hard, later.hard), Math.max(soft, later.soft))"),
                                new PlantedWar.Fault(
                                        "cache/flow/ForwardPlan.java",
                                        "Validation.outcome(request, validating, head, receipt)",
                                        "Validation.outcome("
                                                + "request, validating, head, receipt.withStamp(flow.check().stamp()))"))));
    }

    private void start(List<PlantedWar.Fault> faults) throws IOException {
        cluster = PurgeCluster.planted(folder, "purge-waits", faults);
        cluster.start(3);
        checker = new PurgeChecker(cluster.origin, cluster.nodes);
    }

    @AfterEach
    void stop() throws Exception {
        if (checker != null) {
            checker.close();
        }
        cluster.stop();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("underLoad")
    void aFaultIsFound(String what, List<PlantedWar.Fault> faults) throws IOException {
        start(faults);
        checker.start(3);
        await().atMost(PurgeCluster.LONG).until(() -> !checker.broken.isEmpty());
    }

    @Test
    void slowMessagesAreNoFault() throws IOException {
        start(List.of(SLOW_MESSAGES));
        checker.start(3);
        await().atMost(PurgeCluster.LONG).until(() -> checker.complete.get() >= 200);
        assertThat(checker.broken).isEmpty();
    }

    @Test
    void aNodeThatServesBeforeItHasTheTableIsFound() throws Exception {
        start(List.of(new PlantedWar.Fault("cache/PurgeEpochs.java", "public void merge(byte[] snapshot) {", """
                        public void merge(byte[] snapshot) {
                            if (snapshot.length > 0) {
                                return;
                            }
                        """)));
        checker.read(0, KEY);
        await().atMost(PurgeCluster.LONG).until(() -> checker.read(1, KEY)); // so the cluster has it
        await().atMost(PurgeCluster.LONG).until(() -> checker.change(cluster.nodes.get(0), KEY));
        PurgeCluster.send(cluster.nodes.get(2), "KILL");
        cluster.startAgain(2);
        cluster.awaitAll();
        assertThat(checker.broken).isEmpty();
        checker.read(2, KEY);
        assertThat(checker.broken).hasSize(1);
    }
}
