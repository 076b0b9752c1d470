package forebay.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How this node takes part in the cluster.
 *
 * @param mode embedded member, client, or none
 * @param file hazelcast.yaml, or hazelcast-client.yaml; empty for the built-in defaults (loopback, no discovery)
 * @param keys by which nodes know each other's bytes
 * @param partition what goes on where nodes can not hear each other
 */
public record ClusterSettings(Mode mode, Optional<Path> file, ClusterKeys keys, Partition partition) {
    /** With purges that wait. */
    public ClusterSettings(Mode mode, Optional<Path> file, ClusterKeys keys) {
        this(mode, file, keys, Partition.PURGE_WAITS);
    }

    /** How a node takes part. */
    public enum Mode {
        /** A Hazelcast member runs within this web application. */
        EMBEDDED,
        /** This node is a client of a cluster of Hazelcast servers. */
        CLIENT,
        /** This node's store is its heap alone. */
        OFF
    }
}
