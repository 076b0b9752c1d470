package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryView;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.topic.ITopic;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.ContentId;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.SharedLease;
import forebay.cache.SharedStore;
import forebay.cache.Stamp;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.UriMarks;
import forebay.cache.flow.StoredContentSource;
import forebay.cache.flow.TwoLevelStore;
import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterSettings;
import forebay.cluster.MemberBreakers;
import forebay.exchange.ContentSource;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import forebay.support.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real members on loopback, each with a heap of its own above the map that they share. */
class HazelcastStoreIT {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 16 << 20, 8 << 20, Duration.ofSeconds(60));
    private static final ClusterKeys KEYS =
            ClusterKeys.of(List.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
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
                            new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), KEYS),
                            name,
                            config -> HazelcastStore.configure(config, SETTINGS))
                    .orElseThrow();
            UriMarks marks = new UriMarks();
            HazelcastStore shared = new HazelcastStore(member, SETTINGS, marks, InstantSource.system());
            TwoLevelStore store = new TwoLevelStore(
                    SETTINGS, Optional.of(shared), new ReadCheck(marks, PurgeEpochs.alone()), InstantSource.system());
            toClose.add(member);
            toClose.add(shared);
            toClose.add(store);
            return new Node(member, shared, store, marks);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        int port = FreePorts.inARow(2);
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, """
                hazelcast:
                  cluster-name: it-store
                  network:
                    port:
                      port: %1$d
                      port-count: 2
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
                new Receipt(now, now, new Stamp(0, PurgeEpochs.alone().stamp())),
                selecting,
                StoredContent.of(
                        ContentId.next(RandomGenerator.getDefault()),
                        List.of(content.getBytes(StandardCharsets.UTF_8))));
    }

    private static StoredResponse response(String content) {
        return response(content, 600, SelectingFields.NONE);
    }

    private static StoredResponse response(byte[] content) {
        return response(content, 600);
    }

    private static StoredResponse response(byte[] content, int maxAge) {
        return response(StoredContent.of(ContentId.next(RandomGenerator.getDefault()), List.of(content)), maxAge);
    }

    private static StoredResponse response(StoredContent content, int maxAge) {
        return response("", maxAge, SelectingFields.NONE).withContent(content);
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
        // The news of what a stored may come after b has looked it up, and has b look once more.
        await().untilAsserted(() -> {
            assertThat(lengths(b, key("/shared"))).containsExactly(3L);
            assertThat(b.store().local(key("/shared")).isEmpty())
                    .as("kept on the heap")
                    .isFalse();
        });
    }

    /** Bytes that nobody wrote are rejected, counted and removed by whoever asks for them. */
    @Test
    void a_hit_on_the_heap_asks_nobody() {
        IMap<String, byte[]> index = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        for (int length : List.of(3, 100_000)) {
            CacheKey key = key("/heap/" + length);
            String at = VariantsCodec.key(key);
            a.store()
                    .store(key, response(pattern(length)))
                    .toCompletableFuture()
                    .join();
            assertThat(index.containsKey(at)).isTrue();
            long before = a.shared().rejected();
            byte[] forged = {99, 1, 2};
            index.set(at, forged);
            for (int i = 0; i < 1_000; i++) {
                assertThat(lengths(a, key)).containsExactly((long) length);
            }
            assertThat(index.get(at)).isEqualTo(forged);
            assertThat(a.shared().rejected()).isEqualTo(before);
            assertThat(lengths(b, key)).as("who has to ask").isEmpty();
            await().until(() -> !index.containsKey(at));
        }
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
        a.shared().store(key, response("de", 600, german)).toCompletableFuture().join();
        b.shared()
                .store(key, response("eng", 600, english))
                .toCompletableFuture()
                .join();
        a.shared()
                .store(key, response("deutsch", 600, german))
                .toCompletableFuture()
                .join();
        assertThat(lengths(b, key)).containsExactly(3L, 7L);
    }

    @Test
    void an_entry_lives_as_long_as_it_is_of_use() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        a.shared()
                .store(key("/ttl"), response("abc", 1_000, SelectingFields.NONE))
                .toCompletableFuture()
                .join();
        assertThat(map.getEntryView(VariantsCodec.key(key("/ttl"))).getTtl()).isBetween(900_000L, 1_000_000L);
        a.shared()
                .store(key("/ttl"), response("abc", 500, SelectingFields.NONE))
                .toCompletableFuture()
                .join();
        assertThat(map.getEntryView(VariantsCodec.key(key("/ttl"))).getTtl()).isBetween(400_000L, 500_000L);
        a.shared()
                .store(key("/none"), response("abc", 0, SelectingFields.NONE))
                .toCompletableFuture()
                .join();
        assertThat(map.containsKey(VariantsCodec.key(key("/none")))).isFalse();
    }

    @Test
    void the_maps_are_bounded_by_bytes_however_much_is_stored() {
        IMap<String, byte[]> index = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        IMap<String, byte[]> content = a.member().hazelcast().getMap(HazelcastStore.CONTENT);
        byte[] small = new byte[10_000];
        byte[] large = new byte[100_000];
        for (int i = 0; i < 1_000; i++) {
            a.shared()
                    .store(key("/small/" + i), response(small))
                    .toCompletableFuture()
                    .join();
        }
        for (int i = 0; i < 300; i++) {
            a.shared()
                    .store(key("/large/" + i), response(large))
                    .toCompletableFuture()
                    .join();
        }
        // What is owned and what is a copy of the other's. Nothing is given up in a partition that has one entry only.
        assertThat(index.getLocalMapStats().getHeapCost()).isPositive().isLessThan((4 << 20) + 271 * 11_000L);
        assertThat(content.getLocalMapStats().getHeapCost()).isPositive().isLessThan((12 << 20) + 271 * 5_000L);
        assertThat(a.shared().lostWrites()).isZero();
        index.clear();
        content.clear();
    }

    @Test
    void what_is_too_large_stays_on_the_heap() {
        a.store()
                .store(key("/huge"), response(new byte[7_000_000]))
                .toCompletableFuture()
                .join();
        assertThat(lengths(a, key("/huge"))).containsExactly(7_000_000L);
        assertThat(lengths(b, key("/huge"))).isEmpty();
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    private static StoredContent found(Node node, String path) {
        return node.shared()
                .find(key(path), CachePolicy.RFC)
                .toCompletableFuture()
                .join()
                .orElse(StoredVariants.NONE)
                .all()
                .get(0)
                .content();
    }

    /** All that a reader gets; what it ended by. */
    private static ContentSource.Piece read(StoredContent content, ByteArrayOutputStream bytes) {
        StoredContentSource source = new StoredContentSource(content);
        while (true) {
            ContentSource.Piece piece = source.next();
            if (piece instanceof ContentSource.Data data) {
                byte[] some = new byte[data.bytes().remaining()];
                data.bytes().get(some);
                bytes.writeBytes(some);
                data.release();
            } else if (piece == null) {
                CountDownLatch available = new CountDownLatch(1);
                source.demand(available::countDown);
                assertThat(uninterrupted(available)).isTrue();
            } else {
                return piece;
            }
        }
    }

    private static boolean uninterrupted(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void content_of_some_size_comes_whole_and_larger_one_segment_by_segment() {
        for (int length : List.of(16 << 10, (16 << 10) + 1, 300_000, 1_500_000)) {
            String path = "/sized/" + length;
            byte[] content = pattern(length);
            a.shared().store(key(path), response(content)).toCompletableFuture().join();
            StoredContent there = found(b, path);
            assertThat(there.isHere()).as("%d bytes", length).isEqualTo(length <= VariantsReader.WHOLE_BYTES);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertThat(read(there, bytes)).isInstanceOf(ContentSource.End.class);
            assertThat(bytes.toByteArray()).isEqualTo(content);
        }
        assertThat(b.store().local(key("/sized/1500000")).isEmpty())
                .as("what is not here is not kept here")
                .isTrue();
    }

    @Test
    void a_segment_that_is_gone_or_changed_breaks_the_content_off_and_never_ends_it() {
        IMap<String, byte[]> segments = a.member().hazelcast().getMap(HazelcastStore.CONTENT);
        for (boolean gone : List.of(true, false)) {
            String path = "/broken/" + gone;
            a.shared()
                    .store(key(path), response(pattern(1_500_000)))
                    .toCompletableFuture()
                    .join();
            StoredContent there = found(b, path);
            String third = there.id() + "-3";
            if (gone) {
                segments.delete(third);
            } else {
                segments.set(third, new byte[4 << 10]);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertThat(read(there, bytes)).isInstanceOf(ContentSource.Failure.class);
            assertThat(bytes.size()).isEqualTo(3 * (4 << 10));
            segments.delete(there.id() + "-0");
            assertThat(lengths(b, key(path)))
                    .as("without the first one it is a miss")
                    .isEmpty();
        }
    }

    private static SharedLease.Answer lease(Node node, CacheKey key) {
        return node.shared().lease(key).toCompletableFuture().join();
    }

    @Test
    void one_node_has_the_lease_until_it_ends_and_a_stranger_none() {
        IMap<String, byte[]> leases = a.member().hazelcast().getMap(Leases.MAP);
        AtomicInteger tries = new AtomicInteger();
        // A lease ends by itself where a machine does not come to renew it in time.
        await().untilAsserted(() -> {
            CacheKey tried = key("/leased/" + tries.incrementAndGet());
            assertThat(lease(a, tried)).isInstanceOf(SharedLease.Granted.class);
            assertThat(lease(b, tried)).isInstanceOf(SharedLease.Held.class);
            EntryView<String, byte[]> entry = leases.getEntryView(tried.toString());
            assertThat(entry).isNotNull();
            assertThat(entry.getTtl()).isEqualTo(Leases.LIFE_MILLIS);
        });
        CacheKey key = key("/leased");
        assertThat(lease(a, key)).isInstanceOf(SharedLease.Granted.class);
        leases.set(key.toString(), new byte[100]);
        ((SharedLease.Granted) lease(b, key)).lease().end(true);
        await().until(() -> !leases.containsKey(key.toString()));
        assertThat(lease(a, key)).isInstanceOf(SharedLease.Granted.class);
    }

    @Test
    void a_lease_of_a_member_that_does_not_answer_is_not_waited_for() {
        a.shared().store(key("/known"), response("abc")).toCompletableFuture().join(); // shares are given out by now
        HazelcastInstance hazelcast = b.member().hazelcast();
        CacheKey key = Stream.iterate(0, i -> i + 1)
                .map(i -> key("/of-who-hangs/" + i))
                .filter(each -> Optional.ofNullable(hazelcast
                                .getPartitionService()
                                .getPartition(each.toString())
                                .getOwner())
                        .filter(Member::localMember)
                        .isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(a.shared().lease(key).toCompletableFuture().join()).isInstanceOf(SharedLease.Granted.class);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        MemberBreakers breakers = new MemberBreakers(System::nanoTime);
        MemberAsking asking = new MemberAsking(
                hazelcast, hazelcast.getMap(Leases.MAP), breakers, timer, SETTINGS.lookupTimeout(), () -> {});
        LeaseHolders holders = new LeaseHolders(Long.MAX_VALUE, System::nanoTime, timer, node -> {}, silent -> {});
        try (Leases leases = new Leases(hazelcast, b.member(), asking, holders, (same, shared, remove) -> {})) {
            assertThat(leases.take(key).toCompletableFuture().join()).isInstanceOf(SharedLease.Held.class);
            String holder = a.member()
                    .hazelcast()
                    .getCluster()
                    .getLocalMember()
                    .getAddress()
                    .toString();
            await().until(() -> breakers.silent(holder));
            assertThat(leases.take(key).toCompletableFuture().join()).isInstanceOf(SharedLease.Unanswered.class);
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void who_waits_for_a_lease_hears_when_the_node_that_has_it_gives_no_sign_of_life() {
        CacheKey key = key("/of-who-stands-still");
        CacheSettings hurried = new CacheSettings(8 << 20, 16 << 20, 8 << 20, Duration.ofSeconds(1));
        CountDownLatch stands = new CountDownLatch(1);
        List<CacheKey> silent = new CopyOnWriteArrayList<>();
        ITopic<byte[]> news = a.member().hazelcast().getTopic(NodeNews.TOPIC);
        UUID standing = news.addMessageListener(message -> stand(stands));
        try (HazelcastStore node = new HazelcastStore(b.member(), hurried, new UriMarks(), InstantSource.system())) {
            node.subscribe(new SilentOnes(silent));
            SharedLease lease = awaitLease(a.shared(), key);
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                // Once it is known to be silent, nobody waits for it.
                return node.lease(key).toCompletableFuture().join() instanceof SharedLease.Unanswered
                        && silent.contains(key);
            });
            stands.countDown();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> node.lease(key).toCompletableFuture().join() instanceof SharedLease.Held);
            lease.end(true);
        } finally {
            stands.countDown();
            news.removeMessageListener(standing);
        }
    }

    private static void stand(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers whose holder gave no sign. */
    private record SilentOnes(List<CacheKey> keys) implements SharedStore.News {
        @Override
        public void changed(CacheKey key) {}

        @Override
        public void ended(CacheKey key, boolean shared) {}

        @Override
        public void holderSilent(CacheKey key) {
            keys.add(key);
        }

        @Override
        public void nodeLeft() {}

        @Override
        public void invalidated(PlainUri uri) {}

        @Override
        public void invalidated(List<OriginGroup> groups) {}
    }

    @Test
    void who_waits_for_a_lease_does_not_wait_for_a_write_that_is_held_up() throws Exception {
        IMap<String, byte[]> index = b.member().hazelcast().getMap(HazelcastStore.INDEX);
        String blocked = VariantsCodec.key(key("/held-up"));
        CacheKey key = key("/waited-for");
        NewsCodec codec = new NewsCodec(KEYS.seal(NewsCodec.PURPOSE), "it-witness");
        List<String> ended = new CopyOnWriteArrayList<>();
        b.member()
                .hazelcast()
                .<byte[]>getTopic(NodeNews.TOPIC)
                .addMessageListener(message -> codec.decode(message.getMessageObject())
                        .filter(told -> told.kind() == NewsCodec.Kind.ENDED)
                        .ifPresent(told -> ended.add(told.text())));
        CacheSettings hurried = new CacheSettings(8 << 20, 16 << 20, 8 << 20, Duration.ofSeconds(1));
        try (HazelcastStore node = new HazelcastStore(a.member(), hurried, new UriMarks(), InstantSource.system())) {
            index.lock(blocked); // as if its owner was paused
            try {
                CompletionStage<Void> write = node.store(key("/held-up"), response("abc"));
                SharedLease lease = awaitLease(node, key);
                lease.end(true);
                await().atMost(Duration.ofMinutes(1)).until(() -> ended.contains(key.toString()));
                assertLeaseIsRemoved(node);
                assertThat(write.toCompletableFuture()).isNotDone();
            } finally {
                index.unlock(blocked);
            }
        }
    }

    /** Before its time is over, which may come first on a busy machine. */
    private static void assertLeaseIsRemoved(HazelcastStore node) {
        IMap<String, byte[]> leases = b.member().hazelcast().getMap(Leases.MAP);
        Set<String> removed = ConcurrentHashMap.newKeySet();
        EntryRemovedListener<String, byte[]> listener = event -> removed.add(event.getKey());
        UUID listening = leases.addEntryListener(listener, false);
        AtomicInteger tries = new AtomicInteger();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            CacheKey key = key("/waited-for/" + tries.incrementAndGet());
            awaitLease(node, key).end(true);
            await().atMost(Duration.ofMinutes(1)).until(() -> !leases.containsKey(key.toString()));
            return removed.stream().anyMatch(each -> each.contains("/waited-for/"));
        });
        leases.removeEntryListener(listening);
    }

    /** On a busy machine it may take longer than {@code node} waits. */
    private static SharedLease awaitLease(HazelcastStore node, CacheKey key) {
        SharedLease.Answer answer = await().atMost(Duration.ofMinutes(1))
                .until(() -> node.lease(key).toCompletableFuture().join(), SharedLease.Granted.class::isInstance);
        return ((SharedLease.Granted) answer).lease();
    }

    @Test
    void who_has_no_key_of_the_cluster_puts_nothing_in_and_what_was_tried_goes() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        CacheKey key = key("/forged");
        String at = VariantsCodec.key(key);
        VariantsCodec stranger =
                new VariantsCodec(ClusterKeys.NONE.seal(VariantsCodec.PURPOSE), new Segments(null, 16, null)::content);
        byte[] forged = stranger.encode(at, StoredVariants.of(response("forged")));
        a.shared().store(key("/true"), response("true")).toCompletableFuture().join();
        byte[] moved = map.get(VariantsCodec.key(key("/true")));
        long before = b.shared().rejected();
        for (byte[] bytes : List.of(forged, moved, new byte[] {99, 1, 2})) {
            map.set(at, bytes);
            assertThat(lengths(b, key)).isEmpty();
            await().until(() -> !map.containsKey(at));
        }
        assertThat(b.shared().rejected()).isEqualTo(before + 3);
        a.shared().store(key, response("abc")).toCompletableFuture().join();
        assertThat(lengths(b, key)).containsExactly(3L);
    }

    @Test
    void what_lacks_a_segment_leaves_no_others_behind() {
        IMap<String, byte[]> segments = a.member().hazelcast().getMap(HazelcastStore.CONTENT);
        StoredResponse stored = response(pattern(100_000));
        a.shared().store(key("/incomplete"), stored).toCompletableFuture().join();
        String id = stored.content().id() + "-";
        assertThat(segments.keySet()).anyMatch(name -> name.startsWith(id));
        segments.delete(id + "3");

        assertThat(lengths(b, key("/incomplete"))).isEmpty();

        await().until(() -> segments.keySet().stream().noneMatch(name -> name.startsWith(id)));
    }

    @Test
    void content_goes_soon_after_the_index_gave_it_up_unless_it_was_stored_again() {
        IMap<String, byte[]> index = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        IMap<String, byte[]> segments = a.member().hazelcast().getMap(HazelcastStore.CONTENT);
        for (int i = 0; i < 4; i++) { // of shares of both members
            CacheKey key = key("/given-up/" + i);
            StoredResponse stored = response(pattern(50_000), 5_000);
            String id = stored.content().id() + "-0";
            a.shared().store(key, stored).toCompletableFuture().join();
            assertThat(ttl(segments, id)).isGreaterThan(5_000_000);
            byte[] bytes = index.get(VariantsCodec.key(key));

            index.evict(VariantsCodec.key(key));

            await().atMost(Duration.ofMinutes(1)).until(() -> ttl(segments, id) <= 60_000);

            a.shared().store(key, stored).toCompletableFuture().join();
            Segments known = new Segments(segments, 4_096, null);
            VariantsCodec codec = new VariantsCodec(a.member().keys().seal(VariantsCodec.PURPOSE), known::content);
            new VariantsWriter(index, known, codec, InstantSource.system()).evicted(VariantsCodec.key(key), bytes);
            assertThat(ttl(segments, id)).as("stored again").isGreaterThan(5_000_000);
        }
    }

    private static long ttl(IMap<String, byte[]> segments, String id) {
        return segments.getEntryView(id).getTtl();
    }

    /** While nodes are replaced one by one, two releases share the maps. */
    @Test
    void another_release_has_entries_of_its_own_and_loses_none() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        CacheKey key = key("/upgraded");
        String older = VariantsCodec.key(key).replaceFirst("^\\d+", "3");
        String newer = VariantsCodec.key(key).replaceFirst("^\\d+", "99");
        map.set(older, new byte[] {3, 1, 2});
        map.set(newer, new byte[] {99, 1, 2});
        long before = a.shared().rejected() + b.shared().rejected();
        assertThat(lengths(b, key)).isEmpty();
        a.shared().store(key, response("abc")).toCompletableFuture().join();
        assertThat(lengths(b, key)).containsExactly(3L);
        b.shared().remove(key).toCompletableFuture().join();
        assertThat(map.get(older)).isEqualTo(new byte[] {3, 1, 2});
        assertThat(map.get(newer)).isEqualTo(new byte[] {99, 1, 2});
        assertThat(a.shared().rejected() + b.shared().rejected()).isEqualTo(before);
    }

    /** Segments that were changed behind the store's back stay so, as nothing is written over them. */
    @Test
    void freshened_content_is_not_written_again_and_lives_on() {
        IMap<String, byte[]> segments = a.member().hazelcast().getMap(HazelcastStore.CONTENT);
        StoredResponse first = response(pattern(100_000), 600);
        a.shared().store(key("/freshened"), first).toCompletableFuture().join();
        List<String> ids = IntStream.range(0, 25)
                .mapToObj(i -> first.content().id() + "-" + i)
                .toList();
        assertThat(segments.getAll(Set.copyOf(ids))).hasSize(ids.size());
        byte[] changed = {1, 2, 3};
        ids.forEach(id -> segments.set(id, changed));
        a.shared()
                .store(key("/freshened"), response(first.content(), 5_000))
                .toCompletableFuture()
                .join();
        for (String id : ids) {
            assertThat(segments.getEntryView(id).getTtl()).isBetween(4_000_000L, 5_060_000L);
            assertThat(segments.get(id)).as("not written").isEqualTo(changed);
        }
        a.shared()
                .store(key("/freshened"), response("other"))
                .toCompletableFuture()
                .join();
        assertThat(segments.getEntryView(ids.get(0)).getTtl())
                .as("replaced content goes once nobody reads it")
                .isLessThanOrEqualTo(60_000);
    }

    @Test
    void another_release_has_a_place_of_its_own_and_neither_writes_over_the_other() {
        IMap<String, byte[]> map = a.member().hazelcast().getMap(HazelcastStore.INDEX);
        String before = key("/release").toString();
        byte[] older = {2, 0};
        map.set(before, older);
        assertThat(lengths(b, key("/release"))).isEmpty();
        a.shared().store(key("/release"), response("abc")).toCompletableFuture().join();
        assertThat(lengths(b, key("/release"))).containsExactly(3L);
        assertThat(map.get(before)).isEqualTo(older);
    }
}
