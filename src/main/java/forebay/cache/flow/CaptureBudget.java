package forebay.cache.flow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes all responses in flight on this node may hold together, for the store or for readers that are slower
 * than the others, so that many large responses at once do not fill the heap. Thread-safe.
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

    /** Takes {@code bytes} that are held already, whether they are left or not. */
    void add(long bytes) {
        taken.addAndGet(bytes);
    }

    /** Whether more is held than there should be. */
    boolean exceeded() {
        return taken.get() > maxBytes;
    }

    /** Gives {@code bytes} back. */
    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes held at the moment. */
    public long takenBytes() {
        return taken.get();
    }
}
