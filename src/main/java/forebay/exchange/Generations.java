package forebay.exchange;

/** The current {@link Generation}, swapped as a whole while requests run. Thread-safe. */
public final class Generations {
    private volatile Generation current;

    /** Starts with {@code first}, held from now on. */
    public Generations(Generation first) {
        current = first;
    }

    /** The current generation, retained for the caller, who releases it. */
    public Generation acquire() {
        Generation generation = current;
        while (!generation.retain()) {
            generation = current;
        }
        return generation;
    }

    /** The current generation for a glance at it, not retained. */
    public Generation current() {
        return current;
    }

    /** Makes {@code next} the current one and lets go of the one before. */
    public synchronized void install(Generation next) {
        Generation previous = current;
        current = next;
        previous.release();
    }
}
