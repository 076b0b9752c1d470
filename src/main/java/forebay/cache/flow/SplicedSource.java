package forebay.cache.flow;

import forebay.cache.Completion;
import forebay.exchange.ContentSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a client asked for, partly stored and partly arriving: stored bytes, some of the arriving ones, stored bytes. */
final class SplicedSource implements ContentSource {
    private final StoredContentSource before;
    private final ContentSource arriving;
    private final StoredContentSource after;
    private final boolean toTheEnd;
    private long skipBytes;
    private long leftBytes;
    private boolean begun;
    private boolean arrived;
    private @Nullable Failure failure;

    /**
     * A source.
     *
     * @param arriving the bytes that {@code completion} fetches
     */
    SplicedSource(Completion completion, ContentSource arriving) {
        this.before = new StoredContentSource(completion.before());
        this.arriving = arriving;
        this.after = new StoredContentSource(completion.after());
        this.skipBytes = completion.skippedBytes();
        this.leftBytes = completion.sentBytes();
        this.toTheEnd = skipBytes + leftBytes == completion.fetched().length();
        this.arrived = leftBytes == 0;
    }

    @Override
    public @Nullable Piece next() {
        if (failure != null) {
            return failure;
        }
        if (!begun) {
            if (before.next() instanceof Data data) {
                return data;
            }
            begun = true;
        }
        return arrived ? after.next() : arriving();
    }

    private @Nullable Piece arriving() {
        Piece piece = arriving.next();
        while (piece instanceof Data data) {
            ByteBuffer bytes = data.bytes();
            int skipped = (int) Math.min(skipBytes, bytes.remaining());
            int some = (int) Math.min(leftBytes, bytes.remaining() - skipped);
            skipBytes -= skipped;
            leftBytes -= some;
            if (some > 0) {
                // who needs the last byte learns how the content ended before anything follows it
                arrived = leftBytes == 0 && !toTheEnd;
                return new Data(bytes.slice(bytes.position() + skipped, some), () -> taken(data));
            }
            data.release();
            piece = arriving.next();
        }
        if (piece instanceof End && leftBytes == 0) {
            arrived = true;
            return after.next();
        }
        if (piece instanceof End) {
            failure = new Failure(new IOException("fewer bytes than announced"));
            return failure;
        }
        return piece;
    }

    private void taken(Data data) {
        data.release();
        if (arrived) {
            // the rest is for the store alone
            arriving.cancel(new IOException("the client has all that it asked for"));
        }
    }

    @Override
    public void demand(Runnable onAvailable) {
        if (failure == null && begun && !arrived) {
            arriving.demand(onAvailable);
        } else {
            onAvailable.run();
        }
    }

    @Override
    public void cancel(Throwable reason) {
        if (failure == null) {
            failure = new Failure(reason);
            arriving.cancel(reason);
        }
    }
}
