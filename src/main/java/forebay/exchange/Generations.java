package forebay.exchange;

import java.util.concurrent.atomic.AtomicReference;

/** The current {@link Generation}, swapped as a whole while requests run. Thread-safe. */
public final class Generations {
    private final AtomicReference<Generation> current;

    /** Starts with {@code first}, held from now on. */
    public Generations(Generation first) {
        current = new AtomicReference<>(first);
    }

    /** The current generation, retained for the caller, who releases it. */
    public Generation acquire() {
        Generation generation = current.get();
        while (!generation.retain()) {
            generation = current.get();
        }
        return generation;
    }

    /** The current generation for a glance at it, not retained. */
    public Generation current() {
        return current.get();
    }

    /** Makes {@code next} the current one and lets go of the one before. */
    public void install(Generation next) {
        current.getAndSet(next).release();
    }
}
