package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import forebay.cluster.NodeMessage.Kind;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands over real members in one process. */
final class ClusterNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<Node> nodes = new ArrayList<>();
    private ClusterSettings settings;

    /** One node. */
    private record Node(ClusterMember member, ClusterNodes nodes, Numbers state, Lease lease) {
        static Node start(ClusterSettings settings, int number) {
            return start(settings, Partition.PURGE_WAITS, number);
        }

        static Node start(ClusterSettings settings, Partition partition, int number) {
            ClusterMember member =
                    ClusterMember.start(settings, "it-" + number, config -> {}).orElseThrow();
            Numbers state = new Numbers();
            Lease lease = Lease.of(partition);
            return new Node(
                    member,
                    ClusterNodes.start(member, state, lease, new SplittableRandom(number), InstantSource.system()),
                    state,
                    lease);
        }

        CommandResult apply() {
            return nodes.apply(new byte[] {1}, PATIENCE).toCompletableFuture().join();
        }

        void close() {
            nodes.close();
            member.close();
        }
    }

    /** The highest number. */
    private static final class Numbers implements NumberedState {
        volatile long high;
        volatile boolean serving;

        @Override
        public long high() {
            return high;
        }

        @Override
        public void apply(long number, byte[] command) {
            high = Math.max(high, number);
        }

        @Override
        public byte[] snapshot() {
            return ByteBuffer.allocate(Long.BYTES).putLong(0, high).array();
        }

        @Override
        public void merge(byte[] snapshot) {
            high = Math.max(high, ByteBuffer.wrap(snapshot).getLong());
        }

        @Override
        public void serve(long lineage) {
            serving = true;
        }

        @Override
        public void resign() {
            serving = false;
        }

        @Override
        public void forget() {
            serving = false;
            high = 0;
        }

        @Override
        public byte[] everything() {
            return new byte[] {1};
        }
    }

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("hazelcast.yaml"), ShippedCluster.yaml());
        settings = new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE);
        for (int i = 0; i < 2; i++) {
            nodes.add(Node.start(settings, i));
        }
        nodes.forEach(node -> assertThat(node.nodes().awaitServing(PATIENCE)).isTrue());
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
    }

    @Test
    void whatReturnedIsAppliedEverywhereAndKnownToWhoComesLater() {
        CommandResult first = nodes.get(0).apply();
        assertThat(first).isEqualTo(new CommandResult(1, 2, List.of()));
        assertThat(nodes.get(1).state().high).isEqualTo(1);
        assertThat(nodes.get(1).apply().number()).isEqualTo(2);

        Node late = Node.start(settings, 2);
        nodes.add(late);
        assertThat(late.nodes().awaitServing(PATIENCE)).isTrue();
        assertThat(late.state().high).isEqualTo(2);
        assertThat(late.apply()).isEqualTo(new CommandResult(3, 3, List.of()));
        nodes.forEach(node -> assertThat(node.state().high).isEqualTo(3));

        nodes.remove(late);
        late.close();
        assertThat(late.state().serving).isFalse();
        CommandResult afterGoodbye = nodes.get(0).apply();
        assertThat(afterGoodbye.complete()).isTrue();
        assertThat(afterGoodbye.nodes()).isEqualTo(2);
        assertThat(afterGoodbye.number()).as("more departures, higher number").isGreaterThan(1L << 40);
    }

    @Test
    void aStrangersMessagesChangeNothing() {
        Node a = nodes.get(0);
        NodeName self = a.nodes().seen().self();
        NodeName other = nodes.get(1).nodes().seen().self();
        long lineage = a.nodes().seen().lineage();
        NodeMessage forged =
                new NodeMessage(Kind.APPLY, other, self.id(), lineage, 1, 99, Set.of(), Set.of(), new byte[] {1});
        byte[] key = new byte[ClusterKeys.MIN_BYTES];
        key[0] = 7;
        Seal strangers = ClusterKeys.of(List.of(key)).seal("node message 1");

        inbox(nodes.get(1).member().hazelcast(), self).publish(forged.seal(strangers));

        await().untilAsserted(() -> assertThat(a.nodes().view().refused()).isEqualTo(1));
        assertThat(a.state().high).isZero();
        assertThat(a.apply().complete()).isTrue();
        assertThat(a.state().high).isEqualTo(1);
    }

    /** Who reaches a member's port can write down what is said there, though it can not say anything of its own. */
    @Test
    void whatIsSaidOnceMoreChangesNothing() {
        HazelcastInstance hazelcast = nodes.get(0).member().hazelcast();
        Map<NodeName, Queue<byte[]>> said = new HashMap<>();
        for (Node node : nodes) {
            Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
            said.put(node.nodes().seen().self(), heard);
            inbox(hazelcast, node.nodes().seen().self())
                    .addMessageListener(message -> heard.add(message.getMessageObject()));
        }
        Node late = Node.start(settings, 2);
        assertThat(late.nodes().awaitServing(PATIENCE)).isTrue();
        List.of(late, nodes.get(0), nodes.get(1))
                .forEach(node -> assertThat(node.apply().nodes()).isEqualTo(3));
        late.close();
        nodes.forEach(node -> await().atMost(PATIENCE).until(() -> node.apply().nodes() == 2));
        said.values()
                .forEach(heard -> await().atMost(PATIENCE)
                        .until(() -> kinds(heard)
                                .containsAll(Set.of(Kind.HELLO, Kind.OFFER, Kind.APPLIED, Kind.BEAT, Kind.GOODBYE))));
        List<ClusterNodes.Seen> before =
                nodes.stream().map(node -> node.nodes().seen()).toList();

        said.forEach((to, heard) -> List.copyOf(heard).forEach(inbox(hazelcast, to)::publish));

        for (int i = 0; i < nodes.size(); i++) {
            CommandResult after = nodes.get(i).apply();
            assertThat(after).isEqualTo(new CommandResult(nodes.get(0).state().high, 2, List.of()));
        }
        assertThat(nodes.stream().map(node -> node.nodes().seen())).isEqualTo(before);
        nodes.forEach(node -> assertThat(node.nodes().view().refused()).isZero());
    }

    private static ITopic<byte[]> inbox(HazelcastInstance hazelcast, NodeName of) {
        return hazelcast.getTopic("forebay-node-" + of.text());
    }

    private static Set<Kind> kinds(Queue<byte[]> heard) {
        Seal seal = ClusterKeys.NONE.seal("node message 1");
        return heard.stream()
                .flatMap(bytes -> NodeMessage.open(bytes, seal).stream())
                .map(NodeMessage::kind)
                .collect(Collectors.toSet());
    }

    /** As others do with one that they take for gone, also where it is back already and has not heard of it yet. */
    @Test
    void whoseInboxWasTakenOutHearsAgain() {
        String deaf = nodes.get(1).nodes().seen().self().text();
        HazelcastInstance hazelcast = nodes.get(0).member().hazelcast();
        hazelcast.getTopic("forebay-node-" + deaf).destroy();
        hazelcast.getMap("forebay-nodes").delete(deaf);

        await().atMost(Duration.ofMinutes(1)).until(() -> nodes.get(0).apply().complete());
        assertThat(nodes.get(1).state().high).isEqualTo(nodes.get(0).state().high);
    }

    /** Else it would wait for ever for somebody who does not exist. */
    @Test
    void aStrangerDoesNotKeepTheFirstNodeFromBeginning() {
        nodes.forEach(Node::close);
        nodes.clear();
        try (ClusterMember stranger =
                ClusterMember.start(settings, "it-stranger", config -> {}).orElseThrow()) {
            stranger.hazelcast().<String, byte[]>getMap("forebay-nodes").set("founder", new byte[8]);
            Node first = Node.start(settings, 20);
            nodes.add(first);
            assertThat(first.nodes().awaitServing(Duration.ofSeconds(60))).isTrue();
            assertThat(first.apply().complete()).isTrue();
        }
    }

    @Test
    void underHitsStopWhoIsCutOffStopsAndCommandsDoWithoutIt() {
        nodes.forEach(Node::close);
        nodes.clear();
        for (int i = 0; i < 3; i++) {
            nodes.add(Node.start(settings, Partition.HITS_STOP, 10 + i));
        }
        for (Node node : nodes) {
            await().until(() -> node.lease().holds());
            await().until(() -> node.nodes().seen().live().size() == 3);
        }
        Node cut = nodes.get(2);

        // It goes on, but neither hears nor is heard.
        cut.member().hazelcast().getLifecycleService().terminate();

        await().until(() -> !cut.lease().holds());
        CommandResult without = nodes.get(0)
                .nodes()
                .apply(new byte[] {1}, PATIENCE)
                .toCompletableFuture()
                .join();
        assertThat(without.missing()).isEmpty();
        assertThat(without.nodes()).isEqualTo(2);
        assertThat(nodes.get(1).state().high).isEqualTo(without.number());
        assertThat(cut.state().high).isLessThan(without.number());
        for (Node node : nodes.subList(0, 2)) {
            await().until(() -> node.lease().holds());
        }
    }
}
