package forebay.proxy;

import forebay.balance.Upstream;
import java.util.function.Consumer;

/** One way to ask an upstream whether it is well. Never blocks. */
interface HealthProbe {
    /** Asks; tells what was found exactly once, on any thread, within the time-out. */
    void ask(Upstream upstream, Consumer<Finding> told);

    /**
     * What a check found.
     *
     * @param well whether all was as expected
     * @param what in a few words, without internals
     */
    record Finding(boolean well, String what) {}
}
