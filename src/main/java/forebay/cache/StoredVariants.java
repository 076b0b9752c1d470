package forebay.cache;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.http.Fields;
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
     * The response whose selecting fields match the request; of several the most recent by Date (RFC 9111 §4, §4.1).
     *
     * @param request the fields of the request as forwarded
     */
    public Optional<StoredResponse> select(Fields request) {
        StoredResponse best = null;
        for (int i = 0; i < all.size(); i++) {
            StoredResponse stored = all.get(i);
            if (stored.selecting().matches(request)
                    && (best == null
                            || stored.freshness()
                                    .date()
                                    .isAfter(best.freshness().date()))) {
                best = stored;
            }
        }
        return Optional.ofNullable(best);
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
