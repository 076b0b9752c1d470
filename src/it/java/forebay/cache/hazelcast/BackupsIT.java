package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.impl.AbstractDistributedObject;
import com.hazelcast.spi.impl.PartitionSpecificRunnable;
import com.hazelcast.spi.impl.operationservice.OperationService;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.ContentId;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.SharedLease;
import forebay.cache.Stamp;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.UriMarks;
import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterSettings;
import forebay.cluster.MemberBreakers;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import forebay.support.FreePorts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members; one of them stands still, as far as others can see: no thread of its partitions goes on. What it owns
 * has its backups on the two others.
 */
class BackupsIT {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 64 << 20, 8 << 20, Duration.ofSeconds(1));
    private static final CacheRules RULES = new CacheRules("app", 1, CachePolicy.RFC, false, 8 << 20);
    private static final String SINGLE = "it-single";
    private static final int KEYS = 100;
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    private static final List<ClusterMember> members = new ArrayList<>();
    private static final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private static HazelcastInstance asking;
    private static HazelcastInstance standing;

    @BeforeAll
    static void start() throws IOException {
        int port = FreePorts.inARow(3);
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, """
                hazelcast:
                  cluster-name: it-backups
                  network:
                    port:
                      port: %1$d
                      port-count: 3
                    join:
                      tcp-ip:
                        enabled: true
                        member-list: ["127.0.0.1:%1$d"]
                  map:
                    %2$s:
                      backup-count: 0
                """.formatted(port, SINGLE));
        for (int i = 0; i < 3; i++) {
            members.add(ClusterMember.start(
                            new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE),
                            "it-backups-" + i,
                            config -> HazelcastStore.configure(config, SETTINGS))
                    .orElseThrow());
        }
        asking = members.get(0).hazelcast();
        standing = members.get(2).hazelcast();
        asking.getMap(HazelcastStore.INDEX).set("first", new byte[0]); // shares are given out by then
        await().atMost(LONG)
                .until(() -> members.stream()
                        .allMatch(member -> member.size() == 3
                                && member.hazelcast().getPartitionService().isClusterSafe()));
    }

    @AfterAll
    static void stop() {
        timer.shutdownNow();
        members.forEach(member -> member.hazelcast().getLifecycleService().terminate());
        members.forEach(ClusterMember::close);
    }

    /** Keeps the member from doing anything with its partitions meanwhile. */
    private static void whileItStands(Runnable test) {
        AbstractDistributedObject<?> any = (AbstractDistributedObject<?>) (Object) standing.getMap(SINGLE);
        OperationService operations = any.getNodeEngine().getOperationService();
        CountDownLatch held = new CountDownLatch(operations.getPartitionThreadCount());
        CountDownLatch over = new CountDownLatch(1);
        try {
            for (int i = 0; i < standing.getPartitionService().getPartitions().size(); i++) {
                operations.execute(new Holding(i, held, over));
            }
            await().atMost(LONG).until(() -> held.getCount() == 0);
            test.run();
        } finally {
            over.countDown();
        }
    }

    /** Holds the thread of a partition. */
    private record Holding(int partition, CountDownLatch held, CountDownLatch over)
            implements PartitionSpecificRunnable {
        @Override
        public int getPartitionId() {
            return partition;
        }

        @Override
        public void run() {
            held.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String standingName() {
        return standing.getCluster().getLocalMember().getAddress().toString();
    }

    private static boolean isOwnedByStanding(String key) {
        Member owner = asking.getPartitionService().getPartition(key).getOwner();
        return owner != null
                && owner.getUuid().equals(standing.getCluster().getLocalMember().getUuid());
    }

    /** Keys of what the member that stands still owns, and of which who asks has no copy. */
    private static List<String> keys(IMap<String, byte[]> map, String kind) {
        Copies copies = Copies.of(map).orElseThrow();
        List<String> keys = IntStream.range(0, KEYS)
                .mapToObj(i -> kind + i)
                .filter(BackupsIT::isOwnedByStanding)
                .toList();
        keys.forEach(key -> map.set(key, bytes(key)));
        List<String> elsewhere = keys.stream()
                .filter(key -> copies.own(map.getName(), key) == null)
                .toList();
        assertThat(elsewhere).isNotEmpty().hasSizeLessThan(keys.size());
        return elsewhere;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MemberAsking asking(IMap<String, byte[]> map, MemberBreakers breakers) {
        return new MemberAsking(asking, map, breakers, timer, LONG, () -> {});
    }

    @Test
    void what_a_member_owns_that_stands_still_is_read_from_its_backups() {
        IMap<String, byte[]> map = asking.getMap(HazelcastStore.INDEX);
        List<String> keys = keys(map, "read");
        MemberBreakers late = new MemberBreakers(System::nanoTime);
        MemberBreakers resting = new MemberBreakers(() -> 0);
        late.late(standingName());
        while (!resting.isResting(standingName())) {
            resting.silent(standingName());
        }
        whileItStands(() -> {
            for (MemberBreakers breakers : List.of(late, resting)) {
                MemberAsking reads = asking(map, breakers);
                for (String key : keys) {
                    assertThat(reads.inTime(map, key).toCompletableFuture().join())
                            .isEqualTo(bytes(key));
                    assertThat(reads.patiently(map, key).toCompletableFuture().join())
                            .isEqualTo(bytes(key));
                }
                await().atMost(LONG).until(() -> reads.byBackup() == 2L * keys.size());
            }
        });
    }

    @Test
    void a_backup_has_nothing_that_was_removed_or_has_outlived_its_time() {
        IMap<String, byte[]> map = asking.getMap(HazelcastStore.INDEX);
        List<String> keys = keys(map, "gone");
        Copies copies = Copies.of(map).orElseThrow();
        for (String key : keys) {
            map.set(key, bytes(key), 1, TimeUnit.SECONDS);
        }
        map.delete(keys.get(0));
        whileItStands(() -> {
            assertThat(read(copies, keys.get(0))).isNull();
            await().atMost(LONG).until(() -> keys.stream().allMatch(key -> read(copies, key) == null));
        });
    }

    private static byte[] read(Copies copies, String key) {
        return copies.elsewhere(HazelcastStore.INDEX, key, member -> true)
                .orElseThrow()
                .ask()
                .get()
                .toCompletableFuture()
                .join();
    }

    @Test
    void where_there_is_no_backup_or_who_asks_has_it_nobody_is_found() {
        IMap<String, byte[]> single = asking.getMap(SINGLE);
        Copies copies = Copies.of(single).orElseThrow();
        IMap<String, byte[]> map = asking.getMap(HazelcastStore.INDEX);
        List<String> elsewhere = keys(map, "single");
        for (String key : elsewhere) {
            assertThat(copies.elsewhere(SINGLE, key, member -> true)).isEmpty();
            assertThat(copies.elsewhere(HazelcastStore.INDEX, key, member -> true))
                    .hasValueSatisfying(backup -> assertThat(backup.member()).isNotEqualTo(standingName()));
            assertThat(copies.elsewhere(HazelcastStore.INDEX, key, member -> false))
                    .isEmpty();
        }
        IntStream.range(0, KEYS)
                .mapToObj(i -> "single" + i)
                .filter(key -> isOwnedByStanding(key) && !elsewhere.contains(key))
                .forEach(key -> assertThat(copies.elsewhere(HazelcastStore.INDEX, key, member -> true))
                        .as("the copy is here")
                        .isEmpty());
    }

    /** The time of a look-up may be too short on a busy machine, but the owner never answers here. */
    @Test
    void stored_responses_of_any_size_are_found_while_a_member_stands_still() throws Exception {
        try (HazelcastStore writing = store(members.get(1));
                HazelcastStore reading = store(members.get(0))) {
            List<Integer> sizes = List.of(100, 100_000, 3_000_000);
            for (int size : sizes) {
                for (int i = 0; i < 5; i++) {
                    writing.store(key(size, i), response(size))
                            .toCompletableFuture()
                            .join();
                }
            }
            assertThat(writing.lostWrites()).isZero();
            whileItStands(() -> {
                for (int size : sizes) {
                    for (int i = 0; i < 5; i++) {
                        CacheKey key = key(size, i);
                        await().atMost(LONG)
                                .ignoreExceptions()
                                .untilAsserted(() -> assertThat(Arrays.equals(content(reading, key), pattern(size)))
                                        .isTrue());
                    }
                }
                assertThat(reading.backupLookups()).isPositive();
            });
        }
    }

    @Test
    void leases_are_granted_while_a_member_stands_still_that_keeps_copies_of_them() throws Exception {
        try (HazelcastStore store = store(members.get(0))) {
            List<CacheKey> keys = IntStream.range(0, KEYS)
                    .mapToObj(i -> key(0, i))
                    .filter(key -> !isOwnedByStanding(key.toString()))
                    .toList();
            whileItStands(() -> {
                for (CacheKey key : keys) {
                    await().atMost(LONG)
                            .until(() -> store.lease(key).toCompletableFuture().join() instanceof SharedLease.Granted);
                }
            });
        }
    }

    private static HazelcastStore store(ClusterMember member) {
        return new HazelcastStore(member, SETTINGS, new UriMarks(), InstantSource.system());
    }

    private static CacheKey key(int size, int number) {
        return CacheKey.of(RULES, PlainUri.of("http", "origin.test", "/" + size + "/" + number, Optional.empty()));
    }

    private static StoredResponse response(int size) {
        Instant now = Instant.now();
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=3600")),
                new Receipt(now, now, new Stamp(0, PurgeEpochs.alone().stamp())),
                SelectingFields.NONE,
                StoredContent.of(ContentId.next(RandomGenerator.getDefault()), List.of(pattern(size))));
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    /** All of it, each segment in the time of a look-up; empty where it is not found. */
    private static byte[] content(HazelcastStore store, CacheKey key) {
        Optional<StoredContent> found = store.find(key, CachePolicy.RFC).toCompletableFuture().join().stream()
                .flatMap(variants -> variants.all().stream())
                .map(StoredResponse::content)
                .findFirst();
        if (found.isEmpty()) {
            return new byte[0];
        }
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(found.get().length()));
        for (int i = 0; i < found.get().chunkCount(); i++) {
            all.put(found.get().fetchInTime(i).toCompletableFuture().join());
        }
        return all.array();
    }
}
