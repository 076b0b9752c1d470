package forebay.cache.hazelcast;

import com.hazelcast.map.IMap;
import forebay.cache.CacheKey;
import forebay.cache.CachePolicy;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import forebay.cache.StoredVariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Look-ups in the cluster: the index says what there is, and content of up to {@value #WHOLE_BYTES} bytes comes with it.
 * Of what is larger the first segment comes, so that who is about to answer with it has something to send; the others
 * follow as they are read. What lacks a segment is not there.
 *
 * <p>What does not carry the code of a node with our keys is no stored response, whoever put it there: it is removed and
 * counted.
 */
final class VariantsReader {
    private static final Logger log = LoggerFactory.getLogger(HazelcastStore.class);

    /** Largest content that is fetched at once. */
    static final int WHOLE_BYTES = 1 << 20;

    private final MemberAsking asking;
    private final IMap<String, byte[]> index;
    private final Segments segments;
    private final VariantsCodec codec;
    private final AtomicLong rejected;

    VariantsReader(
            MemberAsking asking,
            IMap<String, byte[]> index,
            Segments segments,
            VariantsCodec codec,
            AtomicLong rejected) {
        this.asking = asking;
        this.index = index;
        this.segments = segments;
        this.codec = codec;
        this.rejected = rejected;
    }

    /** What is stored under {@code key}. Never blocks; fails where the cluster does. */
    CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy, long stamp) {
        String at = VariantsCodec.key(key);
        CompletableFuture<Optional<StoredVariants>> found = new CompletableFuture<>();
        CompletableFuture<?> unused = asking.inTime(index, at)
                .thenComposeAsync(
                        bytes -> bytes == null
                                ? CompletableFuture.completedFuture(Optional.<StoredVariants>empty())
                                : read(at, bytes, policy, stamp),
                        Runnable::run)
                .toCompletableFuture()
                .whenCompleteAsync((variants, failure) -> end(found, variants, failure), Runnable::run);
        return found;
    }

    private static void end(
            CompletableFuture<Optional<StoredVariants>> found,
            Optional<StoredVariants> variants,
            @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            found.complete(variants);
        } else if (cause instanceof CancellationException) {
            found.complete(Optional.empty()); // not asked, which is counted
        } else {
            found.completeExceptionally(cause);
        }
    }

    private CompletableFuture<Optional<StoredVariants>> read(String at, byte[] bytes, CachePolicy policy, long stamp) {
        Optional<StoredVariants> decoded = codec.decode(at, bytes, policy, stamp);
        if (decoded.isEmpty()) {
            reject(at, bytes);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        List<StoredResponse> all = decoded.get().all();
        if (all.stream().allMatch(stored -> stored.content().isHere())) {
            return CompletableFuture.completedFuture(decoded);
        }
        List<CompletableFuture<Optional<StoredResponse>>> each =
                all.stream().map(this::withContent).toList();
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        done -> Optional.of(StoredVariants.of(each.stream()
                                .flatMap(one -> one.join().stream())
                                .toList())),
                        Runnable::run);
    }

    private void reject(String at, byte[] bytes) {
        if (rejected.getAndIncrement() == 0) {
            log.warn(
                    "the cluster's store holds bytes that no node with our cluster.keys wrote, or that were changed since;"
                            + " they are removed and counted");
        }
        index.removeAsync(at)
                .whenCompleteAsync((gone, failure) -> log.debug("rejected {} bytes", bytes.length), Runnable::run);
    }

    /** The response with its content, or with the first of it; empty where that is gone. Never fails. */
    private CompletableFuture<Optional<StoredResponse>> withContent(StoredResponse stored) {
        Optional<SegmentList> known = Segments.listOf(stored.content());
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(stored));
        }
        SegmentList list = known.get();
        boolean whole = list.length() <= WHOLE_BYTES;
        List<CompletableFuture<byte[]>> fetched = IntStream.range(0, whole ? list.count() : 1)
                .mapToObj(i -> segments.read(list, i).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(fetched.toArray(CompletableFuture[]::new))
                .handleAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                return Optional.of(stored.withContent(content(list, fetched, whole)));
                            }
                            if (whole && fetched.stream().anyMatch(VariantsReader::isGone)) {
                                segments.drop(list);
                            }
                            return Optional.empty();
                        },
                        Runnable::run);
    }

    /** Not late, and not unasked: the rest of that content is of no use. */
    private static boolean isGone(CompletableFuture<byte[]> segment) {
        return segment.handle((bytes, failure) -> Segments.isGone(failure)).join();
    }

    private StoredContent content(SegmentList list, List<CompletableFuture<byte[]>> fetched, boolean whole) {
        List<byte[]> bytes = new ArrayList<>();
        fetched.forEach(one -> bytes.add(one.join()));
        return whole ? StoredContent.of(list.id(), bytes) : segments.content(list, bytes.get(0));
    }
}
