package forebay.proxy;

import forebay.exchange.ContentSource;
import forebay.http.Fields;
import java.nio.ByteBuffer;

/** Content that is all there. */
final class WholeContent implements ContentSource {
    private final byte[] content;
    private boolean read;

    WholeContent(byte[] content) {
        this.content = content;
        this.read = content.length == 0;
    }

    @Override
    public Piece next() {
        if (read) {
            return new End(Fields.EMPTY);
        }
        read = true;
        return new Data(ByteBuffer.wrap(content), WholeContent::nothing);
    }

    /** The bytes are nobody else's. */
    private static void nothing() {}

    @Override
    public void demand(Runnable onAvailable) {
        onAvailable.run();
    }

    @Override
    public void cancel(Throwable reason) {
        read = true;
    }
}
