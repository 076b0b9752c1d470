package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.FreePorts;
import forebay.support.KubernetesApi;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two members that are told of each other by something that the operator turned on, on loopback; those that have addresses
 * of their own are in {@code NetworkDiscoveryIT}.
 */
final class DiscoveryIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    /** So that the first member does not look for others for longer than it must: there are none. */
    private static String hasty(String yaml) {
        return yaml.replace("  properties:\n", "  properties:\n    hazelcast.wait.seconds.before.join: 1\n");
    }

    private ClusterMember member(String yaml, String name) throws IOException {
        Path file = Files.writeString(folder.resolve("hazelcast.yaml"), yaml);
        ClusterSettings settings =
                new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE);
        return ClusterMember.start(settings, name, config -> {}).orElseThrow();
    }

    /** One starts after the other, and answers what the other has. */
    private void findEachOther(String yaml, String name) throws IOException {
        findEachOther(yaml, name, () -> {});
    }

    private interface Look {
        void look() throws IOException;
    }

    private void findEachOther(String yaml, String name, Look meanwhile) throws IOException {
        try (ClusterMember first = member(yaml, name + "-1");
                ClusterMember second = member(yaml, name + "-2")) {
            await().atMost(LONG).until(() -> first.size() == 2 && second.size() == 2);
            first.hazelcast().getMap("forebay-responses").set("key", "what the first has");
            assertThat(second.hazelcast().getMap("forebay-responses").get("key"))
                    .isEqualTo("what the first has");
            meanwhile.look();
        }
    }

    private static String onPort(String yaml, int port) {
        return yaml.replace("port: 5701\n", "port: " + port + "\n")
                .replace("cluster-name: forebay", "cluster-name: it-" + port);
    }

    /** The name of a service that stands for the pods' addresses: here for one, which the first member has. */
    @Test
    void by_the_name_of_a_service() throws IOException {
        int port = FreePorts.inARow(2);
        String yaml = onPort(ShippedCluster.byDns("127.0.0.1", "localhost"), port)
                .replace("service-dns-timeout: 5", "service-dns-timeout: 5\n        service-port: " + port);
        findEachOther(hasty(yaml), "it-dns");
    }

    /** What stands in hazelcast.yaml under {@code kubernetes} is Hazelcast's own: also the way over the cluster's API. */
    @Test
    void by_the_api_of_kubernetes() throws Exception {
        int port = FreePorts.inARow(2);
        try (KubernetesApi api = new KubernetesApi(folder, List.of(port, port + 1))) {
            String kubernetes = """
                          kubernetes:
                            enabled: true
                            kubernetes-master: %s
                            namespace: %s
                            service-name: %s
                            api-token: %s
                            ca-certificate: |
                    %s
                    """.formatted(
                    api.url(),
                    KubernetesApi.NAMESPACE,
                    KubernetesApi.SERVICE,
                    KubernetesApi.TOKEN,
                    api.certificate().lines().map(line -> "          " + line).collect(Collectors.joining("\n")));
            String shipped = Files.readString(Path.of("conf/hazelcast.yaml"));
            String yaml = shipped.replace("      #kubernetes:\n", kubernetes);
            findEachOther(hasty(onPort(yaml, port)), "it-api");
            assertThat(api.asked()).isGreaterThanOrEqualTo(2);
        }
    }

    /**
     * Whether a machine passes multicast on to itself is not for every test run to rest on. What a member on loopback says
     * must not go where the default route leads (Linux tells who listens where).
     */
    @Test
    @Tag("cluster")
    void by_multicast() throws IOException {
        int port = FreePorts.inARow(2);
        int low = ThreadLocalRandom.current().nextInt(256);
        String yaml = onPort(ShippedCluster.byMulticast("127.0.0.1"), port)
                .replace("multicast-group: 224.2.2.3", "multicast-group: 239.255.42." + low);
        findEachOther(
                yaml,
                "it-multicast",
                () -> assertThat(devices("%02X2AFFEF".formatted(low))).containsExactly("lo"));
    }

    /** Where somebody listens to a group, which is written backwards. */
    private static List<String> devices(String group) throws IOException {
        List<String> devices = new ArrayList<>();
        String device = "";
        for (String line : Files.readAllLines(Path.of("/proc/net/igmp"))) {
            if (!line.startsWith("\t")) {
                device = line.substring(line.indexOf('\t') + 1, line.indexOf(':'))
                        .strip();
            } else if (line.strip().startsWith(group)) {
                devices.add(device);
            }
        }
        return devices;
    }
}
