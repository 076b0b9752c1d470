package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import forebay.cache.SharedLease;
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
import forebay.support.FreePorts;
import forebay.support.StockServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes as clients of one Hazelcast server that knows none of our classes. */
class ClientModeIT {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 16 << 20, 4 << 20, Duration.ofSeconds(30));
    private static final CacheRules RULES = new CacheRules("app", 1, CachePolicy.RFC, false, 1 << 20);
    private static final ClusterKeys KEYS =
            ClusterKeys.of(List.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)));

    @TempDir
    Path folder;

    /** What a node has. */
    private record Node(ClusterMember member, HazelcastStore shared, TwoLevelStore store, UriMarks marks)
            implements AutoCloseable {
        static Node start(Path file, String name) {
            ClusterMember member = ClusterMember.start(
                            new ClusterSettings(ClusterSettings.Mode.CLIENT, Optional.of(file), KEYS),
                            name,
                            config -> {})
                    .orElseThrow();
            UriMarks marks = new UriMarks();
            HazelcastStore shared = new HazelcastStore(member, SETTINGS, marks, InstantSource.system());
            TwoLevelStore store = new TwoLevelStore(
                    SETTINGS, Optional.of(shared), new ReadCheck(marks, PurgeEpochs.alone()), InstantSource.system());
            return new Node(member, shared, store, marks);
        }

        void put(CacheKey key, String content) {
            store.store(key, response(content)).toCompletableFuture().join();
        }

        /** Length of what it finds; -1 where that is nothing. */
        long find(CacheKey key) {
            return store
                    .find(key, CachePolicy.RFC)
                    .toCompletableFuture()
                    .join()
                    .orElse(StoredVariants.NONE)
                    .all()
                    .stream()
                    .mapToLong(stored -> stored.content().length())
                    .findFirst()
                    .orElse(-1);
        }

        SharedLease.Answer lease(CacheKey key) {
            return shared.lease(key).toCompletableFuture().join();
        }

        @Override
        public void close() {
            store.close();
            shared.close();
            member.close();
        }
    }

    private static CacheKey key(String path) {
        return CacheKey.of(RULES, PlainUri.of("http", "origin.test", path, Optional.empty()));
    }

    private static StoredResponse response(String content) {
        Instant now = Instant.now();
        return StoredResponse.of(
                CachePolicy.RFC,
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=600")),
                new Receipt(now, now, new Stamp(0, PurgeEpochs.alone().stamp())),
                SelectingFields.NONE,
                StoredContent.of(
                        ContentId.next(RandomGenerator.getDefault()),
                        List.of(content.getBytes(StandardCharsets.UTF_8))));
    }

    private StockServer server(int port, String name) throws IOException {
        return StockServer.start(Files.createDirectories(folder.resolve(name)), "it-client", port);
    }

    @Test
    void clients_of_a_stock_server_share_hits_and_go_on_without_it_until_it_is_back() throws Exception {
        int port = FreePorts.one();
        Path file = Files.writeString(
                folder.resolve("hazelcast-client.yaml"),
                "hazelcast-client: {cluster-name: it-client, network: {cluster-members: ['127.0.0.1:" + port
                        + "']}}\n");
        try (Node a = Node.start(file, "it-client-a");
                Node b = Node.start(file, "it-client-b")) {
            a.put(key("/alone"), "alone");
            assertThat(a.find(key("/alone"))).as("before there is a server").isEqualTo(5);
            assertThat(b.find(key("/alone"))).isEqualTo(-1);
            assertThat(a.member().members()).isEmpty();

            try (StockServer server = server(port, "first")) {
                await().untilAsserted(() -> {
                    a.put(key("/shared"), "shared");
                    assertThat(b.find(key("/shared"))).as(server.log()).isEqualTo(6);
                });
                assertThat(a.member().size()).isEqualTo(1);
                b.put(key("/shared"), "changed");
                await().until(() -> a.find(key("/shared")) == 7);
                PlainUri uri = key("/announced").uri();
                long stamp = b.marks().stamp();
                a.shared().announce(uri);
                await().until(() -> !b.marks().passes(uri, stamp));
                assertThat(a.marks().passes(uri, stamp)).as("own news").isTrue();
                a.put(key("/known"), "known");
                a.put(key("/large"), "x".repeat(2_000_000));
                assertThat(b.find(key("/large")))
                        .as("segments of a stock server")
                        .isEqualTo(2_000_000);
                CacheKey leased = key("/leased");
                assertThat(a.lease(leased)).isInstanceOf(SharedLease.Granted.class);
                assertThat(b.lease(leased)).isInstanceOf(SharedLease.Held.class);
            }
            await().until(() -> a.member().members().isEmpty());
            assertThat(a.find(key("/known"))).as("by its heap").isEqualTo(5);
            assertThat(b.find(key("/known"))).as("a miss, no error").isEqualTo(-1);

            try (StockServer server = server(port, "second")) {
                await().untilAsserted(() -> {
                    a.put(key("/again"), "again");
                    assertThat(b.find(key("/again"))).as(server.log()).isEqualTo(5);
                });
                PlainUri uri = key("/heard").uri();
                long stamp = b.marks().stamp();
                await().until(() -> {
                    a.shared().announce(uri);
                    return !b.marks().passes(uri, stamp);
                });
            }
        }
    }
}
