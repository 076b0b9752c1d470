package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.EntryView;
import com.hazelcast.map.IMap;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.ContentId;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.Stamp;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.UriMarks;
import forebay.cache.flow.TwoLevelStore;
import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterSettings;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members that are offered ten times the content that they have room for, asked for as content is asked for: a few
 * things often, most of it hardly ever (Zipf's law).
 */
@Tag("load")
final class BoundsIT {
    private static final int NODES = 3;
    private static final long HEAP = 8 << 20;
    private static final long CLUSTER = 24 << 20;
    private static final CacheSettings SETTINGS = new CacheSettings(HEAP, CLUSTER, 8 << 20, Duration.ofSeconds(10));
    private static final CacheRules RULES = new CacheRules("app", 1, CachePolicy.RFC, false, 1 << 20);

    /** Each response has a copy on a second member. */
    private static final long ROOM = NODES * CLUSTER / 2;

    private static final int REQUESTS = 10_000;
    private static final double SKEW = 0.9;

    private static final long SOON_MILLIS = 60_000;

    /** Hazelcast gives up nothing in a partition that has one entry only. */
    private static final int PARTITIONS = 271;

    @TempDir
    Path folder;

    private final List<Node> nodes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Integer> lengths = new ArrayList<>();
    private double[] shares = {};

    /** What a node has. */
    private record Node(ClusterMember member, HazelcastStore shared, TwoLevelStore store) {
        static Node start(Path file, int number) {
            ClusterMember member = ClusterMember.start(
                            new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE),
                            "it-bounds-" + number,
                            config -> HazelcastStore.configure(config, SETTINGS))
                    .orElseThrow();
            UriMarks marks = new UriMarks();
            HazelcastStore shared = new HazelcastStore(member, SETTINGS, marks, InstantSource.system());
            TwoLevelStore store = new TwoLevelStore(
                    SETTINGS, Optional.of(shared), new ReadCheck(marks, PurgeEpochs.alone()), InstantSource.system());
            return new Node(member, shared, store);
        }

        IMap<String, byte[]> map(String name) {
            return member.hazelcast().getMap(name);
        }

        void close() {
            store.close();
            shared.close();
            member.close();
        }
    }

    /** What answered a request. */
    private enum By {
        HEAP,
        CLUSTER,
        NOBODY
    }

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("hazelcast.yaml"), ShippedCluster.yaml());
        for (int i = 0; i < NODES; i++) {
            nodes.add(Node.start(file, i));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nodes.stream().allMatch(node -> node.member().size() == NODES));
        long all = 0;
        while (all < 10 * ROOM) {
            int length = length();
            lengths.add(length);
            all += length;
        }
        shares = new double[lengths.size()];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += 1 / Math.pow(i + 1, SKEW);
            shares[i] = sum;
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
    }

    /** Six of ten fit the index; the others are a few segments, or many. */
    private int length() {
        int kind = random.nextInt(10);
        return kind < 6
                ? random.nextInt(1 << 10, 16 << 10)
                : kind < 9 ? random.nextInt(16 << 10, 64 << 10) : random.nextInt(64 << 10, 256 << 10);
    }

    private int next() {
        double at = random.nextDouble() * shares[shares.length - 1];
        int found = Arrays.binarySearch(shares, at);
        return found >= 0 ? found : Math.min(-found - 1, shares.length - 1);
    }

    private static CacheKey key(String path) {
        return CacheKey.of(RULES, PlainUri.of("http", "origin.test", path, Optional.empty()));
    }

    private static StoredResponse response(int length) {
        Instant now = Instant.now();
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=3600")),
                new Receipt(now, now, new Stamp(0, PurgeEpochs.alone().stamp())),
                SelectingFields.NONE,
                StoredContent.of(ContentId.next(RandomGenerator.getDefault()), List.of(new byte[length])));
    }

    private By ask(int number) {
        Node node = nodes.get(random.nextInt(NODES));
        CacheKey key = key("/" + number);
        if (!node.store().local(key).isEmpty()) {
            return By.HEAP;
        }
        StoredVariants found = node.store()
                .find(key, CachePolicy.RFC)
                .toCompletableFuture()
                .join()
                .orElse(StoredVariants.NONE);
        if (!found.isEmpty()) {
            return By.CLUSTER;
        }
        node.store()
                .store(key, response(lengths.get(number)))
                .toCompletableFuture()
                .join();
        return By.NOBODY;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void assertBounds() {
        for (Node node : nodes) {
            assertThat(node.store().heapUse().bytes()).isPositive().isLessThanOrEqualTo(HEAP);
            long index = node.map(HazelcastStore.INDEX).getLocalMapStats().getHeapCost();
            long content = node.map(HazelcastStore.CONTENT).getLocalMapStats().getHeapCost();
            assertThat(index).isPositive().isLessThan(CLUSTER / 4 + PARTITIONS * (17L << 10));
            assertThat(content).isPositive().isLessThan(CLUSTER * 3 / 4 + PARTITIONS * (5L << 10));
            assertThat(node.shared().use().bytes()).isLessThan(CLUSTER);
        }
    }

    /** Segments that no index entry names any more, as it was given up before they were. */
    private record LeftBehind(long bytes, long ofTheseForLong) {}

    private LeftBehind leftBehind() {
        Node node = nodes.get(0);
        VariantsCodec codec = new VariantsCodec(
                node.member().keys().seal(VariantsCodec.PURPOSE),
                list -> StoredContent.of(list.id(), List.of(new byte[1])));
        Set<String> named = new HashSet<>();
        node.map(HazelcastStore.INDEX)
                .forEach((at, bytes) -> codec.decode(at, bytes, CachePolicy.RFC, 0).orElseThrow().all().stream()
                        .map(stored -> stored.content().id().toString())
                        .forEach(named::add));
        IMap<String, byte[]> content = node.map(HazelcastStore.CONTENT);
        long bytes = 0;
        long forLong = 0;
        for (Map.Entry<String, byte[]> segment : content.entrySet()) {
            String key = segment.getKey();
            EntryView<String, byte[]> view = content.getEntryView(key);
            if (view != null && !named.contains(key.substring(0, key.lastIndexOf('-')))) {
                bytes += segment.getValue().length;
                forLong += view.getTtl() > SOON_MILLIS ? segment.getValue().length : 0;
            }
        }
        return new LeftBehind(bytes, forLong);
    }

    @Test
    void tenTimesTheContentStaysWithinTheBounds(TestReporter reporter) {
        long before = usedHeap();
        for (int i = lengths.size() - 1; i >= 0; i--) {
            ask(i);
            if (i % 500 == 0) {
                assertBounds();
            }
        }
        Map<By, Integer> counts = new EnumMap<>(By.class);
        for (int i = 0; i < REQUESTS; i++) {
            By by = ask(next());
            if (i >= REQUESTS / 2) {
                counts.merge(by, 1, Integer::sum);
            }
        }
        assertBounds();
        long grown = usedHeap() - before;
        assertThat(grown).as("heap of the process").isLessThan(NODES * (HEAP + CLUSTER) * 3 / 2);

        reporter.publishEntry(String.format(
                Locale.ROOT,
                "%d responses, %d MiB, room for %d; hits %.1f %% heap, %.1f %% cluster; grown by %d MiB of %d",
                lengths.size(),
                lengths.stream().mapToLong(each -> each).sum() >> 20,
                ROOM >> 20,
                200.0 * counts.getOrDefault(By.HEAP, 0) / REQUESTS,
                200.0 * counts.getOrDefault(By.CLUSTER, 0) / REQUESTS,
                grown >> 20,
                (NODES * (HEAP + CLUSTER)) >> 20));
        LeftBehind left = leftBehind();
        long contents = 3 * ROOM / 4;
        reporter.publishEntry(String.format(
                Locale.ROOT,
                "segments that nothing names any more: %d KiB of %d, %d KiB of these for longer than a minute",
                left.bytes() >> 10,
                contents >> 10,
                left.ofTheseForLong() >> 10));
        nodes.forEach(node -> reporter.publishEntry(String.format(
                Locale.ROOT,
                "L1 %d KiB, L2 index %d KiB, content %d KiB",
                node.store().heapUse().bytes() >> 10,
                node.map(HazelcastStore.INDEX).getLocalMapStats().getHeapCost() >> 10,
                node.map(HazelcastStore.CONTENT).getLocalMapStats().getHeapCost() >> 10)));
        assertThat(left.ofTheseForLong())
                .as("bytes of segments that nothing names, and that stay")
                .isLessThan(contents / 4);
        assertThat(counts.getOrDefault(By.HEAP, 0)).isPositive();
        assertThat(counts.getOrDefault(By.CLUSTER, 0)).isPositive();
    }
}
