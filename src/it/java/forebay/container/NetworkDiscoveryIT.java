package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.HeadlessService;
import forebay.support.Namespaces;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes with addresses of their own that find each other by what hazelcast.yaml shows for pods and for machines of one
 * network segment: its own lines, with the network put in.
 */
@Tag("cuts")
final class NetworkDiscoveryIT {
    private static final String SERVICE = "forebay-nodes.default.svc.cluster.local";
    private static final int KEY = 1;

    @TempDir
    Path folder;

    private final List<RunningContainer> nodes = new ArrayList<>();
    private Namespaces machines;
    private VersionOrigin origin;
    private String network;

    @BeforeEach
    void machines() throws IOException {
        machines = Namespaces.create(2);
        origin = new VersionOrigin(InetAddress.getByName(machines.here()));
        String member = machines.member(0);
        network = member.substring(0, member.lastIndexOf('.')) + ".*";
    }

    @AfterEach
    void stop() throws Exception {
        for (RunningContainer node : nodes) {
            node.javaProcess().destroyForcibly();
            node.close();
        }
        if (origin != null) {
            origin.close();
        }
        if (machines != null) {
            machines.close();
        }
    }

    /** Starts one after the other, each by a command that is to run before it. */
    private void start(String yaml, List<String> before) throws IOException {
        Conf conf = new Conf(folder.resolve("conf"), origin.url());
        conf.write("cluster.key", "0123456789abcdef".repeat(4) + "\n");
        conf.write("hazelcast.yaml", yaml);
        conf.write(
                "forebay.yaml",
                Files.readString(conf.folder().resolve("forebay.yaml"))
                        + "\ncluster:\n  keys: [\"${file:cluster.key}\"]\n");
        for (int i = 0; i < 2; i++) {
            List<String> command = new ArrayList<>(machines.prefix(i));
            command.addAll(before);
            nodes.add(Container.JAR.startOn(
                    machines.address(i), command, Files.createDirectories(folder.resolve("node" + i)), conf.folder()));
        }
    }

    /** They purge together, and what one has fetched the other answers without asking the origin. */
    private void areOneCluster() {
        nodes.forEach(node -> PurgeCluster.awaitNodes(node, 2));
        try (PurgeChecker checker = new PurgeChecker(origin, nodes)) {
            await().atMost(PurgeCluster.LONG).until(() -> {
                checker.change(nodes.get(0), KEY);
                checker.read(0, KEY);
                long asked = origin.asked.get();
                return checker.read(1, KEY) && origin.asked.get() == asked;
            });
            assertThat(checker.broken).isEmpty();
        }
    }

    /** Two pods that ask this name server, and no other. */
    private void startPods() throws IOException {
        Path resolver = Files.writeString(folder.resolve("resolv.conf"), "nameserver " + machines.here() + "\n");
        String ofItsOwn = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";
        start(ShippedCluster.byDns(network, SERVICE), List.of("sh", "-c", ofItsOwn, resolver.toString()));
    }

    @Test
    void byTheNameOfAHeadlessService() throws IOException {
        try (HeadlessService service = new HeadlessService(machines.here(), SERVICE)) {
            service.selects(List.of(machines.member(0), machines.member(1)));
            startPods();
            areOneCluster();
            assertThat(service.told()).isPositive();
        }
    }

    /** As pods that start faster than their addresses get about: each is a cluster of its own until then. */
    @Test
    void byANameThatStandsForNobodyAtFirst() throws IOException {
        try (HeadlessService service = new HeadlessService(machines.here(), SERVICE)) {
            startPods();
            nodes.forEach(node -> PurgeCluster.awaitNodes(node, 1));
            service.selects(List.of(machines.member(0), machines.member(1)));
            areOneCluster();
        }
    }

    @Test
    void byMulticast() throws IOException {
        start(ShippedCluster.byMulticast(network), List.of());
        areOneCluster();
    }
}
