package forebay.edge;

import forebay.exchange.ContentSource;
import forebay.exchange.ContentSource.Data;
import forebay.http.Fields;
import jakarta.servlet.ServletOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One response on its way by a {@link ClientWriter}; touched only by the thread that works off its signals. */
final class Sending {
    final ContentSource source;
    final Consumer<Throwable> onUncommittedFailure;
    final ServletOutputStream output;
    final boolean commitBeforeEnd;
    final int status;

    /** What the container may still read. */
    @Nullable
    Data held;

    boolean unflushed = true;
    boolean sent;
    Fields trailers = Fields.EMPTY;

    Sending(
            ContentSource source,
            Consumer<Throwable> onUncommittedFailure,
            ServletOutputStream output,
            int status,
            boolean commitBeforeEnd) {
        this.source = source;
        this.status = status;
        this.onUncommittedFailure = onUncommittedFailure;
        this.output = output;
        this.commitBeforeEnd = commitBeforeEnd;
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
