package forebay.cache.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import forebay.cache.CacheKey;
import forebay.cache.PlainUri;
import forebay.cache.StoredResponse;
import forebay.http.SearchVariance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Under which keys responses are stored that a request for another query may reuse, as No-Vary-Search says: for each
 * path the few variances that were seen last, and for each of these and each query that counts the key stored last.
 * Learned by this node, bounded by bytes; what is forgotten costs a miss. Thread-safe.
 */
final class SearchVariances {
    /** Most variances of one path; the draft asks for the last one. */
    private static final int MAX = 4;

    private final Cache<CacheKey, List<SearchVariance>> byPath;
    private final Cache<Alias, CacheKey> stored;

    /**
     * @param path key of the path without query, in its zone and under its rules
     * @param query the canonical text of what counts
     */
    private record Alias(CacheKey path, SearchVariance variance, String query) {}

    /** A key under which a fitting response may be stored, and what that response must say. */
    record Candidate(CacheKey key, SearchVariance variance) {}

    SearchVariances(long maxBytes) {
        byPath = Caffeine.newBuilder()
                .maximumWeight(maxBytes / 4)
                .weigher((CacheKey path, List<SearchVariance> variances) ->
                        weight(path.weight() + 200L * variances.size()))
                .executor(Runnable::run)
                .build();
        stored = Caffeine.newBuilder()
                .maximumWeight(maxBytes - maxBytes / 4)
                .weigher((Alias alias, CacheKey key) -> weight(
                        alias.path().weight() + key.weight() + alias.query().length()))
                .executor(Runnable::run)
                .build();
    }

    private static int weight(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** Learns that {@code response} is stored under {@code key}. */
    void learn(CacheKey key, StoredResponse response) {
        SearchVariance variance = SearchVariance.of(response.head().fields());
        if (variance.isDefault()) {
            return;
        }
        Optional<String> query = variance.canonical(key.uri().query());
        if (query.isPresent()) {
            CacheKey path = path(key);
            stored.put(new Alias(path, variance, query.get()), key);
            byPath.asMap().merge(path, List.of(variance), (before, now) -> latestFirst(variance, before));
        }
    }

    private static List<SearchVariance> latestFirst(SearchVariance latest, List<SearchVariance> before) {
        if (before.get(0).equals(latest)) {
            return before;
        }
        List<SearchVariance> all = new ArrayList<>();
        all.add(latest);
        before.stream().filter(one -> !one.equals(latest)).limit(MAX - 1L).forEach(all::add);
        return List.copyOf(all);
    }

    /** Keys other than this one that may hold a response for its URI, that of the latest variance first. */
    List<Candidate> candidates(CacheKey key) {
        if (byPath.estimatedSize() == 0) {
            return List.of();
        }
        CacheKey path = path(key);
        List<SearchVariance> variances = byPath.getIfPresent(path);
        if (variances == null) {
            return List.of();
        }
        List<Candidate> candidates = new ArrayList<>();
        for (SearchVariance variance : variances) {
            variance.canonical(key.uri().query())
                    .map(query -> stored.getIfPresent(new Alias(path, variance, query)))
                    .filter(other -> !other.equals(key))
                    .ifPresent(other -> candidates.add(new Candidate(other, variance)));
        }
        return candidates;
    }

    /** Estimated bytes of what is learned. */
    long weight() {
        return weight(byPath) + weight(stored);
    }

    private static long weight(Cache<?, ?> cache) {
        return cache.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    private static CacheKey path(CacheKey key) {
        PlainUri uri = key.uri();
        return key.withUri(PlainUri.of(uri.scheme(), uri.authority(), uri.encodedPath(), Optional.empty()));
    }
}
