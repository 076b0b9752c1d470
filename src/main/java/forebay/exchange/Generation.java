package forebay.exchange;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One loaded configuration with all that was built from it; a request is pinned to one from its first step to its
 * end, so that a reload never mixes old and new.
 *
 * <p>Counted: the gateway holds a generation while it is the current one, each exchange while it is in flight. When
 * the last holder lets go, {@code whenUnused} runs once on that thread and closes what only this generation used.
 */
public final class Generation {
    private final int number;
    private final Map<Class<?>, Object> parts;
    private final Runnable whenUnused;
    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * A generation that its creator holds.
     *
     * @param number rises by one with every successful load
     * @param parts what was built, by the type it is asked for with
     * @param whenUnused what to do once nobody holds it any more
     */
    public Generation(int number, Map<Class<?>, Object> parts, Runnable whenUnused) {
        this.number = number;
        this.parts = Map.copyOf(parts);
        this.whenUnused = whenUnused;
    }

    /** Rises by one with every successful load. */
    public int number() {
        return number;
    }

    /** The part of this type; its absence is a programmer's error. */
    public <T> T part(Class<T> type) {
        Object part = parts.get(type);
        if (part == null) {
            throw new IllegalStateException("no " + type.getName() + " in generation " + number);
        }
        return type.cast(part);
    }

    /** The part of this type; empty where there is none. */
    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(parts.get(type)).map(type::cast);
    }

    /** Takes hold; false where the last holder has let go already (then read the current generation again). */
    public boolean retain() {
        int count = holders.get();
        while (count > 0) {
            if (holders.compareAndSet(count, count + 1)) {
                return true;
            }
            count = holders.get();
        }
        return false;
    }

    /** Lets go. */
    public void release() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            whenUnused.run();
        } else if (left < 0) {
            throw new IllegalStateException("generation " + number + " was released more often than retained");
        }
    }
}
