package forebay.cache.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CacheSettings;
import forebay.cache.CacheStore;
import forebay.cache.ContentId;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.PurgeEpochs;
import forebay.cache.ReadCheck;
import forebay.cache.SharedStore;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.http.SearchVariance;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stored responses in two levels: on this node's heap (L1), bounded by estimated bytes, and in the store that the
 * nodes share (L2), where there is one. Thread-safe; nothing blocks.
 *
 * <p>The first level holds the objects that are served. What {@link ReadCheck} does not pass is never given out by either
 * level. That something was lately found not storable is remembered for a short while, so that a response that can
 * not be in the shared store is not looked for there on every request.
 */
public final class TwoLevelStore implements CacheStore, AutoCloseable {
    /** What is learned of No-Vary-Search takes at most this share of the heap's bound, beside it. */
    private static final int VARIANCES_SHARE = 32;

    /** Share of the heap's bound that one content may have, where the shared store takes what is larger. */
    private static final int LARGEST_SHARE = 2;

    private static final long MIN_VARIANCES_BYTES = 64 << 10;

    private final Cache<CacheKey, StoredVariants> local;
    private final ShortMemory notStorable;
    private final Optional<SharedStore> shared;
    private final Optional<SharedLookups> lookups;
    private final SearchVariances variances;
    private final ReadCheck check;
    private final InvalidationTimes times = new InvalidationTimes();
    private final InstantSource clock;
    private final long largestHereBytes;
    private volatile SharedStore.@Nullable News listener;

    /**
     * A store.
     *
     * @param settings its bounds
     * @param shared the second level; empty where this node is on its own
     * @param check what must hold before anything stored is used
     * @param clock the wall clock
     */
    public TwoLevelStore(CacheSettings settings, Optional<SharedStore> shared, ReadCheck check, InstantSource clock) {
        this(settings, shared, check, clock, Ticker.systemTicker());
    }

    TwoLevelStore(
            CacheSettings settings, Optional<SharedStore> shared, ReadCheck check, InstantSource clock, Ticker ticker) {
        this.shared = shared;
        this.lookups = shared.map(store -> new SharedLookups(store, settings.lookupTimeout()));
        this.check = check;
        this.clock = clock;
        this.largestHereBytes = settings.heapBytes() / LARGEST_SHARE;
        this.variances = new SearchVariances(Math.max(MIN_VARIANCES_BYTES, settings.heapBytes() / VARIANCES_SHARE));
        this.local = Caffeine.newBuilder()
                .maximumWeight(settings.heapBytes())
                .weigher(TwoLevelStore::weight)
                .recordStats()
                .executor(Runnable::run)
                .build();
        this.notStorable = new ShortMemory(ticker);
        shared.ifPresent(store -> store.subscribe(new Neighbours()));
    }

    private static int weight(CacheKey key, StoredVariants variants) {
        return (int) Math.min(Integer.MAX_VALUE, key.weight() + variants.weight());
    }

    /** What this node's heap holds under {@code key}; the invalidated left out. */
    public StoredVariants local(CacheKey key) {
        StoredVariants variants = local.getIfPresent(key);
        return variants == null ? StoredVariants.NONE : held(key, variants);
    }

    /**
     * What this node's heap holds under other queries that a stored response itself makes equivalent to that of
     * {@code key} (No-Vary-Search); what was invalidated under either URI left out.
     */
    public StoredVariants equivalent(CacheKey key) {
        for (SearchVariances.Candidate candidate : variances.candidates(key)) {
            List<StoredResponse> fitting = again(candidate.key()).all().stream()
                    .filter(stored -> check.passesAs(key.uri(), stored)
                            && SearchVariance.of(stored.head().fields()).equals(candidate.variance()))
                    .toList();
            if (!fitting.isEmpty()) {
                return StoredVariants.of(fitting);
            }
        }
        return StoredVariants.NONE;
    }

    /** As {@link #local}, for a request that has been counted already. */
    StoredVariants again(CacheKey key) {
        StoredVariants variants = local.policy().getIfPresentQuietly(key);
        return variants == null ? StoredVariants.NONE : held(key, variants);
    }

    private StoredVariants passing(CacheKey key, StoredVariants variants) {
        List<StoredResponse> all = variants.all();
        for (StoredResponse stored : all) {
            if (!check.passes(key.uri(), stored)) {
                return StoredVariants.of(
                        all.stream().flatMap(one -> standing(key, one)).toList());
            }
        }
        return variants;
    }

    /** As it is, stale by a soft purge, or none. */
    private Stream<StoredResponse> standing(CacheKey key, StoredResponse stored) {
        PurgeEpochs.Verdict verdict = check.judge(key.uri(), stored);
        return switch (verdict) {
            case PASSES -> Stream.of(stored);
            case SOFTENED -> Stream.of(stored.asSoftened());
            case GONE -> Stream.empty();
        };
    }

    /**
     * What passes of what the heap holds; the heap then holds no more than that. While this node uses nothing that is
     * stored, all stays where it is: it may be used again.
     */
    private StoredVariants held(CacheKey key, StoredVariants variants) {
        if (!check.purges().serving()) {
            return StoredVariants.NONE;
        }
        StoredVariants passing = passing(key, variants);
        if (passing == variants) {
            return variants;
        }
        if (passing.isEmpty()) {
            local.asMap().remove(key, variants);
        } else {
            local.asMap().replace(key, variants, passing);
        }
        return passing;
    }

    @Override
    public CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy) {
        StoredVariants here = local(key);
        return here.isEmpty()
                ? findShared(key, policy).thenApply(found -> found.isEmpty() ? Optional.empty() : Optional.of(found))
                : CompletableFuture.completedFuture(Optional.of(here));
    }

    /**
     * What is stored under {@code key}, the shared store asked too; completes within the look-up's time-out, at once
     * where asking can not help.
     */
    CompletableFuture<LookUp> lookUp(CacheKey key, CachePolicy policy) {
        if (lookups.isEmpty() || notStorable.knows(key)) {
            return CompletableFuture.completedFuture(new LookUp(again(key), true));
        }
        return lookups.get().find(key, policy).thenApply(answer -> {
            answer.found().ifPresent(variants -> admit(key, variants));
            // Where the heap has no room for what was found, it is served all the same.
            StoredVariants here = again(key);
            return new LookUp(
                    answer.found()
                            .map(variants -> merged(here, admissible(key, variants)))
                            .orElse(here),
                    answer.inTime());
        });
    }

    /** As {@link #lookUp}: what that found. */
    CompletableFuture<StoredVariants> findShared(CacheKey key, CachePolicy policy) {
        return lookUp(key, policy).thenApply(LookUp::found);
    }

    private StoredVariants admissible(CacheKey key, StoredVariants found) {
        return StoredVariants.of(passing(key, found).all().stream()
                .filter(stored -> times.passes(key.uri(), stored))
                .toList());
    }

    /** Takes what the shared store had into the first level, where that has nothing newer. */
    private void admit(CacheKey key, StoredVariants found) {
        StoredVariants admissible = StoredVariants.of(admissible(key, found).all().stream()
                .filter(stored -> stored.content().isHere())
                .toList());
        if (admissible.isEmpty()) {
            return;
        }
        local.asMap().merge(key, admissible, (here, there) -> merged(passing(key, here), there));
        admissible.all().forEach(stored -> variances.learn(key, stored));
    }

    private static StoredVariants merged(StoredVariants here, StoredVariants there) {
        StoredVariants merged = here;
        for (int i = there.all().size() - 1; i >= 0; i--) {
            StoredResponse candidate = there.all().get(i);
            boolean known = here.all().stream()
                    .anyMatch(stored -> stored.selecting().equals(candidate.selecting())
                            && !stored.receipt()
                                    .responseTime()
                                    .isBefore(candidate.receipt().responseTime()));
            merged = known ? merged : merged.with(candidate);
        }
        return merged;
    }

    @Override
    public CompletionStage<Void> store(CacheKey key, StoredResponse response) {
        notStorable.forget(key);
        if (isKeptHere(response)) {
            local.asMap()
                    .merge(
                            key,
                            StoredVariants.of(response),
                            (here, there) -> passing(key, here).with(response));
            variances.learn(key, response);
        } else {
            local.invalidate(key);
        }
        return shared.map(store -> store.store(key, response)).orElse(CompletableFuture.completedFuture(null));
    }

    /** Content that would drive out much else is the shared store's, where that takes it; so is what is there already. */
    private boolean isKeptHere(StoredResponse response) {
        boolean large = response.content().length() > largestHereBytes;
        return response.content().isHere()
                && !(large && shared.isPresent() && shared.get().takes(response));
    }

    @Override
    public CompletionStage<Void> remove(CacheKey key) {
        local.invalidate(key);
        return shared.map(store -> store.remove(key)).orElse(CompletableFuture.completedFuture(null));
    }

    /** Adds a coded form to the content of this name, where it is still on this node's heap. */
    void recode(CacheKey key, ContentId id, ContentCoding coding, Optional<StoredContent> coded) {
        local.asMap().computeIfPresent(key, (same, variants) -> variants.recoded(id, coding, coded));
    }

    /** For a short while {@code key} is not looked up in the shared store. */
    void notStorable(CacheKey key) {
        if (shared.isPresent()) {
            notStorable.note(key);
        }
    }

    /**
     * Invalidates the URI of {@code key} (RFC 9111 §4.4): on this node, under every key, before this returns; in the
     * shared store and on other nodes at best effort.
     */
    void invalidate(CacheKey key) {
        invalidateHere(key.uri());
        local.invalidate(key);
        shared.ifPresent(store -> {
            store.remove(key);
            store.announce(key.uri());
        });
    }

    /** As {@link #invalidate(CacheKey)}, for a URI under which other routes or other key rules may have stored. */
    void invalidate(PlainUri uri) {
        invalidateHere(uri);
        shared.ifPresent(store -> store.announce(uri));
    }

    /** Invalidates groups (RFC 9875 §3): on this node before this returns, on others at best effort. */
    void invalidate(List<OriginGroup> groups) {
        invalidateHere(groups);
        shared.ifPresent(store -> store.announce(groups));
    }

    private void invalidateHere(List<OriginGroup> groups) {
        for (OriginGroup group : groups) {
            times.invalidated(group, clock.instant());
            check.marks().invalidate(group);
        }
    }

    private void invalidateHere(PlainUri uri) {
        times.invalidated(uri, clock.instant());
        check.marks().invalidate(uri);
    }

    /** The keys that the heap holds, as they are passed; one that comes meanwhile may be among them. */
    Iterator<CacheKey> keys() {
        return local.asMap().keySet().iterator();
    }

    /** Lets go of what does not pass under {@code key}; how many that were. */
    int sweep(CacheKey key) {
        StoredVariants before = local.policy().getIfPresentQuietly(key);
        if (before == null || !check.purges().serving()) {
            return 0;
        }
        return before.all().size() - held(key, before).all().size();
    }

    /** The second level; empty where this node is on its own. */
    Optional<SharedStore> shared() {
        return shared;
    }

    /** What other nodes do is told to {@code news} too, after this has heard it. */
    void listen(SharedStore.News news) {
        listener = news;
    }

    SearchVariances variances() {
        return variances;
    }

    /** How the heap is used. */
    public HeapUse heapUse() {
        long bytes = local.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
        CacheStats stats = local.stats();
        return new HeapUse(bytes, local.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }

    /** Look-ups in the shared store that failed or took too long. */
    public long lookupFailures() {
        return lookups.map(SharedLookups::failures).orElse(0L);
    }

    /** Stops the timer; the shared store is closed by whoever made it. */
    @Override
    public void close() {
        lookups.ifPresent(SharedLookups::close);
    }

    /** What other nodes did. */
    private final class Neighbours implements SharedStore.News {
        @Override
        public void changed(CacheKey key) {
            local.invalidate(key);
            tell(news -> news.changed(key));
        }

        @Override
        public void ended(CacheKey key, boolean shared) {
            tell(news -> news.ended(key, shared));
        }

        @Override
        public void holderSilent(CacheKey key) {
            tell(news -> news.holderSilent(key));
        }

        @Override
        public void nodeLeft() {
            tell(SharedStore.News::nodeLeft);
        }

        private void tell(Consumer<SharedStore.News> what) {
            SharedStore.News news = listener;
            if (news != null) {
                what.accept(news);
            }
        }

        @Override
        public void invalidated(PlainUri uri) {
            invalidateHere(uri);
        }

        @Override
        public void invalidated(List<OriginGroup> groups) {
            invalidateHere(groups);
        }
    }
}
