package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Three nodes, each a process of its own, in front of an origin of versions. */
final class PurgeCluster {
    static final Duration LONG = Duration.ofMinutes(3);

    private final Path folder;
    private final Path war;
    private final Conf conf;
    final VersionOrigin origin = new VersionOrigin();
    final List<RunningContainer> nodes = new CopyOnWriteArrayList<>();

    /**
     * None yet.
     *
     * @param war that they run
     * @param cluster a key of forebay.yaml's cluster, and its value
     */
    PurgeCluster(Path folder, Path war, String cluster) throws IOException {
        this.folder = folder;
        this.war = war;
        this.conf = new Conf(folder.resolve("conf"), origin.url());
        conf.write("hazelcast.yaml", ShippedCluster.yaml());
        String yaml = Files.readString(conf.folder().resolve("forebay.yaml"));
        conf.write("forebay.yaml", yaml + "\ncluster:\n  " + cluster + "\n");
    }

    /** None yet, with these faults in each. */
    static PurgeCluster planted(Path folder, String partition, List<PlantedWar.Fault> faults) throws IOException {
        Path war = PlantedWar.of(Container.packed(), Files.createDirectories(folder.resolve("planted")), faults);
        return new PurgeCluster(folder, war, "partition: " + partition);
    }

    /** Starts them, and waits until each has so many take part in purges. */
    void start(int count) throws IOException {
        for (String name : List.of("a", "b", "c")) {
            nodes.add(node(name));
        }
        nodes.forEach(node -> awaitNodes(node, count));
    }

    private RunningContainer node(String name) throws IOException {
        return Container.JAR.start(Files.createDirectories(folder.resolve(name)), conf.folder(), war);
    }

    /** Starts one in place of the one that was killed. */
    void startAgain(int place) throws IOException {
        nodes.set(place, node("again-" + place));
    }

    void awaitAll() {
        nodes.forEach(node -> awaitNodes(node, 3));
    }

    static void awaitNodes(RunningContainer node, int count) {
        await().atMost(LONG).untilAsserted(() -> {
            Wire.Answer answer = PurgeChecker.purge(node, "{\"url\":\"http://nowhere.test/\"}");
            answer.expect(200);
            assertThat(answer.content()).contains("\"nodes\":" + count + ",\"acknowledged\":" + count);
        });
    }

    static void send(RunningContainer node, String signal) throws Exception {
        if (node.javaProcess().isAlive()) {
            send(node.javaProcess().pid(), signal);
        }
    }

    static void send(long pid, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }

    /** Kills them. */
    void stop() throws Exception {
        for (RunningContainer node : nodes) {
            send(node, "KILL");
            node.close();
        }
        origin.close();
    }
}
