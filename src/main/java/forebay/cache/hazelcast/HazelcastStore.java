package forebay.cache.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.map.IMap;
import com.hazelcast.map.LocalMapStats;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CacheSettings;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.SharedStore;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.UriMarks;
import forebay.cluster.ClusterMember;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stored responses on a distributed map: cache key as text to variants as bytes, so that a stock cluster can hold
 * them. Atomic steps are {@code putIfAbsent} and {@code replace} on bytes.
 *
 * <p>An entry lives as long as its freshest variant, and a while longer where that can be validated. Look-ups are
 * asynchronous; what changes the map is done in order on one thread of its own, which drops writes that it can not
 * keep up with.
 */
public final class HazelcastStore implements SharedStore, AutoCloseable {
    /** Name of the map, for its settings in hazelcast.yaml. */
    public static final String MAP = "forebay-responses";

    /** Larger responses stay on the heap of the node that fetched them: a member moves an entry in one piece. */
    private static final long MAX_ENTRY_BYTES = 8 << 20;

    private static final Duration MAX_LIFE = Duration.ofDays(1);
    private static final int ATTEMPTS = 3;

    private final UriMarks marks;
    private final InstantSource clock;
    private final long maxEntryBytes;
    private final StoreWrites writes = new StoreWrites();
    private final NodeNews news;
    private volatile @Nullable IMap<String, byte[]> joined;

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
        this.maxEntryBytes = Math.min(MAX_ENTRY_BYTES, Math.max(1, settings.clusterBytes() / 16));
        this.news = new NodeNews(new NewsCodec(cluster.keys().seal(NewsCodec.PURPOSE), cluster.name()), writes);
        cluster.whenJoined(hazelcast -> {
            if (cluster.isClient()) {
                new MapBounds(settings).offer(hazelcast);
            }
            news.joined(hazelcast.getTopic(NodeNews.TOPIC));
            joined = hazelcast.getMap(MAP);
        });
    }

    /**
     * Sets the bounds of the map before an embedded member starts. Backups and statistics are the operator's, in
     * hazelcast.yaml; format, eviction and bytes for each node are set here.
     */
    public static void configure(Config config, CacheSettings settings) {
        new MapBounds(settings).apply(config);
    }

    /** The map; throws while the cluster is not there, which is a write that is lost. */
    private IMap<String, byte[]> map() {
        IMap<String, byte[]> known = joined;
        if (known == null) {
            throw new IllegalStateException("the cluster is not there");
        }
        return known;
    }

    @Override
    public CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy) {
        IMap<String, byte[]> known = joined;
        if (known == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        long stamp = marks.stamp();
        return known.getAsync(key.toString())
                .thenApplyAsync(
                        bytes -> bytes == null ? Optional.empty() : VariantsCodec.decode(bytes, policy, stamp),
                        Runnable::run);
    }

    @Override
    public CompletionStage<Void> store(CacheKey key, StoredResponse response) {
        if (response.weight() > maxEntryBytes || life(response).isZero()) {
            return CompletableFuture.completedFuture(null);
        }
        return writes.submit(response.weight(), () -> {
            merge(map(), key.toString(), response);
            news.changed(key.toString());
        });
    }

    private void merge(IMap<String, byte[]> map, String key, StoredResponse response) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] before = map.get(key);
            StoredVariants variants = fitting(
                    before == null
                            ? StoredVariants.NONE
                            : VariantsCodec.decode(before, response.policy(), 0).orElse(StoredVariants.NONE),
                    response);
            byte[] after = VariantsCodec.encode(variants);
            long millis = life(variants).toMillis();
            if (before == null) {
                if (map.putIfAbsent(key, after, millis, TimeUnit.MILLISECONDS) == null) {
                    return;
                }
            } else if (map.replace(key, before, after)) {
                map.setTtl(key, millis, TimeUnit.MILLISECONDS);
                return;
            }
        }
    }

    /** The variants with {@code response}, less those that have ended and the oldest that an entry has no room for. */
    private StoredVariants fitting(StoredVariants before, StoredResponse response) {
        StoredVariants variants = before.with(response);
        for (int i = variants.all().size() - 1; i > 0; i--) {
            StoredResponse oldest = variants.all().get(i);
            if (variants.weight() > maxEntryBytes || life(oldest).isZero()) {
                variants = variants.without(oldest.content().id());
            }
        }
        return variants;
    }

    private Duration life(StoredVariants variants) {
        return variants.all().stream().map(this::life).reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /**
     * How long it is of use: while fresh, and where it can be validated as long again, at least ten minutes; a day at
     * most.
     */
    private Duration life(StoredResponse response) {
        Instant now = clock.instant();
        Duration fresh = response.remaining(now);
        Duration useful = fresh.isNegative() ? Duration.ZERO : fresh;
        if (response.validators().present()) {
            Duration room = response.freshness().lifetime().orElse(Duration.ZERO);
            Duration least = Duration.ofMinutes(10);
            useful = useful.plus(room.compareTo(least) > 0 ? room : least);
        }
        return useful.compareTo(MAX_LIFE) > 0 ? MAX_LIFE : useful;
    }

    @Override
    public CompletionStage<Void> remove(CacheKey key) {
        return writes.submit(0, () -> {
            map().delete(key.toString());
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
     * What this member holds of the map, and how well it serves.
     *
     * @param bytes estimated bytes of the entries that this member owns
     * @param entries number of these
     * @param hits look-ups that found one
     * @param misses look-ups of this node's that found nothing
     * @param evictions entries given up for space
     */
    public record Use(long bytes, long entries, long hits, long misses, long evictions) {}

    /** What this member holds now; zeros where the map keeps no statistics, and for a client. */
    public Use use() {
        IMap<String, byte[]> known = joined;
        if (known == null) {
            return new Use(0, 0, 0, 0, 0);
        }
        LocalMapStats stats = known.getLocalMapStats();
        return new Use(
                stats.getOwnedEntryMemoryCost(),
                stats.getOwnedEntryCount(),
                stats.getHits(),
                Math.max(0, stats.getGetOperationCount() - stats.getHits()),
                stats.getEvictionCount());
    }

    /** Writes that failed or were dropped because the cluster could not keep up. */
    public long lostWrites() {
        return writes.lost();
    }

    /** Writes that the cluster has not acknowledged yet: what they store may be lost with this node. */
    public int waitingWrites() {
        return writes.waiting();
    }

    /**
     * Writes what waits, for a few seconds at most, and stops the thread that does it. The member is closed by whoever
     * started it.
     */
    @Override
    public void close() {
        writes.close();
    }
}
