package forebay.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits on a map of the cluster, in use as soon as that is there and has other nodes: text to bytes, changed by
 * {@code putIfAbsent} and {@code replace}, so that stock servers can hold it. Looks are asynchronous; what changes a
 * bucket runs on threads of this, a few, that may wait for the cluster while nobody waits for them. A member that does
 * not answer is left alone for a while ({@link MemberBreakers}). Thread-safe.
 */
public final class HazelcastBuckets implements SharedBuckets, AutoCloseable {
    /** Name of the map. */
    static final String MAP = "forebay-limits";

    private static final Logger log = LoggerFactory.getLogger(HazelcastBuckets.class);
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 256;
    private static final int MOST_BUCKETS = 100_000;
    /** For a state whose own end was lost with the node that wrote it. */
    private static final int LONGEST_SECONDS = 3_600;

    private final InstantSource clock;
    private final MemberBreakers breakers = new MemberBreakers(System::nanoTime);
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor threads;
    private final AtomicLong alone = new AtomicLong();
    private volatile @Nullable Joined joined;

    /** What there is once the cluster is. */
    private record Joined(
            ClusterMember cluster, HazelcastInstance hazelcast, IMap<String, byte[]> map, BucketBook book) {
        String owner(String name) {
            Member owner = hazelcast.getPartitionService().getPartition(name).getOwner();
            return owner == null ? "" : owner.getAddress().toString();
        }
    }

    /** Limits that this node shares with nobody until {@link #join}. */
    public HazelcastBuckets(InstantSource clock) {
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "forebay-cluster-limits-timer"));
        timer.setRemoveOnCancelPolicy(true);
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> daemon(task, "forebay-cluster-limits"));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * From when the cluster is there limits are shared with its other nodes.
     *
     * @param cluster where it is embedded, configured by {@link #configure}
     */
    public void join(ClusterMember cluster) {
        cluster.whenJoined(hazelcast -> joined(cluster, hazelcast));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Sets the bounds of the map before an embedded member starts, where hazelcast.yaml does not name it. */
    public static void configure(Config config) {
        if (config.getMapConfigs().get(MAP) == null) {
            config.addMapConfig(mapConfig());
        }
    }

    private static MapConfig mapConfig() {
        return new MapConfig(MAP)
                .setBackupCount(1)
                .setAsyncBackupCount(0)
                .setTimeToLiveSeconds(LONGEST_SECONDS)
                .setStatisticsEnabled(false)
                .setEvictionConfig(new EvictionConfig()
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                        .setSize(MOST_BUCKETS)
                        .setEvictionPolicy(EvictionPolicy.LRU))
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getSimpleName(), 100));
    }

    private void joined(ClusterMember cluster, HazelcastInstance hazelcast) {
        if (cluster.isClient()) {
            offer(hazelcast);
        }
        Joined known = joined;
        if (known == null) {
            IMap<String, byte[]> map = hazelcast.getMap(MAP);
            Seal seal = cluster.keys().seal(BucketBook.PURPOSE);
            joined = new Joined(cluster, hazelcast, map, new BucketBook(new MapSlots(map, threads), seal, clock));
        }
    }

    /** For servers that run already: where they do not say how the map is to be kept. */
    private static void offer(HazelcastInstance client) {
        try {
            client.getConfig().addMapConfig(mapConfig());
        } catch (RuntimeException e) {
            log.debug("the servers keep {} by their own configuration", MAP, e);
        }
    }

    @Override
    public CompletionStage<Optional<Duration>> look(Bucket bucket) {
        return ask(bucket, (known, question) -> {
            question.begin();
            CompletableFuture<?> unused = known.map()
                    .getAsync(question.name)
                    .thenApply(bytes -> known.book().look(bucket, question.name, Optional.ofNullable(bytes)))
                    .toCompletableFuture()
                    .whenCompleteAsync(
                            (wait, failure) -> {
                                if (failure == null) {
                                    question.answered(wait);
                                } else {
                                    question.failed(failure);
                                }
                            },
                            Runnable::run);
        });
    }

    @Override
    public CompletionStage<Optional<Duration>> take(Bucket bucket) {
        return ask(
                bucket,
                (known, question) -> threads.execute(() -> {
                    // Who is not answered any more has gone on, and would not know what was taken for it.
                    if (!question.answer.isDone()) {
                        question.run(() -> known.book().take(bucket, question.name));
                    }
                }));
    }

    @Override
    public CompletionStage<Optional<Duration>> spend(Bucket bucket) {
        return ask(
                bucket,
                (known, question) ->
                        threads.execute(() -> question.run(() -> known.book().spend(bucket, question.name))));
    }

    private CompletionStage<Optional<Duration>> ask(Bucket bucket, BiConsumer<Joined, Question> way) {
        Joined known = joined;
        if (known == null || !known.cluster().hasOthers()) {
            return SharedBuckets.permitted();
        }
        Question question = new Question(known.book().name(bucket));
        try {
            question.owner = known.owner(question.name);
            if (breakers.mayAsk(question.owner)) {
                question.endIn(PATIENCE);
                way.accept(known, question);
            } else {
                question.unanswered();
            }
        } catch (RuntimeException notConnectedOrFull) {
            log.debug("a limit holds on this node alone", notConnectedOrFull);
            question.unanswered();
        }
        return question.answer;
    }

    /** How often a limit was not asked for in the cluster, or not answered in time: it held on this node alone. */
    public long alone() {
        Joined known = joined;
        return alone.get() + (known == null ? 0 : known.book().crowded());
    }

    /** Buckets found in the cluster that no node with our keys wrote. */
    public long rejected() {
        Joined known = joined;
        return known == null ? 0 : known.book().rejected();
    }

    /** Whoever waits is answered in time; what was to be written and is not yet is lost. */
    @Override
    public void close() {
        timer.shutdown();
        threads.shutdownNow();
    }

    /** One that is on its way, and answered once. */
    private final class Question {
        final String name;
        final CompletableFuture<Optional<Duration>> answer = new CompletableFuture<>();
        private String owner = "";
        private volatile boolean begun;

        Question(String name) {
            this.name = name;
        }

        void endIn(Duration longest) {
            Future<?> end = timer.schedule(this::unanswered, longest.toNanos(), TimeUnit.NANOSECONDS);
            CompletableFuture<?> unused = answer.whenCompleteAsync((wait, never) -> end.cancel(false), Runnable::run);
        }

        /** The owner has the question from now on, so that it is the one who is silent. */
        void begin() {
            begun = true;
        }

        void run(Supplier<Optional<Duration>> step) {
            begin();
            try {
                answered(step.get());
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        void answered(Optional<Duration> wait) {
            if (answer.complete(wait)) {
                breakers.answered(owner);
            }
        }

        void failed(Throwable why) {
            log.debug("a limit could not be asked for", why);
            unanswered();
        }

        void unanswered() {
            if (answer.complete(Optional.empty())) {
                alone.incrementAndGet();
                if (begun) {
                    breakers.silent(owner);
                }
            }
        }
    }

    /** The map, as far as a bucket needs it; {@code later} does what nobody has to wait for. */
    record MapSlots(IMap<String, byte[]> map, Executor later) implements BucketSlots {
        @Override
        public Optional<byte[]> get(String name) {
            return Optional.ofNullable(map.get(name));
        }

        @Override
        public boolean putIfAbsent(String name, byte[] value, Duration life) {
            return map.putIfAbsent(name, value, life.toMillis(), TimeUnit.MILLISECONDS) == null;
        }

        @Override
        public boolean replace(String name, byte[] before, byte[] value, Duration life) {
            boolean replaced = map.replace(name, before, value);
            if (replaced) {
                shorten(name, life);
            }
            return replaced;
        }

        /** A replaced value has the map's own time to live, not the one before; it may have it for a while. */
        private void shorten(String name, Duration life) {
            try {
                later.execute(() -> {
                    try {
                        map.setTtl(name, life.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (RuntimeException e) {
                        log.debug("a limit stays longer in the cluster than it counts", e);
                    }
                });
            } catch (RejectedExecutionException full) {
                log.debug("a limit stays longer in the cluster than it counts", full);
            }
        }
    }
}
