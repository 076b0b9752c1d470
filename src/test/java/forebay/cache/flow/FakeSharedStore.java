package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.SharedLease;
import forebay.cache.SharedStore;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import forebay.cache.UriMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A shared store in memory that can be slow, fail, or lose removals. */
public final class FakeSharedStore implements SharedStore {
    public final Map<CacheKey, StoredVariants> entries = new ConcurrentHashMap<>();
    public final List<PlainUri> announced = new ArrayList<>();
    public final List<OriginGroup> announcedGroups = new ArrayList<>();
    private final UriMarks marks;
    public News news;
    public final AtomicInteger lookups = new AtomicInteger();
    public boolean losesRemovals;
    public boolean fails;
    /** Where set, look-ups wait until {@link #answer}. */
    public volatile boolean slow;

    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    FakeSharedStore(UriMarks marks) {
        this.marks = marks;
    }

    @Override
    public boolean takes(StoredResponse response) {
        return true;
    }

    /** What becomes of asking for a lease. */
    public volatile SharedLease.Answer leaseAnswer = new SharedLease.Nobody();

    public final AtomicInteger leasesAsked = new AtomicInteger();

    @Override
    public CompletionStage<SharedLease.Answer> lease(CacheKey key) {
        leasesAsked.incrementAndGet();
        return CompletableFuture.completedFuture(leaseAnswer);
    }

    @Override
    public CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy) {
        if (fails) {
            lookups.incrementAndGet();
            return CompletableFuture.failedFuture(new IllegalStateException("gone"));
        }
        long stamp = marks.stamp();
        Optional<StoredVariants> found = Optional.ofNullable(entries.get(key))
                .map(variants -> StoredVariants.of(variants.all().stream()
                        .map(stored -> stored.withStamp(stored.receipt().stamp().withInvalidations(stamp)))
                        .toList()));
        CompletableFuture<Optional<StoredVariants>> answer = new CompletableFuture<>();
        if (slow) {
            waiting.add(() -> answer.complete(found));
            lookups.incrementAndGet();
            return answer;
        }
        lookups.incrementAndGet();
        answer.complete(found);
        return answer;
    }

    /** Answers the look-ups that wait. */
    public void answer() {
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    @Override
    public CompletionStage<Void> store(CacheKey key, StoredResponse response) {
        entries.merge(key, StoredVariants.of(response), (before, more) -> before.with(response));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> remove(CacheKey key) {
        if (!losesRemovals) {
            entries.remove(key);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void announce(PlainUri uri) {
        announced.add(uri);
    }

    @Override
    public void announce(List<OriginGroup> groups) {
        announcedGroups.addAll(groups);
    }

    @Override
    public void subscribe(News listener) {
        news = listener;
    }
}
