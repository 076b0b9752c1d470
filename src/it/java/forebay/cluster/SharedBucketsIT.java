package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits over three real members in one process. */
final class SharedBucketsIT {
    private static final Rate TEN = new Rate(10, Duration.ofHours(1));

    @TempDir
    static Path folder;

    private static final List<Node> nodes = new ArrayList<>();

    /** One node. */
    private record Node(ClusterMember member, HazelcastBuckets buckets) {
        static Node start(ClusterSettings settings, int number) {
            ClusterMember member = ClusterMember.start(settings, "it-limits-" + number, HazelcastBuckets::configure)
                    .orElseThrow();
            HazelcastBuckets buckets = new HazelcastBuckets(InstantSource.system());
            buckets.join(member);
            return new Node(member, buckets);
        }

        Optional<Duration> look(Bucket bucket) {
            return known(buckets.look(bucket));
        }

        Optional<Duration> spend(Bucket bucket) {
            return known(buckets.spend(bucket));
        }

        IMap<String, byte[]> map() {
            return member.hazelcast().getMap(HazelcastBuckets.MAP);
        }

        void close() {
            buckets.close();
            member.close();
        }
    }

    private static Optional<Duration> known(CompletionStage<Optional<Duration>> answer) {
        return answer.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Bucket account(String name) {
        return new Bucket("failures", name, TEN);
    }

    @BeforeAll
    static void start() throws IOException {
        ClusterSettings settings = settings("usual");
        for (int i = 0; i < 3; i++) {
            nodes.add(Node.start(settings, i));
        }
        awaitMembers(nodes, 3);
        awaitAnswers(nodes);
    }

    @AfterAll
    static void stop() {
        nodes.forEach(Node::close);
    }

    private static ClusterSettings settings(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), ShippedCluster.yaml());
        return new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE);
    }

    private static void awaitMembers(List<Node> all, int count) {
        await().until(() -> all.stream().allMatch(node -> node.member().size() == count));
    }

    /** The first use of a map makes it, on all members. */
    private static void awaitAnswers(List<Node> all) {
        await().untilAsserted(() -> all.forEach(node -> spendOnce(node, account("warm"))));
    }

    private static void spendOnce(Node node, Bucket bucket) {
        long alone = node.buckets().alone();
        node.spend(bucket);
        assertThat(node.buckets().alone()).as("answered by the cluster").isEqualTo(alone);
    }

    /** Takes ten, and one more for each that a busy machine did not count. */
    private static void spendTen(Bucket bucket) {
        long before = alone();
        for (int i = 0; i < 10; i++) {
            for (Node node : nodes) {
                assertThat(node.look(bucket)).as("after " + i).isEmpty();
            }
            nodes.get(i % 3).spend(bucket);
        }
        long uncounted = alone() - before;
        for (long i = 0; i < uncounted; i++) {
            nodes.get(0).spend(bucket);
        }
        awaitEmpty(bucket);
    }

    private static long alone() {
        return nodes.stream().mapToLong(node -> node.buckets().alone()).sum();
    }

    private static void awaitEmpty(Bucket bucket) {
        await().untilAsserted(() ->
                nodes.forEach(node -> assertThat(node.look(bucket)).isPresent()));
    }

    private static String nameOf(Bucket bucket) {
        Seal ours = ClusterKeys.NONE.seal(BucketBook.PURPOSE);
        return new BucketBook(
                        new HazelcastBuckets.MapSlots(nodes.get(0).map(), Runnable::run), ours, InstantSource.system())
                .name(bucket);
    }

    @Test
    void tenFailuresSpreadOverThreeNodesAreTen() {
        Bucket alice = account("alice");
        spendTen(alice);
        for (Node node : nodes) {
            // A node that is not answered in time goes by what it has seen itself.
            await().until(() -> known(node.buckets().take(alice)).isPresent());
            assertThat(node.look(account("nobody"))).isEmpty();
        }
    }

    @Test
    void takenAtTheSameTimeTheyAreCountedOneByOne() {
        Bucket many = new Bucket("purges", "", new Rate(40, Duration.ofHours(1)));
        List<CompletionStage<Optional<Duration>>> answers = new ArrayList<>();
        List<Long> alone = nodes.stream().map(node -> node.buckets().alone()).toList();
        for (int i = 0; i < 60; i++) {
            answers.add(nodes.get(i % 3).buckets().take(many));
        }
        long taken = answers.stream().filter(answer -> known(answer).isEmpty()).count();
        long unanswered = 0;
        for (int i = 0; i < 3; i++) {
            unanswered += nodes.get(i).buckets().alone() - alone.get(i);
        }
        assertThat(taken).isBetween(40L, 40 + unanswered);
    }

    @Test
    void whoIsLeftAloneGoesOnAndSharesAgainWithWhoComes() throws IOException {
        ClusterSettings settings = settings("two");
        Bucket alice = account("alone");
        Node lone = Node.start(settings, 10);
        List<Node> other = new ArrayList<>(List.of(Node.start(settings, 11)));
        try {
            awaitAnswers(List.of(lone, other.get(0)));
            other.get(0).spend(alice);
            other.remove(0).close();
            awaitMembers(List.of(lone), 1);
            assertThat(lone.spend(alice)).as("there is nobody to ask").isEmpty();
            assertThat(lone.look(alice)).isEmpty();

            other.add(Node.start(settings, 12));
            awaitMembers(List.of(lone, other.get(0)), 2);
            for (int i = 0; i < 20; i++) {
                lone.spend(alice);
            }
            await().untilAsserted(() -> assertThat(other.get(0).look(alice)).isPresent());
        } finally {
            other.forEach(Node::close);
            lone.close();
        }
    }

    @Test
    void aStrangersEntriesChangeNothing() {
        Bucket alice = account("attacked");
        String name = nameOf(alice);
        byte[] key = new byte[ClusterKeys.MIN_BYTES];
        key[0] = 7;
        Seal strangers = ClusterKeys.of(List.of(key)).seal(BucketBook.PURPOSE);
        byte[] locked = new BucketEntry(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2).seal(strangers, name);
        nodes.get(0).map().set(name, locked);
        for (Node node : nodes) {
            await().untilAsserted(() -> {
                assertThat(node.look(alice)).isEmpty();
                assertThat(node.buckets().rejected()).isPositive();
            });
        }
        spendTen(alice);
        nodes.get(0).map().set(name, locked);
        awaitEmpty(alice);
        nodes.get(0).map().delete(name);
        awaitEmpty(alice);
    }

    @Test
    void nothingIsLeftOfWhatCountsNoMore() {
        Bucket brief = new Bucket("brief", "", new Rate(10, Duration.ofSeconds(1)));
        IMap<String, byte[]> map = nodes.get(2).map();
        await().untilAsserted(() -> {
            spendOnce(nodes.get(0), brief);
            spendOnce(nodes.get(1), brief);
            assertThat(map.getEntryView(nameOf(brief)).getTtl())
                    .as("a replaced one")
                    .isBetween(1L, Duration.ofSeconds(20).toMillis());
        });
    }
}
