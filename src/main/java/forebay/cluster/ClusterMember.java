package forebay.cluster;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.namespace.impl.NodeEngineThreadLocalContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node in its cluster: a Hazelcast member of its own, or a client of Hazelcast servers that run elsewhere. A member
 * takes two to four seconds to start and blocks until the cluster is joined. A client waits for nobody: it connects
 * behind, and again whenever the connection was lost. {@link #close} leaves and no thread stays behind.
 */
public final class ClusterMember implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);

    private final HazelcastInstance hazelcast;
    private final String name;
    private final ClusterKeys keys;
    private final Optional<ClientConnection> connection;
    private final Duration longestReturn;
    private final AsyncThreads async = AsyncThreads.use();

    private ClusterMember(
            HazelcastInstance hazelcast,
            ClusterKeys keys,
            Optional<ClientConnection> connection,
            Duration longestReturn) {
        this.longestReturn = longestReturn;
        this.hazelcast = hazelcast;
        this.name = hazelcast.getName();
        this.keys = keys;
        this.connection = connection;
    }

    /**
     * Starts the member or client that {@code settings} ask for; empty where the mode is off.
     *
     * @param instanceName unique in the cluster: the node's name in what it tells others
     * @param customize adds what the parts that use an embedded member need: defaults of their maps
     * @throws IllegalArgumentException if hazelcast.yaml can not be used; says what would be right
     * @throws IllegalStateException if the member can not start, for want of a free port say
     */
    public static Optional<ClusterMember> start(
            ClusterSettings settings, String instanceName, Consumer<Config> customize) {
        return switch (settings.mode()) {
            case OFF -> Optional.empty();
            case CLIENT -> Optional.of(startClient(settings, instanceName));
            case EMBEDDED -> Optional.of(startMember(settings, instanceName, customize));
        };
    }

    /**
     * Reads hazelcast.yaml or hazelcast-client.yaml as {@link #start} does, and starts nothing.
     *
     * @throws IllegalArgumentException if it can not be used; says what would be right
     */
    public static void check(ClusterSettings settings) {
        switch (settings.mode()) {
            case OFF -> {}
            case CLIENT ->
                log.debug(
                        "cluster {} could be asked for",
                        ClientFile.startable(settings, "check").getClusterName());
            case EMBEDDED ->
                log.debug(
                        "cluster {} could be joined",
                        MemberConfig.startable(settings, "check").getClusterName());
        }
    }

    private static ClusterMember startMember(
            ClusterSettings settings, String instanceName, Consumer<Config> customize) {
        Config config = MemberConfig.startable(settings, instanceName);
        customize.accept(config);
        HazelcastInstance hazelcast = inOwnLoader(() -> Hazelcast.newHazelcastInstance(config));
        ClusterMember member = new ClusterMember(hazelcast, settings.keys(), Optional.empty(), Duration.ZERO);
        member.refusePublicAddress(config);
        log.info(
                "cluster {} joined at {}: {} member(s), {}",
                config.getClusterName(),
                member.address(),
                member.size(),
                words(settings.keys()));
        return member;
    }

    private static ClusterMember startClient(ClusterSettings settings, String instanceName) {
        ClientConfig config = ClientFile.startable(settings, instanceName);
        ClientConnection connection = new ClientConnection(config.getClusterName());
        config.addListenerConfig(connection.listener());
        HazelcastInstance hazelcast = inOwnLoader(() -> HazelcastClient.newHazelcastClient(config));
        connection.of(hazelcast);
        log.info(
                "cluster {} is looked for at {}, {}; requests are served meanwhile",
                config.getClusterName(),
                config.getNetworkConfig().getAddresses(),
                words(settings.keys()));
        return new ClusterMember(hazelcast, settings.keys(), Optional.of(connection), ClientFile.longestReturn(config));
    }

    private static String words(ClusterKeys keys) {
        return keys.present()
                ? keys.toString()
                : "no cluster.keys: who reaches a member's port on this machine can forge what is stored";
    }

    /** Hazelcast's threads inherit the context class loader; the container's would keep what it loaded alive. */
    private static HazelcastInstance inOwnLoader(Supplier<HazelcastInstance> start) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClusterMember.class.getClassLoader());
        try {
            return start.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Lets go of what Hazelcast leaves in the variables of a thread that works with it: a reference to the member, which
     * would keep all classes of an undeployed application in memory for as long as the container's thread lives.
     */
    public static void leaveThread() {
        NodeEngineThreadLocalContext.destroyNodeEngineReference();
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

    /**
     * Hands over the running instance once the cluster is there: to a member before this returns; to a client on a
     * thread of its own, once, and again where {@code ready} failed. Until then a client's instance throws.
     */
    public void whenJoined(Consumer<HazelcastInstance> ready) {
        connection.ifPresentOrElse(client -> client.whenJoined(ready), () -> ready.accept(hazelcast));
    }

    /** The running instance, for the parts that keep data in the cluster; of a client it throws where not connected. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** Whether other processes hold the data. */
    public boolean isClient() {
        return connection.isPresent();
    }

    /** How long other nodes may be away from what this one is connected to without being gone. */
    Duration longestReturn() {
        return longestReturn;
    }

    /** By which nodes know each other's bytes. */
    public ClusterKeys keys() {
        return keys;
    }

    /** The name of this process among the nodes. */
    public String name() {
        return name;
    }

    /** Number of members that this node sees, its own included; none where it is not connected. */
    public int size() {
        return members().size();
    }

    /** Whether there is anybody to share with: other members, or of a client servers. */
    boolean hasOthers() {
        return running()
                && connection
                        .map(ClientConnection::isUp)
                        .orElseGet(() -> hazelcast.getCluster().getMembers().size() > 1);
    }

    /** A member of the cluster: its address and port, and whether it is this one. */
    public record Seen(String address, boolean self) {}

    /** The members that this node sees, its own included; none where it does not run or is not connected. */
    public List<Seen> members() {
        return running() && connection.map(ClientConnection::isUp).orElse(true)
                ? hazelcast.getCluster().getMembers().stream()
                        .map(each -> new Seen(each.getAddress().toString(), !isClient() && each.localMember()))
                        .toList()
                : List.of();
    }

    /** Address and port of this member, or of the client's end. */
    public String address() {
        return isClient()
                ? String.valueOf(hazelcast.getLocalEndpoint().getSocketAddress())
                : hazelcast.getCluster().getLocalMember().getAddress().toString();
    }

    /** Whether the member or client runs. */
    public boolean running() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /** Leaves the cluster and stops, gracefully where the others answer in time. Blocks; idempotent. */
    @Override
    public void close() {
        connection.ifPresent(ClientConnection::close);
        if (running()) {
            hazelcast.shutdown();
            log.info("cluster left by {}", name);
        }
        async.close();
    }
}
