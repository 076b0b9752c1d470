package forebay.cluster;

import java.time.Duration;

/**
 * When a node that finds nobody may begin a lineage of its own. Members see each other before they read the register;
 * clients see only servers, which may just have lost it while other nodes are on their way back to them: so a client
 * looks for longer than it takes a node to notice that the servers are gone and to connect again. Not thread-safe.
 */
final class Founding {
    private final long longestMillis;
    private boolean looking;
    private long since;

    Founding(Duration longest) {
        this.longestMillis = longest.toMillis();
    }

    /** Whether it may, after one more look that found nobody. */
    boolean nobody(long nowMillis) {
        if (!looking) {
            looking = true;
            since = nowMillis;
        }
        return nowMillis - since >= longestMillis;
    }

    /** Somebody is there, or whether there is could not be read. */
    void again() {
        looking = false;
    }
}
