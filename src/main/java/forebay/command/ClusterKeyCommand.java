package forebay.command;

import forebay.cluster.ClusterKeys;
import java.io.PrintStream;
import java.security.SecureRandom;

/** {@code cluster-key}: makes a key for the nodes of a cluster. */
public final class ClusterKeyCommand {
    private ClusterKeyCommand() {}

    /**
     * Prints a new key, and nothing else, on {@code out}, so that it can be sent to a file; what to do with it on
     * {@code err}.
     *
     * @return 0
     */
    public static int run(PrintStream out, PrintStream err) {
        out.println(ClusterKeys.next(new SecureRandom()));
        err.println("The same file on every node, readable by the gateway's user alone. In forebay.yaml:");
        err.println("  cluster:");
        err.println("    keys: [\"${file:cluster.key}\"]");
        return 0;
    }
}
