package forebay.cache.hazelcast;

import com.hazelcast.map.IMap;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the cluster's store, on one thread: content that is not small goes first, in segments; the index entry that
 * makes it findable goes last. A write that breaks off in between leaves segments that nobody finds and that go with
 * their time.
 */
final class VariantsWriter {
    /** Content up to this many bytes is part of the index entry. */
    static final int INLINE_BYTES = 16 << 10;

    /** So many segments are looked for once more before they can be found. */
    private static final int MANY = 64;

    private static final int ATTEMPTS = 3;
    private static final Duration MAX_LIFE = Duration.ofDays(1);

    /** Segments outlive the index entry, and content that was replaced, by this: somebody may be reading it. */
    private static final Duration READING = Duration.ofMinutes(1);

    private final IMap<String, byte[]> index;
    private final Segments segments;
    private final VariantsCodec codec;
    private final InstantSource clock;

    VariantsWriter(IMap<String, byte[]> index, Segments segments, VariantsCodec codec, InstantSource clock) {
        this.index = index;
        this.segments = segments;
        this.codec = codec;
        this.clock = clock;
    }

    /** Adds {@code response} to the variants of {@code key}. Blocks. */
    void store(CacheKey key, StoredResponse response) {
        String at = VariantsCodec.key(key);
        Optional<StoredResponse> written = written(at, response);
        if (written.isPresent()) {
            merge(at, written.get());
        }
    }

    /** The response with its content in the cluster; empty where that is gone and not here either. */
    private Optional<StoredResponse> written(String at, StoredResponse response) {
        if (response.content().isHere() && response.content().length() <= INLINE_BYTES) {
            return Optional.of(response);
        }
        Duration life = life(response, clock.instant()).plus(READING);
        Optional<SegmentList> known = Segments.listOf(response.content()).or(() -> stored(at, response));
        if (known.isPresent() && segments.live(known.get(), life)) {
            return Optional.of(response.withContent(segments.content(known.get())));
        }
        if (!response.content().isHere()) {
            return Optional.empty();
        }
        SegmentList list = segments.write(response.content(), life);
        // In a map that is full a large content may have driven out some of itself.
        return list.count() < MANY || segments.live(list, life)
                ? Optional.of(response.withContent(segments.content(list)))
                : Optional.empty();
    }

    /** Where a freshened response's content is, which keeps its name. */
    private Optional<SegmentList> stored(String at, StoredResponse response) {
        return decoded(at, index.get(at), response).all().stream()
                .filter(other -> other.content().id().equals(response.content().id()))
                .findFirst()
                .flatMap(other -> Segments.listOf(other.content()));
    }

    private StoredVariants decoded(String at, byte @Nullable [] bytes, StoredResponse response) {
        return bytes == null
                ? StoredVariants.NONE
                : codec.decode(
                                at,
                                bytes,
                                response.policy(),
                                response.receipt().stamp().invalidations())
                        .orElse(StoredVariants.NONE);
    }

    private void merge(String at, StoredResponse response) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] before = index.get(at);
            StoredVariants known = decoded(at, before, response);
            Instant now = clock.instant();
            StoredVariants variants = living(known.with(response), response, now);
            byte[] after = codec.encode(at, variants);
            long millis = life(variants, now).toMillis();
            if (before == null) {
                if (index.putIfAbsent(at, after, millis, TimeUnit.MILLISECONDS) == null) {
                    return;
                }
            } else if (index.replace(at, before, after)) {
                index.setTtl(at, millis, TimeUnit.MILLISECONDS);
                release(known, variants);
                return;
            }
        }
    }

    /** Removes all variants of {@code key}. Blocks. */
    void remove(CacheKey key) {
        String at = VariantsCodec.key(key);
        byte[] before = index.remove(at);
        if (before != null) {
            release(variants(at, before), StoredVariants.NONE);
        }
    }

    /** The index gave up {@code bytes} for space: their content goes soon, unless it was stored again. Blocks. */
    void evicted(String at, byte[] bytes) {
        StoredVariants before = variants(at, bytes);
        if (before.all().stream().anyMatch(old -> Segments.listOf(old.content()).isPresent())) {
            byte[] now = index.get(at);
            release(before, now == null ? StoredVariants.NONE : variants(at, now));
        }
    }

    private StoredVariants variants(String at, byte[] bytes) {
        return codec.decode(at, bytes, CachePolicy.RFC, 0).orElse(StoredVariants.NONE);
    }

    /** Content that nobody finds any more goes soon. */
    private void release(StoredVariants before, StoredVariants after) {
        before.all().stream()
                .filter(old -> after.all().stream()
                        .noneMatch(
                                kept -> kept.content().id().equals(old.content().id())))
                .flatMap(old -> Segments.listOf(old.content()).stream())
                .forEach(list -> segments.live(list, READING));
    }

    private static StoredVariants living(StoredVariants variants, StoredResponse response, Instant now) {
        StoredVariants living = variants;
        for (StoredResponse stored : variants.all()) {
            if (stored != response && life(stored, now).isZero()) {
                living = living.without(stored.content().id());
            }
        }
        return living;
    }

    private static Duration life(StoredVariants variants, Instant now) {
        return variants.all().stream()
                .map(stored -> life(stored, now))
                .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /**
     * How long it is of use: while fresh, and where it can be validated as long again, at least ten minutes; a day at
     * most.
     */
    static Duration life(StoredResponse response, Instant now) {
        Duration fresh = response.remaining(now);
        Duration useful = fresh.isNegative() ? Duration.ZERO : fresh;
        if (response.validators().present()) {
            Duration room = response.freshness().lifetime().orElse(Duration.ZERO);
            Duration least = Duration.ofMinutes(10);
            useful = useful.plus(room.compareTo(least) > 0 ? room : least);
        }
        return useful.compareTo(MAX_LIFE) > 0 ? MAX_LIFE : useful;
    }
}
