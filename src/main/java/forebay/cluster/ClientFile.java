package forebay.cluster;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.ClientNetworkConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration of a client of an external cluster as this gateway can answer for it: the operator's
 * hazelcast-client.yaml, or built-in defaults, with what is unsafe turned off, and without any wait for the cluster:
 * neither the start nor a request hangs on it.
 */
final class ClientFile {
    private static final String DEFAULTS = "hazelcast-client:\n  cluster-name: forebay\n";
    private static final String MEMBERS = "hazelcast-client.network.cluster-members";

    private static final String HEARTBEAT_TIMEOUT = "hazelcast.client.heartbeat.timeout";

    /** Enforced, whatever the file says. */
    private static final Map<String, String> FIXED = Map.of(
            "hazelcast.logging.type", "slf4j",
            "hazelcast.phone.home.enabled", "false");

    /** In force where the file says nothing. */
    private static final Map<String, String> UNLESS_SET = Map.of(
            "hazelcast.client.heartbeat.interval",
            "2000",
            HEARTBEAT_TIMEOUT,
            "10000",
            "hazelcast.client.invocation.timeout.seconds",
            "5",
            "hazelcast.discovery.public.ip.enabled",
            "false");

    private static final int FIRST_BACKOFF_MILLIS = 500;
    private static final int MAX_BACKOFF_MILLIS = 5_000;
    private static final int SAID_MILLIS = 1_000;

    private ClientFile() {}

    /** Properties that hold where the file says nothing. */
    static Map<String, String> defaults() {
        return UNLESS_SET;
    }

    /**
     * The configuration to start a client with.
     *
     * @param instanceName unique in this JVM
     * @throws IllegalArgumentException if the file can not be read or asks for what is refused; says all that is wrong
     *     and what would be right
     */
    static ClientConfig startable(ClusterSettings settings, String instanceName) {
        ClientConfig config = load(settings.file(), instanceName);
        List<String> refusals = refusals(config, settings.keys());
        if (!refusals.isEmpty()) {
            String source = source(settings.file());
            throw new IllegalArgumentException(
                    refusals.stream().map(refusal -> source + " " + refusal).collect(Collectors.joining("\n")));
        }
        return config;
    }

    /** The file, hardened. */
    static ClientConfig load(Optional<Path> file, String instanceName) {
        ClientConfig config = read(file);
        config.setInstanceName(instanceName);
        config.setClassLoader(ClientFile.class.getClassLoader());
        FIXED.forEach(config::setProperty);
        UNLESS_SET.forEach((name, value) -> {
            if (config.getProperty(name) == null) {
                config.setProperty(name, value);
            }
        });
        ClientConnectionStrategyConfig strategy = config.getConnectionStrategyConfig();
        strategy.setAsyncStart(true).setReconnectMode(ReconnectMode.ASYNC);
        strategy.getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(-1)
                .setInitialBackoffMillis(FIRST_BACKOFF_MILLIS)
                .setMaxBackoffMillis(MAX_BACKOFF_MILLIS);
        config.getMetricsConfig().setEnabled(false);
        // A copy that is not told of a change in time would be served.
        config.getNearCacheConfigMap().clear();
        config.getSerializationConfig().setJavaSerializationFilterConfig(MemberConfig.javaSerialization());
        return config;
    }

    /** How long a client may take to notice that its servers were gone, to connect again, and to say so. */
    static Duration longestReturn(ClientConfig config) {
        long silent = Long.parseLong(config.getProperty(HEARTBEAT_TIMEOUT).strip());
        return Duration.ofMillis(silent + MAX_BACKOFF_MILLIS + SAID_MILLIS);
    }

    private static ClientConfig read(Optional<Path> file) {
        try (InputStream yaml = file.isPresent()
                ? Files.newInputStream(file.get())
                : new ByteArrayInputStream(DEFAULTS.getBytes(StandardCharsets.UTF_8))) {
            return new YamlClientConfigBuilder(yaml).build();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(source(file) + ": " + e.getMessage(), e);
        }
    }

    private static String source(Optional<Path> file) {
        return file.map(Path::toString).orElse("built-in hazelcast-client.yaml");
    }

    private static List<String> refusals(ClientConfig config, ClusterKeys keys) {
        List<String> found = new ArrayList<>();
        ClientNetworkConfig network = config.getNetworkConfig();
        boolean publicAllowed = Boolean.parseBoolean(config.getProperty(MemberConfig.ALLOW_PUBLIC));
        for (String address : network.getAddresses()) {
            String host = host(address);
            if (!publicAllowed && PrivateAddresses.isPublicLiteral(host)) {
                found.add(
                        MEMBERS + ": \"" + address + "\" is no loopback or private address, and what goes there is not"
                                + " encrypted; use one, or set the property " + MemberConfig.ALLOW_PUBLIC + " to true");
            } else if (!keys.present() && !isLoopback(host)) {
                found.add(
                        MEMBERS + ": \"" + address + "\" is beyond this machine, and forebay.yaml has no cluster.keys; "
                                + StartRefusals.MAKE_A_KEY);
            }
        }
        editions(config).forEach((key, asked) -> {
            if (asked) {
                found.add("hazelcast-client." + key + ": the community edition does not have it; remove it");
            }
        });
        defaults().forEach((name, value) -> {
            String set = String.valueOf(config.getProperty(name));
            if (StartRefusals.isNumber(value) && !StartRefusals.isNumber(set)) {
                found.add("hazelcast-client.properties." + name + ": \"" + set + "\" is no number; the default is "
                        + value);
            }
        });
        return found;
    }

    private static Map<String, Boolean> editions(ClientConfig config) {
        ClientNetworkConfig network = config.getNetworkConfig();
        Map<String, Boolean> asked = new LinkedHashMap<>();
        asked.put(
                "network.ssl",
                network.getSSLConfig() != null && network.getSSLConfig().isEnabled());
        asked.put("native-memory", config.getNativeMemoryConfig().isEnabled());
        asked.put(
                "cloud",
                network.getCloudConfig() != null && network.getCloudConfig().isEnabled());
        return asked;
    }

    private static String host(String address) {
        int bracket = address.indexOf(']');
        if (address.startsWith("[") && bracket > 0) {
            return address.substring(1, bracket);
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || PrivateAddresses.isLoopback(host);
    }
}
