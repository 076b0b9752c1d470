package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.Namespaces;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on machines of their own, one of which is cut off from the others in the middle of purges and load, for so long
 * that the cluster falls apart and has to come together again. Clients and origin reach all of them all the time.
 */
@Tag("cuts")
final class CutIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int CUT = 2;

    @TempDir
    Path folder;

    private final List<RunningContainer> nodes = new ArrayList<>();
    private Namespaces machines;
    private VersionOrigin origin;
    private PurgeChecker checker;

    @BeforeEach
    void machines() throws IOException {
        machines = Namespaces.create(3);
        origin = new VersionOrigin(InetAddress.getByName(machines.here()));
    }

    private void start(String partition) throws IOException {
        Conf conf = new Conf(folder.resolve("conf"), origin.url());
        conf.write("cluster.key", "0123456789abcdef".repeat(4) + "\n");
        List<String> members = List.of(machines.member(0), machines.member(1), machines.member(2));
        String network = members.get(0).substring(0, members.get(0).lastIndexOf('.'));
        conf.write("hazelcast.yaml", ShippedCluster.yaml(network + ".*", members));
        conf.write(
                "forebay.yaml",
                Files.readString(conf.folder().resolve("forebay.yaml"))
                        + "\ncluster:\n  keys: [\"${file:cluster.key}\"]\n  partition: " + partition + "\n");
        for (int i = 0; i < 3; i++) {
            nodes.add(Container.JAR.startOn(
                    machines.address(i),
                    machines.prefix(i),
                    Files.createDirectories(folder.resolve("node" + i)),
                    conf.folder()));
        }
        nodes.forEach(node -> awaitPurge(node, 3));
        checker = new PurgeChecker(origin, nodes);
        checker.start(3);
        awaitComplete(50);
    }

    @AfterEach
    void stop() throws Exception {
        if (checker != null) {
            checker.close();
        }
        for (RunningContainer node : nodes) {
            node.javaProcess().destroyForcibly();
            node.close();
        }
        if (origin != null) {
            origin.close();
        }
        machines.close();
    }

    private static Wire.Answer purge(RunningContainer node) throws IOException {
        return PurgeChecker.purge(node, "{\"url\":\"http://nowhere.test/\"}");
    }

    private static void awaitPurge(RunningContainer node, int all) {
        await().atMost(LONG).untilAsserted(() -> {
            Wire.Answer answer = purge(node);
            answer.expect(200);
            assertThat(answer.content()).contains("\"nodes\":" + all + ",\"acknowledged\":" + all);
        });
    }

    private void awaitComplete(int more) {
        int before = checker.complete.get();
        await().atMost(LONG).until(() -> checker.complete.get() >= before + more);
    }

    private void awaitIncomplete(int more) {
        int before = checker.incomplete.get();
        await().atMost(LONG).until(() -> checker.incomplete.get() >= before + more);
    }

    private void awaitHits(int node) {
        long before = checker.hitsOf(node);
        await().atMost(LONG).until(() -> checker.hitsOf(node) > before + 20);
    }

    /** Until the members themselves have noticed. */
    private static void awaitMembers(RunningContainer node, int count) {
        await().atMost(LONG).untilAsserted(() -> {
            Wire.Answer status = PurgeChecker.get(node, "/_forebay/status.json");
            assertThat(status.content().split("\"self\":(true|false)", -1)).hasSize(count + 1);
        });
    }

    private void awaitSplit() {
        awaitMembers(nodes.get(0), 2);
        awaitMembers(nodes.get(1), 2);
        awaitMembers(nodes.get(CUT), 1);
    }

    private void mend() {
        machines.mend(CUT);
        nodes.forEach(node -> awaitMembers(node, 3));
        nodes.forEach(node -> awaitPurge(node, 3));
        awaitComplete(100);
        for (int i = 0; i < 3; i++) {
            awaitHits(i);
        }
        checker.close();
        assertThat(checker.broken).isEmpty();
    }

    @Test
    void purgesWaitAndHitsGoOn() throws IOException {
        start("purge-waits");
        machines.cut(CUT);
        awaitIncomplete(3);
        awaitSplit();
        int complete = checker.complete.get();
        purge(nodes.get(0)).expect(503);
        assertThat(purge(nodes.get(0)).content()).contains("2 of 3");
        assertThat(purge(nodes.get(CUT)).content()).contains("1 of 3");
        for (int i = 0; i < 3; i++) {
            awaitHits(i);
        }
        assertThat(checker.complete)
                .as("no purge is called true on either side")
                .hasValue(complete);
        mend();
    }

    @Test
    void hitsStopWhereANodeIsCutOffAndPurgesGoOnWithTheOthers() throws IOException {
        start("hits-stop");
        machines.cut(CUT);
        awaitPurge(nodes.get(0), 2);
        awaitPurge(nodes.get(1), 2);
        awaitSplit();
        long hits = checker.hitsOf(CUT);
        awaitComplete(30);
        awaitHits(0);
        awaitHits(1);
        assertThat(checker.hitsOf(CUT)).as("hits of the node that is cut off").isEqualTo(hits);
        purge(nodes.get(CUT)).expect(503);
        mend();
    }
}
