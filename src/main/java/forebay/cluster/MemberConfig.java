package forebay.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.YamlConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Hazelcast's configuration as this gateway can answer for it: the operator's hazelcast.yaml, or built-in defaults,
 * with what is unsafe turned off and time-outs that suit a cache instead of a database.
 *
 * <p>Whoever reaches a member's port owns its data: the community edition has neither TLS nor authentication. So a
 * member binds what it was told to and nothing else, and only loopback and private addresses unless
 * {@value #ALLOW_PUBLIC} says otherwise.
 */
final class MemberConfig {
    /** Property in hazelcast.yaml that lets a member bind a public address. */
    static final String ALLOW_PUBLIC = "forebay.cluster.allow-public-address";

    private static final String DEFAULTS = "hazelcast:\n  cluster-name: forebay\n";

    /** Enforced, whatever the file says. */
    private static final Map<String, String> FIXED = Map.of(
            // "interfaces" alone does not keep a member from listening on every interface.
            "hazelcast.socket.bind.any", "false",
            "hazelcast.socket.server.bind.any", "false",
            "hazelcast.phone.home.enabled", "false",
            "hazelcast.logging.type", "slf4j",
            // The web application is stopped by its container; a hook would outlive it.
            "hazelcast.shutdownhook.enabled", "false");

    /** In force where the file says nothing. */
    private static final Map<String, String> UNLESS_SET = Map.ofEntries(
            // Sampled every five seconds for a Management Center that most do not have.
            Map.entry("hazelcast.metrics.enabled", "false"),
            // A process that ended is known by its closed connection: one fault for that, one for the attempt to
            // connect again, which nobody listens to. A connection that breaks between two that live is made again.
            Map.entry("hazelcast.connection.monitor.max.faults", "1"),
            Map.entry("hazelcast.connection.monitor.interval", "10"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
            Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
            // Nodes tell each other by topics; the thread that does must not wait for one that hangs.
            Map.entry("hazelcast.event.sync.timeout.millis", "50"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "15"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "15"),
            Map.entry("hazelcast.max.join.seconds", "30"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
            Map.entry("hazelcast.operation.fail.on.indeterminate.state", "true"),
            // A large response that is stored may need the room of several small ones.
            Map.entry("hazelcast.map.eviction.batch.size", "4"),
            // Where multicast is turned on, a member on loopback would else speak where the default route leads.
            Map.entry("hazelcast.multicast.socket.set.interface", "true"),
            // hazelcast.yaml names addresses; a member that asks others for their public one has no business here.
            Map.entry("hazelcast.discovery.public.ip.enabled", "false"));

    private MemberConfig() {}

    /** Properties that hold where the file says nothing. */
    static Map<String, String> defaults() {
        return UNLESS_SET;
    }

    /** The same as {@link #load}, for a member that can start with it on this machine. */
    static Config startable(ClusterSettings settings, String instanceName) {
        Config config = load(settings.file(), instanceName);
        List<String> refusals = StartRefusals.of(config, settings.keys());
        if (!refusals.isEmpty()) {
            String source = source(settings.file());
            throw new IllegalArgumentException(
                    refusals.stream().map(refusal -> source + " " + refusal).collect(Collectors.joining("\n")));
        }
        return config;
    }

    private static String source(Optional<Path> file) {
        return file.map(Path::toString).orElse("built-in hazelcast.yaml");
    }

    /**
     * The configuration to start a member with.
     *
     * @param file hazelcast.yaml; empty for the built-in defaults
     * @param instanceName unique in this JVM
     * @throws IllegalArgumentException if the file can not be read or asks for what is refused; says what would be
     *     right
     */
    static Config load(Optional<Path> file, String instanceName) {
        Config config = read(file);
        config.setInstanceName(instanceName);
        config.setClassLoader(MemberConfig.class.getClassLoader());
        harden(config);
        bindNarrowly(config, source(file));
        return config;
    }

    private static Config read(Optional<Path> file) {
        try (InputStream yaml = open(file)) {
            return new YamlConfigBuilder(yaml).build();
        } catch (IOException | RuntimeException e) {
            // Hazelcast's setters throw what they like where a value is out of range.
            throw new IllegalArgumentException(source(file) + ": " + e.getMessage(), e);
        }
    }

    private static InputStream open(Optional<Path> file) throws IOException {
        return file.isPresent()
                ? Files.newInputStream(file.get())
                : new ByteArrayInputStream(DEFAULTS.getBytes(StandardCharsets.UTF_8));
    }

    private static void harden(Config config) {
        FIXED.forEach(config::setProperty);
        UNLESS_SET.forEach((name, value) -> {
            if (config.getProperty(name) == null) {
                config.setProperty(name, value);
            }
        });
        config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
        disableRest(config.getNetworkConfig());
        config.getNetworkConfig().getMemcacheProtocolConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNamespacesConfig().setEnabled(false);
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(javaSerialization());
    }

    @SuppressWarnings("removal") // still there, and still opens a port's worth of commands where it is on
    private static void disableRest(NetworkConfig network) {
        network.getRestApiConfig().setEnabled(false);
    }

    /**
     * What may be read by Java serialization from a neighbour: Hazelcast's own classes and the JDK's plain values and
     * exceptions; no class of a library that happens to be packed with the gateway.
     */
    static JavaSerializationFilterConfig javaSerialization() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.setWhitelist(
                new ClassFilter().addPrefixes("com.hazelcast.", "java.lang.", "java.util.", "java.io.", "["));
        filter.setBlacklist(new ClassFilter().addPrefixes("java.lang.invoke.", "java.lang.reflect.", "java.util.jar."));
        return filter;
    }

    private static void bindNarrowly(Config config, String source) {
        if (config.getAdvancedNetworkConfig().isEnabled()) {
            throw new IllegalArgumentException(
                    source + " hazelcast.advanced-network: is not checked for public addresses; use hazelcast.network");
        }
        boolean publicAllowed = Boolean.parseBoolean(config.getProperty(ALLOW_PUBLIC));
        NetworkConfig network = config.getNetworkConfig();
        if (!network.getInterfaces().isEnabled()) {
            network.getInterfaces().setEnabled(true).clear();
            network.getInterfaces().addInterface("127.0.0.1");
        }
        for (String pattern : network.getInterfaces().getInterfaces()) {
            if (!publicAllowed && !PrivateAddresses.coversOnly(pattern)) {
                throw new IllegalArgumentException(refusal(
                        source + " hazelcast.network.interfaces", "\"" + pattern + "\" reaches public addresses"));
            }
        }
        String local = config.getProperty("hazelcast.local.localAddress");
        if (local != null && !publicAllowed && !PrivateAddresses.coversOnly(local)) {
            throw new IllegalArgumentException(refusal(
                    source + " hazelcast.properties.hazelcast.local.localAddress",
                    "\"" + local + "\" is no loopback or private address"));
        }
    }

    /** Why a public address is refused and what would be right. */
    static String refusal(String where, String what) {
        return where + ": " + what + ", where a member would hand its data to anybody who connects;"
                + " use a loopback or private address, or set the property " + ALLOW_PUBLIC
                + " to true if a firewall keeps others out";
    }
}
