package forebay.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.internal.util.AddressUtil;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What Hazelcast takes in its file and refuses when a member starts with it: found before one does, all at once, and
 * said in the words of hazelcast.yaml. What the running cluster decides (a port that is taken, another version) is not
 * found here.
 */
final class StartRefusals {
    /** What would be right where a key lacks. */
    static final String MAKE_A_KEY =
            "make a key by java -jar forebay.war cluster-key > cluster.key, give every node the"
                    + " file, and write cluster: keys: [\"${file:cluster.key}\"]";

    private static final String MEMBER_LIST = "hazelcast.network.join.tcp-ip.member-list";
    private static final int MAX_PORT = 65_535;

    private final Config config;
    private final List<String> found = new ArrayList<>();

    private StartRefusals(Config config) {
        this.config = config;
    }

    /** Each as key, what is wrong, and what would be right; none where a member can start. */
    static List<String> of(Config config, ClusterKeys keys) {
        StartRefusals refusals = new StartRefusals(config);
        refusals.join();
        refusals.interfaces();
        if (!keys.present()) {
            refusals.strangers();
        }
        refusals.editions();
        refusals.maps();
        refusals.numbers();
        return refusals.found;
    }

    private void add(String key, String wrong, String right) {
        found.add(key + ": " + wrong + "; " + right);
    }

    private void join() {
        NetworkConfig network = config.getNetworkConfig();
        TcpIpConfig tcpIp = network.getJoin().getTcpIpConfig();
        if (!tcpIp.isEnabled()) {
            return;
        }
        for (String member : tcpIp.getMembers()) {
            if (!portIsRight(member)) {
                add(
                        MEMBER_LIST,
                        "\"" + member + "\" does not end in a port",
                        "a range is not read: name each port in an entry of its own, or none, for the first three from "
                                + network.getPort() + " on");
            }
        }
    }

    /** Whether what follows the address of {@code member}, if anything does, is one port. */
    private static boolean portIsRight(String member) {
        int colon = member.indexOf(':', member.indexOf(']') + 1);
        boolean bareIpv6 = member.indexOf(']') < 0 && colon != member.lastIndexOf(':');
        return colon < 0 || bareIpv6 || isNumber(member.substring(colon + 1), 1, MAX_PORT);
    }

    /** Whether it is a number that a property of Hazelcast's may have. */
    static boolean isNumber(String text) {
        return isNumber(text, 0, Integer.MAX_VALUE);
    }

    private static boolean isNumber(String text, long min, long max) {
        try {
            long value = Long.parseLong(text.strip());
            return value >= min && value <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void interfaces() {
        var patterns = config.getNetworkConfig().getInterfaces().getInterfaces();
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            List<String> own = all.flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .toList();
            if (own.stream().noneMatch(address -> AddressUtil.matchAnyInterface(address, patterns))) {
                add(
                        "hazelcast.network.interfaces",
                        "this machine has no address that matches " + patterns,
                        "name one of " + own);
            }
        } catch (SocketException e) {
            add("hazelcast.network.interfaces", "this machine's addresses can not be read: " + e, "see the system");
        }
    }

    /** Beyond this machine somebody else may reach the port, and nothing would tell what they write from our own. */
    private void strangers() {
        for (String pattern : config.getNetworkConfig().getInterfaces().getInterfaces()) {
            if (!PrivateAddresses.isLoopback(pattern)) {
                add(
                        "hazelcast.network.interfaces",
                        "\"" + pattern + "\" reaches beyond this machine, and forebay.yaml has no cluster.keys",
                        MAKE_A_KEY);
            }
        }
    }

    /** What only the Enterprise edition does. */
    @SuppressWarnings("removal") // until it is gone it can be asked for
    private void editions() {
        NetworkConfig network = config.getNetworkConfig();
        Map<String, Boolean> asked = new LinkedHashMap<>();
        asked.put(
                "network.ssl",
                network.getSSLConfig() != null && network.getSSLConfig().isEnabled());
        asked.put(
                "network.symmetric-encryption",
                network.getSymmetricEncryptionConfig() != null
                        && network.getSymmetricEncryptionConfig().isEnabled());
        asked.put("security", config.getSecurityConfig().isEnabled());
        asked.put("auditlog", config.getAuditlogConfig().isEnabled());
        asked.put("persistence", config.getPersistenceConfig().isEnabled());
        asked.put(
                "hot-restart-persistence",
                config.getHotRestartPersistenceConfig().isEnabled());
        asked.put(
                "dynamic-configuration", config.getDynamicConfigurationConfig().isPersistenceEnabled());
        asked.put("sql.catalog-persistence-enabled", config.getSqlConfig().isCatalogPersistenceEnabled());
        asked.put("jet.instance.lossless-restart-enabled", config.getJetConfig().isLosslessRestartEnabled());
        asked.put("native-memory", config.getNativeMemoryConfig().isEnabled());
        asked.put("cp-subsystem.cp-member-count", config.getCPSubsystemConfig().getCPMemberCount() > 0);
        asked.forEach((key, enabled) -> {
            if (enabled) {
                add("hazelcast." + key, "the community edition does not have it", "remove it");
            }
        });
    }

    /** Hazelcast looks at a map when it is first used, which is when the gateway starts. */
    private void maps() {
        for (MapConfig map : config.getMapConfigs().values()) {
            String key = "hazelcast.map." + map.getName();
            if (map.getInMemoryFormat() == InMemoryFormat.NATIVE
                    || map.getTieredStoreConfig().isEnabled()) {
                add(key, "the community edition keeps maps on the heap only", "remove in-memory-format, tiered-store");
            }
            if (!isMergePolicy(map.getMergePolicyConfig().getPolicy())) {
                add(
                        key + ".merge-policy",
                        "there is no policy " + map.getMergePolicyConfig().getPolicy(),
                        "write class-name: DiscardMergePolicy");
            }
        }
    }

    /** A class name, or its last part where the class is Hazelcast's. */
    private static boolean isMergePolicy(String name) {
        for (String full : List.of(name, SplitBrainMergePolicy.class.getPackageName() + "." + name)) {
            try {
                if (SplitBrainMergePolicy.class.isAssignableFrom(Class.forName(full))) {
                    return true;
                }
            } catch (ClassNotFoundException e) {
                // Perhaps the other one.
            }
        }
        return false;
    }

    /** Properties that are numbers here are numbers in the file. */
    private void numbers() {
        MemberConfig.defaults().forEach((name, value) -> {
            String set = String.valueOf(config.getProperty(name));
            if (isNumber(value, 0, Long.MAX_VALUE) && !isNumber(set, 0, Integer.MAX_VALUE)) {
                add("hazelcast.properties." + name, "\"" + set + "\" is no number", "the default is " + value);
            }
        });
    }
}
