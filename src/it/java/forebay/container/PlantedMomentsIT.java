package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is stopped at the two lines where a purge can come in between: after a response was found fit to be stored
 * and before it is, and after a stored response was found fit to be used, under the node's lease, and before it is written.
 * There the gateway as it is keeps its promise; with a fault whose only chance is that line {@link PurgeChecker} finds it.
 * Every process here stops itself at the line ({@link StopHere}), and the thread that came to it goes on after all others
 * where that is what the fault needs.
 */
@Tag("cluster")
final class PlantedMomentsIT {
    private static final int KEY = 1;
    private static final int OTHER_KEY = 2;
    private static final List<Integer> KEYS = List.of(1, 3, 4, 5);
    private static final int NODE = 2;
    private static final String WAITS = "purge-waits";
    private static final String STOPS = "hits-stop";

    private static final PlantedWar.Fault BETWEEN_CHECK_AND_PUT = new PlantedWar.Fault(
            "cache/flow/Capturing.java", "            flow.store().store(request.key(), response);\n", """
                        forebay.container.StopHere.reached();
                        flow.store().store(request.key(), response).toCompletableFuture().handle((put, no) -> "").join();
                        forebay.container.StopHere.done();
            """);

    private static final PlantedWar.Fault BETWEEN_LEASE_AND_WRITE = new PlantedWar.Fault(
            "cache/servlet/StoredResponseWriter.java",
            "            write(response, stored.head().status(), exchange.outgoing(stored.servedFields()));\n",
            """
                        forebay.container.StopHere.reached();
                        write(response, stored.head().status(), exchange.outgoing(stored.servedFields()));
                        forebay.container.StopHere.done();
            """);

    /** So that nothing but the lease keeps a node that went on from what is stored. */
    private static final PlantedWar.Fault MAY_BE_DEAF =
            new PlantedWar.Fault("cluster/ClusterNodes.java", "    void heard(byte[] sealed) {\n", """
                    void heard(byte[] sealed) {
                        if (forebay.container.StopHere.isDeaf()) {
                            return;
                        }
                """);

    private static final String FILTER = "cache/servlet/CacheFilter.java";

    private static final String LOOKS = """
                public boolean holds() {
                    return !bound || now() < until;
            """;

    @TempDir
    Path folder;

    private PurgeCluster cluster;
    private PurgeChecker checker;
    private StoppedNode stopped;

    private void start(String partition, List<PlantedWar.Fault> pauses, List<PlantedWar.Fault> faults)
            throws IOException {
        List<PlantedWar.Fault> all = new ArrayList<>(pauses);
        all.addAll(faults);
        cluster = PurgeCluster.planted(folder, partition, all);
        cluster.start(3);
        checker = new PurgeChecker(cluster.origin, cluster.nodes);
        stopped = new StoppedNode(cluster.nodes.get(NODE));
    }

    @AfterEach
    void stop() throws Exception {
        if (checker != null) {
            checker.close();
        }
        cluster.stop();
    }

    /** A request to the node that is to stop, which another thread waits for; whether it is a hit. */
    private CompletableFuture<Boolean> asked(int key) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return checker.read(NODE, key);
                    } catch (IOException e) {
                        return false; // its client has waited long enough
                    }
                },
                work -> new Thread(work, "asking").start());
    }

    /** Once more where it did not come to the line, as the lease of a node that has too few processors is over at times. */
    private CompletableFuture<Boolean> askedUntilItStops(int key) {
        AtomicReference<CompletableFuture<Boolean>> last = new AtomicReference<>(asked(key));
        await().atMost(PurgeCluster.LONG).until(() -> {
            if (stopped.isStopped()) {
                return true;
            }
            if (last.get().isDone()) {
                last.set(asked(key));
            }
            return false;
        });
        return last.get();
    }

    private boolean purged(int key) throws IOException {
        return checker.change(cluster.nodes.get(0), key);
    }

    private void awaitPurged(int key) {
        await().atMost(PurgeCluster.LONG).until(() -> purged(key));
    }

    /** From the node that stopped first. */
    private void readFromAll(int key) throws IOException {
        for (int i = 0; i < 3; i++) {
            checker.read((NODE + i) % 3, key);
        }
    }

    /** As the fault has no chance without a stop. */
    private void nothingIsFoundWithoutAStop() throws IOException {
        readFromAll(OTHER_KEY);
        awaitPurged(OTHER_KEY);
        readFromAll(OTHER_KEY);
        assertThat(checker.broken).as("without a stop").isEmpty();
    }

    /** Once more with another key where a node that has too few processors has not looked at what was stored. */
    private void isFoundWhereItIsStoredAfterAPurge(String partition, boolean heard) throws Exception {
        for (int key : KEYS) {
            isStoredAfterAPurge(partition, key, heard);
            if (!checker.broken.isEmpty()) {
                return;
            }
            cluster.awaitAll();
        }
        fail("what was stored after a purge was not found");
    }

    /**
     * What the node has fetched is found fit to be stored; then a purge comes, and then it is stored.
     *
     * @param heard whether the node has heard of the purge by then: else it is stored at once when the process goes on
     */
    private void isStoredAfterAPurge(String partition, int key, boolean heard) throws Exception {
        stopped.stopAtTheLine();
        CompletableFuture<Boolean> first = askedUntilItStops(key);
        if (partition.equals(STOPS)) {
            awaitPurged(key);
        } else {
            awaitPurgedWhereItCan(key);
        }
        stopped.goOn();
        if (heard) {
            awaitPurged(key);
            cluster.awaitAll();
        }
        stopped.goOnAtTheLine();
        stopped.awaitDone();
        first.join();
        if (!heard && partition.equals(WAITS)) {
            awaitPurged(key);
        }
        readFromAll(key);
    }

    private void awaitPurgedWhereItCan(int key) {
        int before = checker.incomplete.get();
        await().atMost(PurgeCluster.LONG).until(() -> !purged(key) && checker.incomplete.get() > before);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {WAITS, STOPS})
    void aStopBetweenTheCheckAndThePutBreaksNothing(String partition) throws Exception {
        start(partition, List.of(BETWEEN_CHECK_AND_PUT), List.of());
        isStoredAfterAPurge(partition, KEY, true);
        cluster.awaitAll();
        isStoredAfterAPurge(partition, OTHER_KEY, false);
        cluster.awaitAll();
        readFromAll(KEY);
        readFromAll(OTHER_KEY);
        assertThat(checker.broken).isEmpty();
    }

    /** What was purged while the forward was under way is refused by the check; this takes what the check has passed. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {WAITS, STOPS})
    void aStampOfTheMomentWhenItIsPutIsFound(String partition) throws Exception {
        start(
                partition,
                List.of(BETWEEN_CHECK_AND_PUT),
                List.of(new PlantedWar.Fault(
                        "cache/flow/Capturing.java",
                        "flow.store().store(request.key(), response)",
                        "flow.store().store(request.key(), response.withStamp(flow.check().stamp()))")));
        nothingIsFoundWithoutAStop();
        isFoundWhereItIsStoredAfterAPurge(partition, true);
    }

    @Test
    void aCheckThatIsMadeOnlyWhenSomethingIsStoredIsFound() throws Exception {
        start(
                STOPS,
                List.of(BETWEEN_CHECK_AND_PUT),
                List.of(new PlantedWar.Fault(
                        "cache/ReadCheck.java",
                        "return judge(uri, stored) == PurgeEpochs.Verdict.PASSES;",
                        "return true;")));
        isFoundWhereItIsStoredAfterAPurge(STOPS, false);
    }

    /**
     * What the node has stored is found fit to be used; then a purge comes that leaves the node out, and then the answer is
     * written: to a client that had asked before. Whoever asks after the purge, while the node has not heard of it and the
     * first answer is not written yet, must not get the same.
     */
    private void isWrittenAfterAPurge() throws Exception {
        await().atMost(PurgeCluster.LONG).until(() -> checker.read(NODE, KEY));
        stopped.stopAtTheLine();
        CompletableFuture<Boolean> before = askedUntilItStops(KEY);
        stopped.hearNothing();
        awaitPurged(KEY);
        CompletableFuture<Boolean> after = asked(KEY); // it waits, as the process does
        stopped.goOn();
        after.join();
        checker.read(NODE, KEY);
        stopped.goOnAtTheLine();
        stopped.awaitDone();
        before.join();
        stopped.hear();
    }

    @Test
    void aStopBetweenTheLeaseAndTheAnswerBreaksNothing() throws Exception {
        start(STOPS, List.of(BETWEEN_LEASE_AND_WRITE, MAY_BE_DEAF), List.of());
        isWrittenAfterAPurge();
        cluster.awaitAll();
        readFromAll(KEY);
        assertThat(checker.broken).isEmpty();
    }

    static List<Arguments> ofLeases() {
        return List.of(
                Arguments.of("it is not looked at", List.of(new PlantedWar.Fault("cluster/Lease.java", LOOKS, """
                            public boolean holds() {
                                return true;
                        """))),
                Arguments.of(
                        "it was looked at before", List.of(new PlantedWar.Fault("cluster/Lease.java", LOOKS, """
                            private volatile long looked = Long.MIN_VALUE / 2;

                            public boolean holds() {
                                long at = now();
                                if (bound && at - looked > 600_000) {
                                    looked = at < until ? at : looked;
                                    return at < until;
                                }
                                return true;
                        """))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofLeases")
    void anAnswerThatIsNotJudgedByTheLeaseIsFound(String what, List<PlantedWar.Fault> faults) throws Exception {
        start(STOPS, List.of(BETWEEN_LEASE_AND_WRITE, MAY_BE_DEAF), faults);
        isWrittenAfterAPurge();
        assertThat(checker.broken).isNotEmpty();
    }

    @Test
    void whatOneRequestHasFoundAndOthersGetUntilItIsAnsweredIsFound() throws Exception {
        start(
                STOPS,
                List.of(BETWEEN_LEASE_AND_WRITE, MAY_BE_DEAF),
                List.of(
                        new PlantedWar.Fault(FILTER, "    private transient @Nullable CacheFlow flow;\n", """
                                    private transient @Nullable CacheFlow flow;
                                    private static final java.util.Map<forebay.cache.CacheKey, Reuse> FOUND =
                                            new java.util.concurrent.ConcurrentHashMap<>();
                                """),
                        new PlantedWar.Fault(
                                FILTER,
                                "Reuse atOnce = cache.decideHere(received);",
                                "Reuse atOnce = FOUND.computeIfAbsent(received.key(), key -> cache.decideHere(received));"),
                        new PlantedWar.Fault(
                                FILTER,
                                "            writer().serve(exchange, received, ((Reuse.Serve) atOnce).stored(), request, response);\n",
                                """
                                            writer().serve(exchange, received, ((Reuse.Serve) atOnce).stored(), request, response);
                                            FOUND.remove(received.key());
                                """),
                        new PlantedWar.Fault(
                                FILTER, "        CacheRequest asked = cache.request(exchange, received);\n", """
                                        FOUND.remove(received.key());
                                        CacheRequest asked = cache.request(exchange, received);
                                """)));
        nothingIsFoundWithoutAStop();
        isWrittenAfterAPurge();
        assertThat(checker.broken).isNotEmpty();
    }
}
