package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.ContentId;
import forebay.cache.PlainUri;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
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
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real members on loopback, each with a heap of its own above the map that they share. */
class HazelcastStoreIT {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 4 << 20, 1 << 20, Duration.ofSeconds(10));
    private static final CacheRules RULES = new CacheRules("app", 1, CachePolicy.RFC, false, 1 << 20);

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> toClose = new ArrayList<>();
    private static Node a;
    private static Node b;

    /** What a node has. */
    private record Node(ClusterMember member, HazelcastStore shared, TwoLevelStore store, UriMarks marks) {
        static Node start(Path file, String name) {
            ClusterMember member = ClusterMember.start(
                            new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE),
                            name,
                            config -> HazelcastStore.configure(config, SETTINGS))
                    .orElseThrow();
            UriMarks marks = new UriMarks();
            HazelcastStore shared = new HazelcastStore(member, SETTINGS, marks, InstantSource.system());
            TwoLevelStore store = new TwoLevelStore(SETTINGS, Optional.of(shared), marks, InstantSource.system());
            toClose.add(member);
            toClose.add(shared);
            toClose.add(store);
            return new Node(member, shared, store, marks);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, """
                hazelcast:
                  cluster-name: it-store
                  network:
                    port:
                      port: %1$d
                      port-count: 20
                    join:
                      tcp-ip:
                        enabled: true
                        member-list: ["127.0.0.1:%1$d"]
                """.formatted(port));
        a = Node.start(file, "it-store-a");
        b = Node.start(file, "it-store-b");
        await().until(() -> a.member().size() == 2 && b.member().size() == 2);
    }

    @AfterAll
    static void stop() throws Exception {
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    private static CacheKey key(String path) {
        return CacheKey.of(RULES, PlainUri.of("http", "origin.test", path, Optional.empty()));
    }

    private static StoredResponse response(String content, int maxAge, SelectingFields selecting) {
        Instant now = Instant.now();
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=" + maxAge)),
                new Receipt(now, now, 0),
                selecting,
                StoredContent.of(
                        ContentId.next(RandomGenerator.getDefault()),
                        List.of(content.getBytes(StandardCharsets.UTF_8))));
    }

    private static StoredResponse response(String content) {
        return response(content, 60, SelectingFields.NONE);
    }

    private static List<Long> lengths(Node node, CacheKey key) {
        return node
                .store()
                .find(key, CachePolicy.RFC)
                .toCompletableFuture()
                .join()
                .orElse(StoredVariants.NONE)
                .all()
                .stream()
                .map(stored -> stored.content().length())
                .sorted()
                .toList();
    }

    @Test
    void what_one_node_stored_is_a_hit_on_the_other() {
        a.store().store(key("/shared"), response("abc")).toCompletableFuture().join();
        assertThat(b.store().local(key("/shared")).isEmpty()).isTrue();
        assertThat(lengths(b, key("/shared"))).containsExactly(3L);
        assertThat(b.store().local(key("/shared")).isEmpty())
                .as("kept on the heap")
                .isFalse();
    }

    @Test
    void a_change_on_one_node_drops_the_copy_on_the_other() {
        a.store().store(key("/changed"), response("old")).toCompletableFuture().join();
        assertThat(lengths(b, key("/changed"))).containsExactly(3L);
        a.store()
                .store(key("/changed"), response("newer"))
                .toCompletableFuture()
                .join();
        await().until(() -> lengths(b, key("/changed")).equals(List.of(5L)));
        assertThat(a.store().local(key("/changed")).isEmpty())
                .as("own changes are no news")
                .isFalse();
    }

    @Test
    void a_removal_reaches_the_other_node() {
        a.store().store(key("/removed"), response("old")).toCompletableFuture().join();
        assertThat(lengths(b, key("/removed"))).containsExactly(3L);
        b.store().remove(key("/removed")).toCompletableFuture().join();
        await().until(() -> lengths(a, key("/removed")).isEmpty());
        assertThat(lengths(b, key("/removed"))).isEmpty();
    }

    @Test
    void an_announced_invalidation_marks_the_uri_on_the_other_node() {
        PlainUri uri = key("/announced").uri();
        long stamp = b.marks().stamp();
        assertThat(b.marks().passes(uri, stamp)).isTrue();
        a.shared().announce(uri);
        await().until(() -> !b.marks().passes(uri, stamp));
        assertThat(a.marks().passes(uri, stamp))
                .as("own announcements are skipped")
                .isTrue();
    }

    @Test
    void variants_of_both_nodes_end_up_together() {
        CacheKey key = key("/variants");
        SelectingFields german = SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", "de"));
        SelectingFields english = SelectingFields.of(List.of("Accept-Language"), Fields.of("Accept-Language", "en"));
        a.shared().store(key, response("de", 60, german)).toCompletableFuture().join();
        b.shared()
                .store(key, response("eng", 60, english))
                .toCompletableFuture()
                .join();
        a.shared()
                .store(key, response("deutsch", 60, german))
                .toCompletableFuture()
                .join();
        assertThat(lengths(b, key)).containsExactly(3L, 7L);
    }

    @Test
    void an_entry_lives_as_long_as_it_is_of_use() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.MAP);
        a.shared()
                .store(key("/ttl"), response("abc", 100, SelectingFields.NONE))
                .toCompletableFuture()
                .join();
        assertThat(map.getEntryView(key("/ttl").toString()).getTtl()).isBetween(90_000L, 100_000L);
        a.shared()
                .store(key("/ttl"), response("abc", 50, SelectingFields.NONE))
                .toCompletableFuture()
                .join();
        assertThat(map.getEntryView(key("/ttl").toString()).getTtl()).isBetween(40_000L, 50_000L);
        a.shared()
                .store(key("/none"), response("abc", 0, SelectingFields.NONE))
                .toCompletableFuture()
                .join();
        assertThat(map.containsKey(key("/none").toString())).isFalse();
    }

    @Test
    void the_map_is_bounded_by_bytes() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.MAP);
        String content = "x".repeat(100_000);
        for (int i = 0; i < 200; i++) {
            a.shared()
                    .store(key("/big/" + i), response(content))
                    .toCompletableFuture()
                    .join();
        }
        await().untilAsserted(() -> {
            assertThat(map.getLocalMapStats().getHeapCost()).isLessThan(8L << 20);
        });
        assertThat(map.getLocalMapStats().getOwnedEntryCount()).isPositive();
        map.clear();
    }

    @Test
    void what_is_too_large_stays_on_the_heap() {
        a.store()
                .store(key("/huge"), response("x".repeat(300_000)))
                .toCompletableFuture()
                .join();
        assertThat(lengths(a, key("/huge"))).containsExactly(300_000L);
        assertThat(lengths(b, key("/huge"))).isEmpty();
    }

    @Test
    void values_of_another_release_are_a_miss_and_replaced() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.MAP);
        map.set(key("/release").toString(), new byte[] {99, 1, 2});
        assertThat(lengths(b, key("/release"))).isEmpty();
        a.shared().store(key("/release"), response("abc")).toCompletableFuture().join();
        assertThat(lengths(b, key("/release"))).containsExactly(3L);
    }
}
