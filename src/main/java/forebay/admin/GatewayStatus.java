package forebay.admin;

import forebay.cache.Purges;
import forebay.cluster.NodeControl;
import forebay.observe.Readings;
import forebay.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the status page shows of this node beyond its counters. Cheap to ask, never blocks. Thread-safe. */
public interface GatewayStatus extends Readings {
    /** Where the gateway is in its life. */
    Phase phase();

    /** This node. */
    Node node();

    /** How the last attempt to load the configuration went. */
    LastLoad lastLoad();

    /** The routes of the current generation, in the order in which they are matched. */
    List<Route> routes();

    /** The cluster as this node sees it; empty where the node is not in one. */
    Optional<Cluster> cluster();

    /** The nodes that a purge waits for. */
    NodeControl.View nodes();

    /** The latest purges that were called on this node, latest first. */
    List<Purges.Called> purges();

    /** Where a gateway is in its life. */
    enum Phase {
        /** Not all parts are there yet. */
        STARTING,
        /** Requests are served. */
        RUNNING,
        /** Requests in flight are finished; new ones should go elsewhere. */
        STOPPING
    }

    /**
     * One process.
     *
     * @param name tells this node from the others
     * @param version of the gateway
     * @param startedAt when it started
     * @param uptime how long ago that was
     */
    record Node(String name, String version, Instant startedAt, Duration uptime) {}

    /**
     * The last attempt to load the configuration.
     *
     * @param at when it was made
     * @param succeeded whether it became current; else the one before still holds
     * @param errors what is wrong, one text for each error, without secrets; empty where it succeeded
     * @param needRestart changed keys that take effect only after a restart
     */
    record LastLoad(Instant at, boolean succeeded, List<String> errors, List<String> needRestart) {}

    /**
     * The cluster.
     *
     * @param members all members that this node knows, itself included
     */
    record Cluster(List<Member> members) {}

    /**
     * A member of the cluster.
     *
     * @param name its address
     * @param self whether it is this node
     */
    record Member(String name, boolean self) {}
}
