package forebay.cache.flow;

import forebay.exchange.ContentSink;
import forebay.exchange.ContentSource;
import forebay.http.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of a response that is arriving: one writer, many readers, and a capture for the store.
 *
 * <p>Content is a chain of immutable segments. A reader holds the segment it stands at, the capture holds the first;
 * what neither holds any more is garbage, so that a response that is not captured needs only the memory between its
 * slowest and its fastest reader.
 *
 * <p>The writer waits while the fastest reader is more than a window behind, or the slowest more than a capture may
 * hold; without readers it runs on for the capture alone. What is held counts in the node's budget until the store has
 * it or all have read it; where the budget is exceeded and nothing is captured, the writer waits for the slowest reader
 * too. The capture is finish-or-failed: it is handed over only when the content is complete and as long as was announced
 * (RFC 9111 §3.3), and before any reader sees the end.
 *
 * <p>Thread-safe. No callback runs under the lock. A reader whose callback fails has left, and the others go on.
 */
public final class InFlightResponse implements ContentSink {
    private static final Logger log = LoggerFactory.getLogger(InFlightResponse.class);

    /**
     * What a response in flight may hold.
     *
     * @param windowBytes how far the writer may be ahead of the fastest reader
     * @param captureBytes largest content that is captured; also how far the writer may be ahead of the slowest
     *     reader
     */
    public record Limits(long windowBytes, long captureBytes) {}

    /** What becomes of the content for the store: exactly one of these is called, once, without the lock held. */
    interface Capture {
        /** All content has come, in these blocks. */
        void complete(List<byte[]> content);

        /**
         * Nothing is stored.
         *
         * @param tooLarge whether the content is larger than what may be captured; else it broke off, had another
         *     length than announced, or found too many other captures under way
         */
        void givenUp(boolean tooLarge);
    }

    private final Object lock = new Object();
    private final Limits limits;
    private final CaptureBudget budget;
    private final OptionalLong announcedBytes;
    private final Capture capture;
    private final List<Reader> readers = new ArrayList<>(2);

    /** Where the capture and new readers begin; null once the capture is over. */
    private @Nullable Segment first;

    private Segment last;
    private long writtenBytes;
    private long segments;
    /** What of the content counts in the budget: the last so many bytes. */
    private long budgetBytes;
    /** Whether the store has the very arrays that readers read. */
    private boolean sharedWithStore;

    private ContentSource.@Nullable Piece end;
    private @Nullable Runnable waitingWriter;

    /**
     * A response whose content begins to arrive.
     *
     * @param limits what it may hold
     * @param budget what all captures of this node may hold
     * @param announcedBytes its Content-Length, where it has one
     * @param capture takes the whole content on the writer's thread
     */
    public InFlightResponse(Limits limits, CaptureBudget budget, OptionalLong announcedBytes, Capture capture) {
        this.limits = limits;
        this.budget = budget;
        this.announcedBytes = announcedBytes;
        this.capture = capture;
        last = new Segment(new byte[0]);
        first = last;
    }

    /** Length of the content, where it was announced. */
    public OptionalLong announcedBytes() {
        return announcedBytes;
    }

    /** How much of the content has come. */
    public long arrivedBytes() {
        synchronized (lock) {
            return writtenBytes;
        }
    }

    /** A reader from the first byte on; empty once the beginning is no longer held. */
    public Optional<ContentSource> newReader() {
        synchronized (lock) {
            if (first == null) {
                return Optional.empty();
            }
            Reader reader = new Reader(first);
            readers.add(reader);
            return Optional.of(reader);
        }
    }

    @Override
    public boolean wanted() {
        synchronized (lock) {
            return isWanted();
        }
    }

    @Override
    public void write(ByteBuffer bytes, Runnable onReady) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        List<Runnable> toRun = new ArrayList<>(2);
        synchronized (lock) {
            requireOpen();
            writtenBytes += copy.length;
            if (copy.length > 0 && isWanted()) {
                append(copy, toRun);
                takeReaders(toRun);
            }
            waitingWriter = onReady;
            takeWriter(toRun);
        }
        toRun.forEach(Runnable::run);
    }

    @Override
    public void complete(Fields trailers) {
        List<byte[]> captured = null;
        boolean whole;
        synchronized (lock) {
            requireOpen();
            whole = announcedBytes.isEmpty() || announcedBytes.getAsLong() == writtenBytes;
            if (whole && first != null) {
                sharedWithStore = Segment.keptAsArrived(segments, writtenBytes);
                captured = sharedWithStore ? first.arrays() : first.packed(writtenBytes);
            }
        }
        try {
            if (captured != null) {
                capture.complete(captured);
            }
        } finally {
            ContentSource.Piece how =
                    whole ? new ContentSource.End(trailers) : new ContentSource.Failure(wrongLength());
            end(how, captured != null);
        }
    }

    @Override
    public void fail(Throwable cause) {
        end(new ContentSource.Failure(cause), false);
    }

    private void end(ContentSource.Piece how, boolean captured) {
        List<Runnable> toRun = new ArrayList<>(2);
        synchronized (lock) {
            requireOpen();
            end = how;
            waitingWriter = null;
            if (first != null) {
                sharedWithStore &= captured;
                dropCapture();
                if (!captured) {
                    toRun.add(() -> capture.givenUp(false));
                }
            }
            takeReaders(toRun);
        }
        toRun.forEach(Runnable::run);
    }

    private IOException wrongLength() {
        return new IOException(
                "content ended after " + writtenBytes + " bytes, announced were " + announcedBytes.orElseThrow());
    }

    private void requireOpen() {
        if (end != null) {
            throw new IllegalStateException("the content has ended already");
        }
    }

    private void append(byte[] bytes, List<Runnable> toRun) {
        if (first != null) {
            boolean tooLarge = writtenBytes > limits.captureBytes();
            if (!tooLarge && budget.take(bytes.length)) {
                budgetBytes += bytes.length;
            } else {
                dropCapture();
                toRun.add(() -> capture.givenUp(tooLarge));
            }
        }
        if (first == null) {
            budget.add(bytes.length);
            budgetBytes += bytes.length;
            giveBack();
        }
        Segment segment = new Segment(bytes);
        last.next = segment;
        last = segment;
        segments++;
    }

    private void dropCapture() {
        first = null;
        giveBack();
    }

    /** Gives back what is held for nobody any more, or by the store from now on. */
    private void giveBack() {
        if (first != null) {
            return;
        }
        long held = sharedWithStore || readers.isEmpty() ? 0 : writtenBytes - slowestBytes();
        if (held < budgetBytes) {
            budget.giveBack(budgetBytes - held);
            budgetBytes = held;
        }
    }

    private long slowestBytes() {
        long slowest = Long.MAX_VALUE;
        for (Reader reader : readers) {
            slowest = Math.min(slowest, reader.readBytes);
        }
        return slowest;
    }

    private boolean isWanted() {
        return end == null && (first != null || !readers.isEmpty());
    }

    /**
     * Whether readers wait for a segment until the response has ended: the last one of a response that is captured and
     * whose length is known. Else a client that has the last byte could ask again before the response is stored.
     */
    private boolean isHeldBack(Segment segment) {
        return end == null && segment == last && first != null && isAllThere();
    }

    private boolean isAllThere() {
        return announcedBytes.isPresent() && writtenBytes >= announcedBytes.getAsLong();
    }

    private boolean hasRoom() {
        if (readers.isEmpty() || isAllThere()) {
            return true;
        }
        long fastest = 0;
        for (Reader reader : readers) {
            fastest = Math.max(fastest, reader.readBytes);
        }
        long lag = writtenBytes - slowestBytes();
        boolean waitsForSlowest = first == null && budget.exceeded();
        return writtenBytes - fastest <= limits.windowBytes()
                && lag
                        <= (waitsForSlowest
                                ? limits.windowBytes()
                                : Math.max(limits.windowBytes(), limits.captureBytes()));
    }

    private void takeWriter(List<Runnable> toRun) {
        Runnable writer = waitingWriter;
        if (writer != null && (!isWanted() || hasRoom())) {
            waitingWriter = null;
            toRun.add(writer);
        }
    }

    private void takeReaders(List<Runnable> toRun) {
        for (Reader reader : readers) {
            Runnable waiting = reader.waiting;
            if (waiting != null && reader.hasPiece()) {
                reader.waiting = null;
                toRun.add(waiting);
            }
        }
    }

    /** One reader; its fields are guarded by the lock of the response. */
    private final class Reader implements ContentSource {
        @Nullable
        Segment at;

        long readBytes;

        @Nullable
        Runnable waiting;

        ContentSource.@Nullable Failure cancelled;

        Reader(Segment first) {
            at = first;
        }

        boolean hasPiece() {
            return cancelled != null || end != null || (at != null && at.next != null && !isHeldBack(at.next));
        }

        @Override
        public @Nullable Piece next() {
            synchronized (lock) {
                if (cancelled != null || at == null) {
                    return cancelled;
                }
                Segment next = at.next;
                if (next == null) {
                    return end;
                }
                if (isHeldBack(next)) {
                    return null;
                }
                at = next;
                return new Data(ByteBuffer.wrap(next.bytes), new Release(this, next.bytes.length));
            }
        }

        @Override
        public void demand(Runnable onAvailable) {
            synchronized (lock) {
                if (!hasPiece()) {
                    waiting = () -> tell(onAvailable);
                    return;
                }
            }
            onAvailable.run();
        }

        private void tell(Runnable onAvailable) {
            try {
                onAvailable.run();
            } catch (RuntimeException e) {
                log.warn("a reader of a response in flight failed; it reads no more", e);
                leave(new Failure(e));
            }
        }

        @Override
        public void cancel(Throwable reason) {
            leave(new Failure(reason));
        }

        private void leave(Failure reason) {
            List<Runnable> toRun = new ArrayList<>(2);
            synchronized (lock) {
                if (cancelled != null) {
                    return;
                }
                cancelled = reason;
                at = null;
                waiting = null;
                readers.remove(this);
                giveBack();
                takeWriter(toRun);
            }
            toRun.forEach(Runnable::run);
        }
    }

    /** Counts a segment as read, once. */
    private final class Release implements Runnable {
        private final Reader reader;
        private int bytes;

        Release(Reader reader, int bytes) {
            this.reader = reader;
            this.bytes = bytes;
        }

        @Override
        public void run() {
            List<Runnable> toRun = new ArrayList<>(2);
            synchronized (lock) {
                reader.readBytes += bytes;
                bytes = 0;
                giveBack();
                takeWriter(toRun);
            }
            toRun.forEach(Runnable::run);
        }
    }
}
