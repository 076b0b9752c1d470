package forebay.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node reads of the buckets of the cluster, and what it writes there: each change replaces the very bytes that it
 * was made of, so that of two nodes at once one begins anew.
 *
 * <p>The latest state that this node saw of a bucket is kept. Where the cluster has none, an older one, or one that no
 * node wrote, that state counts: what a member took with it when it died, and what a stranger removed, put back or wrote
 * over, neither frees nor locks out anybody. Thread-safe; blocks where {@link BucketSlots} do.
 */
final class BucketBook {
    /** The purpose of its seal; a release that writes another form has another one, and so buckets of its own. */
    static final String PURPOSE = "shared limits 1";

    private static final int MOST_KEPT = 100_000;
    private static final int MOST_TRIES = 32;
    private static final int NAME_BYTES = 16;
    /** A state stays so much longer than it counts: clocks differ. */
    private static final Duration LONGER = Duration.ofSeconds(5);

    private final BucketSlots slots;
    private final Seal seal;
    private final BucketClock clock;
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong crowded = new AtomicLong();
    private final Cache<String, BucketEntry> seen;

    BucketBook(BucketSlots slots, Seal seal, InstantSource clock) {
        this.slots = slots;
        this.seal = seal;
        this.clock = new BucketClock(clock);
        this.seen = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .executor(Runnable::run)
                .build();
    }

    /** The key of a bucket in the cluster: says nothing to who does not have our keys. */
    String name(Bucket bucket) {
        byte[] code = seal.sign(utf8(bucket.purpose()), utf8(bucket.of()));
        return HexFormat.of().formatHex(Arrays.copyOf(code, NAME_BYTES));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** See {@link SharedBuckets#look}, by what stands under {@code name}. */
    Optional<Duration> look(Bucket bucket, String name, Optional<byte[]> read) {
        BucketEntry state = state(name, read);
        return bucket.rate().wait(state.paidUp(), clock.now());
    }

    /** See {@link SharedBuckets#take}; permitted, and counted, where others were faster each time. */
    Optional<Duration> take(Bucket bucket, String name) {
        return change(bucket, name, false);
    }

    /** See {@link SharedBuckets#spend}; not taken, and counted, where others were faster each time. */
    Optional<Duration> spend(Bucket bucket, String name) {
        return change(bucket, name, true);
    }

    private Optional<Duration> change(Bucket bucket, String name, boolean beyond) {
        for (int tried = 0; tried < MOST_TRIES; tried++) {
            Optional<byte[]> read = slots.get(name);
            BucketEntry before = state(name, read);
            long now = clock.now();
            Optional<Duration> wait = bucket.rate().wait(before.paidUp(), now);
            if (wait.isPresent() && !beyond) {
                return wait;
            }
            BucketEntry after = new BucketEntry(
                    Math.max(now, before.at() + 1), bucket.rate().afterOne(before.paidUp(), now));
            if (written(name, read, after, now)) {
                keep(name, after);
                return wait;
            }
        }
        crowded.incrementAndGet();
        return Optional.empty();
    }

    private boolean written(String name, Optional<byte[]> read, BucketEntry after, long now) {
        byte[] sealed = after.seal(seal, name);
        Duration life = Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(after.paidUp() - now))
                .plus(LONGER);
        return read.isPresent() ? slots.replace(name, read.get(), sealed, life) : slots.putIfAbsent(name, sealed, life);
    }

    private BucketEntry state(String name, Optional<byte[]> read) {
        Optional<BucketEntry> found = read.flatMap(bytes -> BucketEntry.open(bytes, seal, name));
        if (read.isPresent() && found.isEmpty()) {
            rejected.incrementAndGet();
        }
        found.ifPresent(entry -> {
            clock.seen(entry.at());
            keep(name, entry);
        });
        return Optional.ofNullable(seen.getIfPresent(name)).orElse(BucketEntry.FULL);
    }

    private void keep(String name, BucketEntry entry) {
        seen.asMap().merge(name, entry, (known, other) -> other.at() > known.at() ? other : known);
    }

    /** Changes that were given up because others were faster each time. */
    long crowded() {
        return crowded.get();
    }

    /** States that no node of the cluster wrote. */
    long rejected() {
        return rejected.get();
    }
}
