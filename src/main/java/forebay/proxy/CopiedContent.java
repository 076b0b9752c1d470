package forebay.proxy;

import forebay.exchange.ContentSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Content that is copied, up to a bound, while it is read; the copy is handed over once the content is complete. */
final class CopiedContent implements ContentSource {
    private final ContentSource source;
    private final int mostBytes;
    private final Consumer<byte[]> whenWhole;
    private final Runnable whenTooLarge;
    private @Nullable ByteArrayOutputStream copy = new ByteArrayOutputStream();

    /**
     * A copy of {@code source} in the making.
     *
     * @param whenWhole gets the copy; not called where the content breaks off
     * @param whenTooLarge runs in its place where the content is larger than {@code mostBytes}
     */
    CopiedContent(ContentSource source, int mostBytes, Consumer<byte[]> whenWhole, Runnable whenTooLarge) {
        this.source = source;
        this.mostBytes = mostBytes;
        this.whenWhole = whenWhole;
        this.whenTooLarge = whenTooLarge;
    }

    @Override
    public @Nullable Piece next() {
        Piece piece = source.next();
        ByteArrayOutputStream copied = copy;
        if (copied == null) {
            return piece;
        }
        if (piece instanceof Data data) {
            add(copied, data.bytes());
        } else if (piece instanceof End) {
            copy = null;
            whenWhole.accept(copied.toByteArray());
        }
        return piece;
    }

    private void add(ByteArrayOutputStream copied, ByteBuffer bytes) {
        if (copied.size() + bytes.remaining() > mostBytes) {
            copy = null;
            whenTooLarge.run();
            return;
        }
        byte[] part = new byte[bytes.remaining()];
        bytes.get(bytes.position(), part);
        copied.writeBytes(part);
    }

    @Override
    public void demand(Runnable onAvailable) {
        source.demand(onAvailable);
    }

    @Override
    public void cancel(Throwable reason) {
        copy = null;
        source.cancel(reason);
    }
}
