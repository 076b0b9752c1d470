package forebay.cache.hazelcast;

import com.hazelcast.map.IMap;
import forebay.cache.ContentSegments;
import forebay.cache.StoredContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Content in pieces on a distributed map: each is moved, kept and evicted by itself, so that no member holds on to more
 * than one of them for a request. Segments never change; those of a write that did not come to its end go with their
 * time.
 */
final class Segments {
    /** Writes that wait for the cluster at a time. */
    private static final int AHEAD = 8;

    private final IMap<String, byte[]> map;
    private final int segmentBytes;
    private final MemberAsking asking;

    Segments(IMap<String, byte[]> map, int segmentBytes, MemberAsking asking) {
        this.map = map;
        this.segmentBytes = segmentBytes;
        this.asking = asking;
    }

    /** Writes {@code content}, to live for {@code life}; blocks until the cluster has all of it. */
    SegmentList write(StoredContent content, Duration life) {
        Deque<CompletableFuture<?>> waiting = new ArrayDeque<>();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        Cutter cutter = new Cutter(segmentBytes, (index, bytes) -> {
            hashes.writeBytes(hash(bytes));
            waiting.add(
                    map.setAsync(SegmentList.key(content.id(), index), bytes, life.toMillis(), TimeUnit.MILLISECONDS)
                            .toCompletableFuture());
            if (waiting.size() >= AHEAD) {
                waiting.remove().join();
            }
        });
        try (cutter) {
            content.writeTo(cutter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        waiting.forEach(CompletableFuture::join);
        return new SegmentList(content.id(), content.length(), segmentBytes, hashes.toByteArray());
    }

    /** Lets the segments live for {@code life} from now on; false where one of them is gone. Blocks. */
    boolean live(SegmentList list, Duration life) {
        boolean all = true;
        for (int i = 0; i < list.count(); i++) {
            all &= map.setTtl(list.key(i), life.toMillis(), TimeUnit.MILLISECONDS);
        }
        return all;
    }

    /**
     * Removes what is left of a content that lacks a segment: to look for it has made the others seem used, so that they
     * would outlast what is of use. Never blocks.
     */
    void drop(SegmentList list) {
        for (int i = 0; i < list.count(); i++) {
            CompletionStage<?> unused = map.deleteAsync(list.key(i));
        }
    }

    /** The content of {@code list}, to be read segment by segment. */
    StoredContent content(SegmentList list) {
        return StoredContent.in(new Reader(list, null), list.id(), list.length());
    }

    /** The same, with its first segment at hand. */
    StoredContent content(SegmentList list, byte[] first) {
        return StoredContent.in(new Reader(list, first), list.id(), list.length());
    }

    /** The segments of {@code content}; empty where it is on the heap. */
    static Optional<SegmentList> listOf(StoredContent content) {
        return content.segments().filter(Reader.class::isInstance).map(segments -> ((Reader) segments).list);
    }

    /** One segment in the time of a look-up; fails where it is gone, late or another one than was written. */
    CompletionStage<byte[]> read(SegmentList list, int index) {
        return asking.inTime(map, list.key(index)).thenApplyAsync(bytes -> checked(list, index, bytes), Runnable::run);
    }

    private static byte[] checked(SegmentList list, int index, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != list.bytes(index)) {
            throw new Gone("segment " + list.key(index) + " is gone");
        }
        if (!list.hasHash(index, hash(bytes))) {
            throw new Gone("segment " + list.key(index) + " was changed");
        }
        return bytes;
    }

    /** A segment is not what was written. */
    private static final class Gone extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        Gone(String what) {
            super(new IOException(what));
        }
    }

    /** Whether {@link #read} failed because the segment is gone or changed, and not because it was late. */
    static boolean isGone(@Nullable Throwable failure) {
        return failure instanceof Gone || (failure != null && failure.getCause() instanceof Gone);
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads from the map whenever it is asked. */
    final class Reader implements ContentSegments {
        private final SegmentList list;
        private final byte @Nullable [] first;

        Reader(SegmentList list, byte @Nullable [] first) {
            this.list = list;
            this.first = first;
        }

        @Override
        public int segmentBytes() {
            return list.segmentBytes();
        }

        @Override
        public CompletionStage<byte[]> segment(int index) {
            byte[] known = atHand(index);
            return known != null
                    ? CompletableFuture.completedFuture(known)
                    : asking.patiently(map, list.key(index))
                            .thenApplyAsync(bytes -> checked(list, index, bytes), Runnable::run);
        }

        @Override
        public CompletionStage<byte[]> segmentInTime(int index) {
            byte[] known = atHand(index);
            return known != null
                    ? CompletableFuture.completedFuture(known)
                    : read(list, index)
                            .exceptionallyComposeAsync(
                                    failure -> CompletableFuture.failedFuture(late(failure)), Runnable::run);
        }

        /** Not to be asked is no answer in time either. */
        private static Throwable late(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return cause instanceof CancellationException ? new TimeoutException(cause.getMessage()) : cause;
        }

        private byte @Nullable [] atHand(int index) {
            return index == 0 ? first : null;
        }
    }

    /** Takes a segment. */
    private interface Taker {
        void take(int index, byte[] bytes);
    }

    /** Cuts what is written into segments. */
    private static final class Cutter extends OutputStream {
        private final int size;
        private final Taker taker;
        private final ByteArrayOutputStream open;
        private int index;

        Cutter(int size, Taker taker) {
            this.size = size;
            this.taker = taker;
            this.open = new ByteArrayOutputStream(size);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                int some = Math.min(left, size - open.size());
                open.write(bytes, from, some);
                from += some;
                left -= some;
                if (open.size() == size) {
                    give();
                }
            }
        }

        private void give() {
            taker.take(index++, open.toByteArray());
            open.reset();
        }

        @Override
        public void close() {
            if (open.size() > 0) {
                give();
            }
        }
    }
}
