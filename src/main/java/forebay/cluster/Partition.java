package forebay.cluster;

import java.time.Duration;

/** What goes on where nodes can not hear each other; the same on all nodes. */
public enum Partition {
    /** Hits go on; a purge that misses a node fails and says so. */
    PURGE_WAITS,
    /**
     * Purges go on with most of the nodes; a node that most do not hear from uses nothing that is stored. A purge waits
     * for such a node until it has surely stopped.
     */
    HITS_STOP;

    /** How long a command is waited for, where this is asked for: under hits-stop at least until it need not wait. */
    public Duration patience(Duration asked) {
        Duration least = Duration.ofMillis(Standing.SURE_MILLIS);
        return this == HITS_STOP && asked.compareTo(least) < 0 ? least : asked;
    }
}
