package forebay.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Hazelcast member of this node. Starting takes two to four seconds and blocks until the cluster is joined;
 * {@link #close} leaves it and no thread behind.
 */
public final class ClusterMember implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);

    private final HazelcastInstance hazelcast;

    private ClusterMember(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    /**
     * Starts the member that {@code settings} ask for; empty where the mode is off.
     *
     * @param instanceName unique in this JVM, such as the name of the servlet context
     * @param customize adds what the parts that use the cluster need: serializers, defaults of their maps
     * @throws IllegalArgumentException if hazelcast.yaml can not be used; says what would be right
     * @throws IllegalStateException if the member can not start, for want of a free port say
     */
    public static Optional<ClusterMember> start(
            ClusterSettings settings, String instanceName, Consumer<Config> customize) {
        return switch (settings.mode()) {
            case OFF -> Optional.empty();
            case EMBEDDED -> Optional.of(startMember(settings, instanceName, customize));
        };
    }

    /**
     * Reads hazelcast.yaml as {@link #start} does, and starts nothing.
     *
     * @throws IllegalArgumentException if it can not be used; says what would be right
     */
    public static void check(ClusterSettings settings) {
        if (settings.mode() == ClusterSettings.Mode.EMBEDDED) {
            Config config = MemberConfig.startable(settings, "check");
            log.debug("cluster {} could be joined", config.getClusterName());
        }
    }

    private static ClusterMember startMember(
            ClusterSettings settings, String instanceName, Consumer<Config> customize) {
        Config config = MemberConfig.startable(settings, instanceName);
        customize.accept(config);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Hazelcast's threads inherit this one; the container's would keep what it loaded alive.
        thread.setContextClassLoader(ClusterMember.class.getClassLoader());
        try {
            HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
            ClusterMember member = new ClusterMember(hazelcast);
            member.refusePublicAddress(config);
            log.info(
                    "cluster {} joined at {}: {} member(s), {}",
                    config.getClusterName(),
                    member.address(),
                    member.size(),
                    settings.keys().present()
                            ? settings.keys()
                            : "no cluster.keys: who reaches the member's port on this machine can forge what is stored");
            return member;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The check on the configuration reads patterns; this one sees what came of them. */
    private void refusePublicAddress(Config config) {
        InetAddress bound;
        try {
            bound = hazelcast.getCluster().getLocalMember().getAddress().getInetAddress();
        } catch (UnknownHostException e) {
            close();
            throw new IllegalStateException("the member's own address does not resolve", e);
        }
        if (!Boolean.parseBoolean(config.getProperty(MemberConfig.ALLOW_PUBLIC))
                && !PrivateAddresses.isPrivate(bound)) {
            close();
            throw new IllegalArgumentException(
                    MemberConfig.refusal("hazelcast.yaml", "the member would listen at " + bound.getHostAddress()));
        }
    }

    /** The running instance, for the parts that keep data in the cluster. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** Number of members that this one sees, itself included. */
    public int size() {
        return hazelcast.getCluster().getMembers().size();
    }

    /** A member of the cluster: its address and port, and whether it is this one. */
    public record Seen(String address, boolean self) {}

    /** The members that this one sees, itself included; none where it does not run. */
    public List<Seen> members() {
        return running()
                ? hazelcast.getCluster().getMembers().stream()
                        .map(each -> new Seen(each.getAddress().toString(), each.localMember()))
                        .toList()
                : List.of();
    }

    /** Address and port of this member. */
    public String address() {
        return hazelcast.getCluster().getLocalMember().getAddress().toString();
    }

    /** Whether the member runs and can answer. */
    public boolean running() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /** Leaves the cluster and stops, gracefully where the others answer in time. Blocks; idempotent. */
    @Override
    public void close() {
        if (!running()) {
            return;
        }
        String address = address();
        hazelcast.shutdown();
        log.info("cluster left at {}", address);
    }
}
