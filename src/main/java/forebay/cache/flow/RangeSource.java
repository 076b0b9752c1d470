package forebay.cache.flow;

import forebay.exchange.ContentSource;
import forebay.http.ByteRange;
import forebay.http.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One range of content that is arriving, as soon as its bytes are there. Leaves the rest to others. */
final class RangeSource implements ContentSource {
    private static final End END = new End(Fields.EMPTY);

    private final ContentSource whole;
    private final boolean toTheEnd;
    private long skipBytes;
    private long leftBytes;
    private @Nullable Piece end;

    /**
     * A source.
     *
     * @param whole all of the content
     * @param length its length
     */
    RangeSource(ContentSource whole, ByteRange range, long length) {
        this.whole = whole;
        this.skipBytes = range.first();
        this.leftBytes = range.length();
        this.toTheEnd = range.last() == length - 1;
    }

    @Override
    public @Nullable Piece next() {
        Piece piece = end;
        while (piece == null) {
            piece = whole.next();
            if (piece == null) {
                return null;
            }
            if (piece instanceof Data data) {
                piece = wanted(data);
            } else {
                end = piece instanceof End && leftBytes > 0
                        ? new Failure(new IOException("fewer bytes than announced"))
                        : piece;
                piece = end;
            }
        }
        return piece;
    }

    /** The wanted bytes of it; null where there are none. */
    private @Nullable Data wanted(Data data) {
        ByteBuffer bytes = data.bytes();
        int skipped = (int) Math.min(skipBytes, bytes.remaining());
        int some = (int) Math.min(leftBytes, bytes.remaining() - skipped);
        skipBytes -= skipped;
        leftBytes -= some;
        if (some == 0) {
            data.release();
            return null;
        }
        // who gets the last byte of all learns first how the content ended
        boolean over = leftBytes == 0 && !toTheEnd;
        if (over) {
            end = END;
        }
        return new Data(bytes.slice(bytes.position() + skipped, some), () -> {
            data.release();
            if (over) {
                whole.cancel(new IOException("the client has all that it asked for"));
            }
        });
    }

    @Override
    public void demand(Runnable onAvailable) {
        if (end == null) {
            whole.demand(onAvailable);
        } else {
            onAvailable.run();
        }
    }

    @Override
    public void cancel(Throwable reason) {
        if (end == null || end == END) {
            end = new Failure(reason);
            whole.cancel(reason);
        }
    }
}
