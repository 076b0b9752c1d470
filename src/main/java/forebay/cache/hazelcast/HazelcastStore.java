package forebay.cache.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.LocalMapStats;
import com.hazelcast.map.listener.EntryEvictedListener;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheSettings;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.SharedLease;
import forebay.cache.SharedStore;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.UriMarks;
import forebay.cluster.ClusterMember;
import forebay.cluster.MemberBreakers;
import forebay.cluster.Seal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stored responses on two distributed maps: an index (cache key to heads, small contents and lists of segments), and the
 * segments of larger contents. Text to bytes, so that a stock cluster can hold them; atomic steps are
 * {@code putIfAbsent} and {@code replace} on bytes.
 *
 * <p>An entry lives as long as its freshest variant, and a while longer where that can be validated. Look-ups are
 * asynchronous ({@link VariantsReader}); what changes the maps is done in order on one thread of its own
 * ({@link VariantsWriter}), which drops writes that it can not keep up with.
 */
public final class HazelcastStore implements SharedStore, AutoCloseable {
    /** Name of the index, for its settings in hazelcast.yaml. */
    public static final String INDEX = "forebay-responses";

    /** Name of the map of segments, for its settings in hazelcast.yaml. */
    public static final String CONTENT = "forebay-content";

    /** What a writer that nobody holds up writes at least. */
    private static final long WRITTEN_BYTES_A_MILLI = 16 << 10;

    private final UriMarks marks;
    private final InstantSource clock;
    private final MapBounds bounds;
    private final Seal seal;
    private final StoreWrites writes;
    private final NodeNews news;
    private final LeaseHolders holders;
    private final AtomicLong rejected = new AtomicLong();
    private final MemberBreakers breakers = new MemberBreakers(System::nanoTime);
    private final ScheduledThreadPoolExecutor timer;
    private final Duration lookupTimeout;
    private volatile @Nullable Joined joined;

    /** What there is once the cluster is. */
    private record Joined(
            IMap<String, byte[]> index,
            IMap<String, byte[]> content,
            MemberAsking asking,
            VariantsReader reader,
            VariantsWriter writer,
            Leases leases) {}

    /**
     * A store on the maps of {@code cluster}, in use as soon as that is there.
     *
     * @param cluster where it is embedded, configured by {@link #configure}
     * @param settings bounds of the cache
     * @param marks of this node
     * @param clock the wall clock
     */
    public HazelcastStore(ClusterMember cluster, CacheSettings settings, UriMarks marks, InstantSource clock) {
        this.marks = marks;
        this.clock = clock;
        this.lookupTimeout = settings.lookupTimeout();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "forebay-cache-members");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.bounds = new MapBounds(settings.clusterBytes());
        this.seal = cluster.keys().seal(VariantsCodec.PURPOSE);
        this.writes = new StoreWrites(settings.maxObjectBytes());
        this.news = new NodeNews(new NewsCodec(cluster.keys().seal(NewsCodec.PURPOSE), cluster.name()), writes);
        this.holders =
                new LeaseHolders(lookupTimeout.toNanos(), System::nanoTime, timer, news::ask, news::holderSilent);
        news.subscribe(holders);
        cluster.whenJoined(hazelcast -> {
            if (cluster.isClient()) {
                bounds.offer(hazelcast);
            }
            news.joined(hazelcast.getTopic(NodeNews.TOPIC));
            joined = joined(hazelcast, cluster);
        });
    }

    private Joined joined(HazelcastInstance hazelcast, ClusterMember cluster) {
        IMap<String, byte[]> index = hazelcast.getMap(INDEX);
        IMap<String, byte[]> content = hazelcast.getMap(CONTENT);
        MemberAsking asking = new MemberAsking(hazelcast, index, breakers, timer, lookupTimeout, news::memberLeft);
        Segments segments = new Segments(content, bounds.segmentBytes(), asking);
        VariantsCodec codec = new VariantsCodec(seal, segments::content);
        VariantsWriter writer = new VariantsWriter(index, segments, codec, clock);
        if (!cluster.isClient()) {
            index.addLocalEntryListener(evictions(writer));
        }
        return new Joined(
                index,
                content,
                asking,
                new VariantsReader(asking, index, segments, codec, rejected),
                writer,
                new Leases(hazelcast, cluster, asking, holders, this::leaseEnded));
    }

    /** What this member gives up of its share of the index; servers that know none of our classes tell nobody. */
    private EntryEvictedListener<String, byte[]> evictions(VariantsWriter writer) {
        return event -> {
            if (!writes.isBusy()) { // else its content goes by itself, a while later
                byte[] bytes = event.getOldValue();
                CompletableFuture<Void> unused = writes.submit(0, () -> writer.evicted(event.getKey(), bytes));
            }
        };
    }

    /**
     * A lease is given back after what was to be stored; others hear at once of a response that is not for them. Where the
     * write takes longer than a look-up may, because a member does not answer or much is to be written, who waits on
     * another node is told before, and goes on by itself.
     */
    private void leaseEnded(CacheKey key, boolean shared, Runnable remove) {
        if (!shared) {
            news.ended(key.toString(), false);
        }
        CompletableFuture<Void> done = writes.submit(0, () -> {
            remove.run();
            if (shared) {
                news.ended(key.toString(), true);
            }
        });
        if (!done.isDone()) {
            long millis = shared ? writes.waitingBytes() / WRITTEN_BYTES_A_MILLI : 0;
            letGo(key, shared, done, remove, lookupTimeout.plusMillis(millis));
        }
    }

    private void letGo(CacheKey key, boolean shared, CompletableFuture<Void> done, Runnable remove, Duration longest) {
        Future<?> late = timer.schedule(
                () -> {
                    if (done.isDone()) {
                        return;
                    }
                    if (shared) {
                        news.ended(key.toString(), true);
                    }
                    Joined known = joined;
                    if (known != null) {
                        known.leases().removeAtOnce(key, remove);
                    }
                },
                longest.toNanos(),
                TimeUnit.NANOSECONDS);
        CompletableFuture<Void> unused = done.thenRun(() -> late.cancel(false));
    }

    /**
     * Sets the bounds of the maps before an embedded member starts. Backups and statistics are the operator's, in
     * hazelcast.yaml; format, eviction and bytes for each node are set here.
     */
    public static void configure(Config config, CacheSettings settings) {
        new MapBounds(settings.clusterBytes()).apply(config);
    }

    /** What writes; throws while the cluster is not there, which is a write that is lost. */
    private VariantsWriter writer() {
        Joined known = joined;
        if (known == null) {
            throw new IllegalStateException("the cluster is not there");
        }
        return known.writer();
    }

    @Override
    public CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy) {
        Joined known = joined;
        return known == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : known.reader().find(key, policy, marks.stamp());
    }

    @Override
    public boolean takes(StoredResponse response) {
        long length = response.content().length();
        boolean fits = response.partial().isPresent()
                ? length <= VariantsReader.WHOLE_BYTES && length <= bounds.largestContentBytes()
                : length <= bounds.largestContentBytes();
        return joined != null
                && fits
                && !VariantsWriter.life(response, clock.instant()).isZero();
    }

    @Override
    public CompletionStage<Void> store(CacheKey key, StoredResponse response) {
        if (!takes(response)) {
            return CompletableFuture.completedFuture(null);
        }
        return writes.submit(response.weight(), () -> {
            writer().store(key, response);
            news.changed(key.toString());
        });
    }

    @Override
    public CompletionStage<SharedLease.Answer> lease(CacheKey key) {
        Joined known = joined;
        return known == null
                ? CompletableFuture.completedFuture(new SharedLease.Nobody())
                : known.leases().take(key);
    }

    @Override
    public CompletionStage<Void> remove(CacheKey key) {
        return writes.submit(0, () -> {
            writer().remove(key);
            news.changed(key.toString());
        });
    }

    @Override
    public void announce(PlainUri uri) {
        news.invalidated(uri);
    }

    @Override
    public void announce(List<OriginGroup> groups) {
        news.invalidated(groups);
    }

    @Override
    public void subscribe(News listener) {
        news.subscribe(listener);
    }

    /**
     * What this member holds of the maps, and how well it serves.
     *
     * @param bytes estimated bytes of the entries that this member owns
     * @param entries number of index entries among these
     * @param hits look-ups of index entries that found one
     * @param misses look-ups of this node's that found nothing
     * @param evictions entries and segments given up for space
     */
    public record Use(long bytes, long entries, long hits, long misses, long evictions) {}

    /** What this member holds now; zeros where the maps keep no statistics, and for a client. */
    public Use use() {
        Joined known = joined;
        if (known == null) {
            return new Use(0, 0, 0, 0, 0);
        }
        LocalMapStats index = known.index().getLocalMapStats();
        LocalMapStats content = known.content().getLocalMapStats();
        return new Use(
                index.getOwnedEntryMemoryCost() + content.getOwnedEntryMemoryCost(),
                index.getOwnedEntryCount(),
                index.getHits(),
                Math.max(0, index.getGetOperationCount() - index.getHits()),
                Stream.of(index, content)
                        .mapToLong(LocalMapStats::getEvictionCount)
                        .sum());
    }

    /** Writes that failed or were dropped because the cluster could not keep up. */
    public long lostWrites() {
        return writes.lost();
    }

    /** Writes that the cluster has not acknowledged yet: what they store may be lost with this node. */
    public int waitingWrites() {
        return writes.waiting();
    }

    /** Index entries that no node with our keys wrote, or that were changed since; each was a miss. */
    public long rejected() {
        return rejected.get();
    }

    /** Reads of the cluster that a backup answered, as the owner of the key was late or is not asked at the moment. */
    public long backupLookups() {
        Joined known = joined;
        return known == null ? 0 : known.asking().byBackup();
    }

    /** Reads of the cluster for which the owner was not asked because it had not answered several before. */
    public long skippedLookups() {
        return breakers.skipped();
    }

    /** Members that are not asked at the moment. */
    public int restingMembers() {
        return breakers.resting();
    }

    /**
     * Writes what waits, for a few seconds at most, and stops the thread that does it. The member is closed by whoever
     * started it.
     */
    @Override
    public void close() {
        timer.shutdownNow();
        writes.close();
        Joined known = joined;
        if (known != null) {
            known.leases().close();
        }
    }
}
