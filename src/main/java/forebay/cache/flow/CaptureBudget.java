package forebay.cache.flow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes all captures of this node may hold together while they are arriving, so that many large responses at
 * once do not fill the heap. Thread-safe.
 */
public final class CaptureBudget {
    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();

    /** A budget of {@code maxBytes}. */
    public CaptureBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes {@code bytes} of it; false, and nothing taken, where they are not left. */
    boolean take(long bytes) {
        long before = taken.getAndAdd(bytes);
        if (before + bytes > maxBytes) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Gives {@code bytes} back. */
    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes held by captures at the moment. */
    public long takenBytes() {
        return taken.get();
    }
}
