package forebay.cache;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.http.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stored responses under one primary key, at most {@link #MAX}, latest stored first. Immutable. */
public final class StoredVariants {
    /** Most variants that one key holds; a further one takes the place of the one stored longest ago. */
    public static final int MAX = 16;

    /** None. */
    public static final StoredVariants NONE = new StoredVariants(List.of());

    private final List<StoredResponse> all;

    private StoredVariants(List<StoredResponse> all) {
        this.all = all;
    }

    /** One alone. */
    public static StoredVariants of(StoredResponse only) {
        return new StoredVariants(List.of(only));
    }

    /** These, latest stored first; beyond {@link #MAX} they are left out. */
    public static StoredVariants of(List<StoredResponse> latestFirst) {
        return new StoredVariants(List.copyOf(latestFirst.subList(0, Math.min(MAX, latestFirst.size()))));
    }

    /**
     * The response whose selecting fields match the request. Of several one that is fresh; of those one that has Vary,
     * as a server that leaves Vary out of its answer to a request without preferences would else have that answer
     * everything (RFC 9111 §4.1); then the most recent by Date (§4).
     *
     * @param request the fields of the request as forwarded
     * @param now the time to judge freshness at: what is stale yields, so that a variant which the origin does not send
     *     any longer is not validated for ever
     */
    public Optional<StoredResponse> select(Fields request, Instant now) {
        StoredResponse best = null;
        for (int i = 0; i < all.size(); i++) {
            StoredResponse stored = all.get(i);
            if (stored.selecting().matches(request) && (best == null || isBetter(stored, best, now))) {
                best = stored;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isBetter(StoredResponse one, StoredResponse other, Instant now) {
        boolean fresh = one.isFresh(now);
        if (fresh != other.isFresh(now)) {
            return fresh;
        }
        boolean varies = !one.selecting().isEmpty();
        if (fresh && varies == other.selecting().isEmpty()) {
            return varies;
        }
        return one.freshness().date().isAfter(other.freshness().date());
    }

    /** These and {@code response}, in place of the one with the same selecting fields. */
    public StoredVariants with(StoredResponse response) {
        List<StoredResponse> next = new ArrayList<>();
        next.add(response);
        for (StoredResponse stored : all) {
            if (!stored.selecting().equals(response.selecting())) {
                next.add(stored);
            }
        }
        return of(next);
    }

    /** These less the one with this content. */
    public StoredVariants without(ContentId id) {
        return new StoredVariants(
                all.stream().filter(stored -> !stored.content().id().equals(id)).toList());
    }

    /** These, with {@code coded} as a form of the content of this name. */
    public StoredVariants recoded(ContentId id, ContentCoding coding, Optional<StoredContent> coded) {
        return new StoredVariants(all.stream()
                .map(stored -> stored.content().id().equals(id)
                        ? stored.withContent(stored.content().with(coding, coded))
                        : stored)
                .toList());
    }

    /** All, latest stored first. */
    public List<StoredResponse> all() {
        return all;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Estimated bytes on the heap. */
    public long weight() {
        return all.stream().mapToLong(StoredResponse::weight).sum();
    }
}
