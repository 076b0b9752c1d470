package forebay.proxy;

import forebay.exchange.ContentSource;
import forebay.http.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request's content that is kept as it is read, with what follows it, up to a bound, so that another attempt can read it again. Each
 * attempt has a reader of its own; the one before must be over.
 */
final class ReplayContent {
    private final ContentSource source;
    private final OptionalLong length;
    private final int mostBytes;
    private final List<byte[]> kept = new ArrayList<>();
    private int bytes;
    private boolean whole = true;
    private boolean ended;
    private Fields trailers = Fields.EMPTY;

    private ReplayContent(ContentSource source, OptionalLong length, int mostBytes) {
        this.source = source;
        this.length = length;
        this.mostBytes = mostBytes;
    }

    /** Null where there is no content, or it is not to be kept: for no other attempt, or because it is too large. */
    static @Nullable ReplayContent of(Forwarder.@Nullable Content content, boolean mayGoAgain, int mostBytes) {
        return content == null
                        || !mayGoAgain
                        || mostBytes == 0
                        || content.length().orElse(0) > mostBytes
                ? null
                : new ReplayContent(content.source(), content.length(), mostBytes);
    }

    /** Whether all that was read can be read again. */
    boolean whole() {
        return whole;
    }

    /** Whether all of it was read, so that nobody will read from the source any more. */
    boolean ended() {
        return ended || (whole && length.isPresent() && bytes == length.getAsLong());
    }

    /** From the beginning; to be asked for only while {@link #whole}. */
    ContentSource reader() {
        return new Reader();
    }

    private byte[] keep(ContentSource.Data data) {
        byte[] copy = new byte[data.bytes().remaining()];
        data.bytes().get(copy);
        data.release();
        bytes += copy.length;
        if (bytes > mostBytes) {
            whole = false;
            kept.clear();
        } else {
            kept.add(copy);
        }
        return copy;
    }

    private final class Reader implements ContentSource {
        private int next;

        @Override
        public @Nullable Piece next() {
            if (whole && next < kept.size()) {
                return data(kept.get(next++));
            }
            if (ended()) {
                return new End(trailers);
            }
            Piece piece = source.next();
            if (whole && piece instanceof Data data) {
                next++;
                return data(keep(data));
            }
            if (piece instanceof End end) {
                ended = true;
                trailers = end.trailers();
            }
            return piece;
        }

        private static Data data(byte[] piece) {
            return new Data(ByteBuffer.wrap(piece), () -> {});
        }

        @Override
        public void demand(Runnable onAvailable) {
            if (ended() || (whole && next < kept.size())) {
                onAvailable.run();
            } else {
                source.demand(onAvailable);
            }
        }

        @Override
        public void cancel(Throwable reason) {
            source.cancel(reason);
        }
    }
}
