package forebay.proxy;

import forebay.exchange.ContentSource;
import org.jspecify.annotations.Nullable;

/** Content of unknown length that fails once there is more of it than the route takes. */
final class BoundedContent implements ContentSource {
    private final ContentSource source;
    private final long mostBytes;
    private long bytes;
    private @Nullable Failure tooLarge;

    BoundedContent(ContentSource source, long mostBytes) {
        this.source = source;
        this.mostBytes = mostBytes;
    }

    @Override
    public @Nullable Piece next() {
        if (tooLarge != null) {
            return tooLarge;
        }
        Piece piece = source.next();
        if (piece instanceof Data data) {
            bytes += data.bytes().remaining();
            if (bytes > mostBytes) {
                data.release();
                tooLarge = new Failure(ClientFault.tooLarge(mostBytes));
                return tooLarge;
            }
        }
        return piece;
    }

    @Override
    public void demand(Runnable onAvailable) {
        source.demand(onAvailable);
    }

    @Override
    public void cancel(Throwable reason) {
        source.cancel(reason);
    }
}
