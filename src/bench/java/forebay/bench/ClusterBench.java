package forebay.bench;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheRules;
import forebay.cache.CacheSettings;
import forebay.cache.ContentId;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.PurgeScope;
import forebay.cache.ReadCheck;
import forebay.cache.Receipt;
import forebay.cache.SelectingFields;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.UriMarks;
import forebay.cache.flow.TwoLevelStore;
import forebay.cache.hazelcast.HazelcastStore;
import forebay.cluster.ClusterKeys;
import forebay.cluster.ClusterMember;
import forebay.cluster.ClusterNodes;
import forebay.cluster.ClusterSettings;
import forebay.cluster.CommandResult;
import forebay.cluster.Lease;
import forebay.cluster.NumberedState;
import forebay.cluster.Partition;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import forebay.support.ShippedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster of three costs: how long a node takes to join, a purge to return, and a look-up to find 1 KiB on this
 * node's heap, in the cluster's share of this node, and in that of another. The three are members of one process that talk
 * over loopback. {@code mvn -Pbench test-compile exec:exec@cluster}.
 */
public final class ClusterBench {
    private static final int PURGES = 1_000;
    private static final int KEYS = 2_000;
    private static final int ROUNDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final CacheSettings SETTINGS = new CacheSettings(64 << 20, 64 << 20, 8 << 20, Duration.ofSeconds(5));
    private static final CacheRules RULES = new CacheRules("bench", 1, CachePolicy.RFC, false, 1 << 20);
    private static final PurgeScope PURGED =
            PurgeScope.url(PlainUri.of("http", "origin.test", "/purged", Optional.empty()));

    private final List<Node> nodes = new ArrayList<>();

    private record Node(
            ClusterMember member, ClusterNodes nodes, ReadCheck check, HazelcastStore shared, TwoLevelStore store)
            implements AutoCloseable {
        @Override
        public void close() {
            store.close();
            shared.close();
            nodes.close();
            member.close();
        }
    }

    /** Purges of one URL, applied to the table that look-ups ask. */
    private record Table(PurgeEpochs epochs) implements NumberedState {
        @Override
        public long high() {
            return epochs.high();
        }

        @Override
        public void apply(long number, byte[] command) {
            epochs.apply(number, List.of(PURGED), false);
        }

        @Override
        public byte[] snapshot() {
            return epochs.snapshot();
        }

        @Override
        public void merge(byte[] snapshot) {
            epochs.merge(snapshot);
        }

        @Override
        public void serve(long lineage) {
            epochs.serve(lineage);
        }

        @Override
        public void resign() {
            epochs.resign();
        }

        @Override
        public void forget() {
            epochs.forget();
        }

        @Override
        public byte[] everything() {
            return new byte[] {1};
        }
    }

    private ClusterBench() {}

    /** Runs it, with {@code hits-stop} as its argument under that. */
    public static void main(String[] args) throws IOException {
        Partition partition =
                args.length > 0 && args[0].equals("hits-stop") ? Partition.HITS_STOP : Partition.PURGE_WAITS;
        new ClusterBench().run(partition);
        System.exit(0);
    }

    private void run(Partition partition) throws IOException {
        Path file = Files.writeString(Files.createTempFile("hazelcast", ".yaml"), ShippedCluster.yaml());
        System.out.println("| what | median | p99 | most |\n|---|---:|---:|---:|");
        for (int i = 0; i < 3; i++) {
            start(file, partition, i);
        }
        purges("purge, warm-up");
        purges("purge, no other work");
        AtomicBoolean over = new AtomicBoolean();
        Thread load = new Thread(() -> load(over), "light-load");
        load.start();
        purges("purge, 1,000 look-ups a second meanwhile");
        over.set(true);
        lookUps();
        nodes.forEach(Node::close);
        Files.delete(file);
    }

    private void start(Path file, Partition partition, int number) {
        long begun = System.nanoTime();
        ClusterMember member = ClusterMember.start(
                        new ClusterSettings(
                                ClusterSettings.Mode.EMBEDDED, Optional.of(file), ClusterKeys.NONE, partition),
                        "bench-" + number,
                        config -> HazelcastStore.configure(config, SETTINGS))
                .orElseThrow();
        long joined = System.nanoTime();
        Lease lease = Lease.of(partition);
        PurgeEpochs epochs = PurgeEpochs.waiting(lease::holds);
        UriMarks marks = new UriMarks();
        HazelcastStore shared = new HazelcastStore(member, SETTINGS, marks, InstantSource.system());
        ReadCheck check = new ReadCheck(marks, epochs);
        TwoLevelStore store = new TwoLevelStore(SETTINGS, Optional.of(shared), check, InstantSource.system());
        ClusterNodes all = ClusterNodes.start(
                member, new Table(epochs), lease, RandomGenerator.getDefault(), InstantSource.system());
        while (!epochs.serving()) {
            LockSupport.parkNanos(1_000_000);
        }
        long serving = System.nanoTime();
        nodes.add(new Node(member, all, check, shared, store));
        System.out.printf(
                "| node %d: Hazelcast's member, then until it uses what is stored | %.0f ms + %.0f ms | | |%n",
                number + 1, (joined - begun) / 1e6, (serving - joined) / 1e6);
    }

    private void purges(String what) {
        double[] millis = new double[PURGES];
        for (int i = 0; i < PURGES; i++) {
            long begun = System.nanoTime();
            CommandResult result = nodes.get(i % 3)
                    .nodes()
                    .apply(new byte[] {1}, PATIENCE)
                    .toCompletableFuture()
                    .join();
            millis[i] = (System.nanoTime() - begun) / 1e6;
            if (!result.complete() || result.nodes() != 3) {
                throw new IllegalStateException(result.toString());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        report(what, millis, "ms");
    }

    private static void report(String what, double[] values, String unit) {
        Arrays.sort(values);
        System.out.printf(
                "| %s | %.2f %s | %.2f %s | %.1f %s |%n",
                what,
                values[values.length / 2],
                unit,
                values[values.length * 99 / 100],
                unit,
                values[values.length - 1],
                unit);
    }

    private void load(AtomicBoolean over) {
        while (!over.get()) {
            Node node = nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
            node.shared().find(key(ThreadLocalRandom.current().nextInt(KEYS)), CachePolicy.RFC);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static CacheKey key(int number) {
        return CacheKey.of(RULES, PlainUri.of("http", "origin.test", path(number), Optional.empty()));
    }

    private static String path(int number) {
        return "/number-" + number + "-";
    }

    /** Which of the keys are in the share of a node: its part of the map names them. */
    private static Set<Integer> shareOf(Node node) {
        Set<Integer> share = new HashSet<>();
        Pattern name = Pattern.compile("/number-(\\d+)-");
        for (Object text : node.member().hazelcast().getMap("forebay-responses").localKeySet()) {
            Matcher number = name.matcher(text.toString());
            if (number.find()) {
                share.add(Integer.valueOf(number.group(1)));
            }
        }
        return share;
    }

    /** Each key once on its way to another node's heap, by where the cluster has it. */
    private void lookUps() {
        Node storing = nodes.get(0);
        Instant now = Instant.now();
        for (int i = 0; i < KEYS; i++) {
            StoredResponse response = StoredResponse.of(
                    CachePolicy.RFC,
                    new ResponseHead(200, Fields.of("Cache-Control", "max-age=600")),
                    new Receipt(now, now, storing.check().stamp()),
                    SelectingFields.NONE,
                    StoredContent.of(ContentId.next(RandomGenerator.getDefault()), List.of(new byte[1024])));
            storing.store().store(key(i), response).toCompletableFuture().join();
        }
        Node asking = nodes.get(1);
        Set<Integer> share = shareOf(asking);
        List<Double> own = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < KEYS; i++) {
                long begun = System.nanoTime();
                asking.shared()
                        .find(key(i), CachePolicy.RFC)
                        .toCompletableFuture()
                        .join();
                double micros = (System.nanoTime() - begun) / 1e3;
                if (round > 0) {
                    (share.contains(i) ? own : others).add(micros);
                }
            }
        }
        double[] heap = new double[KEYS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < KEYS; i++) {
                long begun = System.nanoTime();
                storing.store().local(key(i));
                heap[i] = (System.nanoTime() - begun) / 1e3;
            }
        }
        report("1 KiB on this node's heap", heap, "us");
        report("in this node's share of the cluster", array(own), "us");
        report("in another node's share; half of them have a copy here", array(others), "us");
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
