package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MulticastConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.kubernetes.HazelcastKubernetesDiscoveryStrategyFactory;
import forebay.support.ShippedHazelcast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberConfigTest {
    @TempDir
    Path folder;

    private Config load(String yaml) throws IOException {
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, yaml);
        return MemberConfig.load(Optional.of(file), "test");
    }

    @Test
    void defaults_are_loopback_and_quiet() {
        Config config = MemberConfig.load(Optional.empty(), "test");
        assertThat(config.getNetworkConfig().getInterfaces().isEnabled()).isTrue();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("10");
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(config.getNetworkConfig().getJoin().getAutoDetectionConfig().isEnabled())
                .isFalse();
        assertThat(config.getSerializationConfig()
                        .getJavaSerializationFilterConfig()
                        .isDefaultsDisabled())
                .isTrue();
    }

    @Test
    void the_file_sets_time_outs_but_not_what_is_unsafe() throws IOException {
        Config config = load("""
                hazelcast:
                  cluster-name: mine
                  network:
                    rest-api:
                      enabled: true
                    join:
                      auto-detection:
                        enabled: true
                  jet:
                    enabled: true
                  properties:
                    hazelcast.socket.bind.any: true
                    hazelcast.phone.home.enabled: true
                    hazelcast.max.no.heartbeat.seconds: 33
                """);
        assertThat(config.getClusterName()).isEqualTo("mine");
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("33");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(restEnabled(config)).isFalse();
        assertThat(config.getNetworkConfig().getJoin().getAutoDetectionConfig().isEnabled())
                .isFalse();
    }

    @SuppressWarnings("removal")
    private static boolean restEnabled(Config config) {
        return config.getNetworkConfig().getRestApiConfig().isEnabled();
    }

    @Test
    void the_shipped_file_loads_and_says_what_the_defaults_are() {
        Config shipped = MemberConfig.load(Optional.of(Path.of("conf/hazelcast.yaml")), "test");
        Config defaults = MemberConfig.load(Optional.empty(), "test");
        shipped.getProperties().stringPropertyNames().stream()
                .filter(defaults.getProperties()::containsKey)
                .forEach(name -> assertThat(shipped.getProperty(name)).as(name).isEqualTo(defaults.getProperty(name)));
        assertThat(shipped.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(shipped.getNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                .isFalse();
        MapConfig responses = shipped.getMapConfigOrNull("forebay-responses");
        assertThat(responses).isNotNull();
        assertThat(responses.getBackupCount()).isEqualTo(1);
        assertThat(responses.getAsyncBackupCount()).isZero();
    }

    @Test
    void what_the_shipped_file_shows_of_other_ways_to_find_members_is_right() throws IOException {
        JoinConfig shown = load(ShippedHazelcast.with("#kubernetes:").replace("- 127.0.0.1\n", "- 10.244.*.*\n"))
                .getNetworkConfig()
                .getJoin();
        assertThat(shown.getKubernetesConfig().isEnabled()).isTrue();
        assertThat(shown.getKubernetesConfig().getProperties()).containsKeys("service-dns", "service-dns-timeout");
        assertThat(new HazelcastKubernetesDiscoveryStrategyFactory()
                        .getConfigurationProperties().stream().map(PropertyDefinition::key))
                .as("what Hazelcast reads")
                .containsAll(shown.getKubernetesConfig().getProperties().keySet());

        String multicast = ShippedHazelcast.with("#multicast-group")
                .replace("multicast:\n        enabled: false", "multicast:\n        enabled: true");
        MulticastConfig seen = load(multicast).getNetworkConfig().getJoin().getMulticastConfig();
        assertThat(seen.isEnabled()).isTrue();
        assertThat(seen.getTrustedInterfaces()).containsExactly("10.3.10.*");
        assertThat(load(multicast).getProperty("hazelcast.multicast.socket.set.interface"))
                .as("what a member says goes out by its own interface")
                .isEqualTo("true");
        MulticastConfig usual = new MulticastConfig();
        assertThat(seen.getMulticastGroup()).isEqualTo(usual.getMulticastGroup());
        assertThat(seen.getMulticastPort()).isEqualTo(usual.getMulticastPort());

        String tcpIp = Files.readString(Path.of("conf/hazelcast.yaml"))
                .replace("tcp-ip:\n        enabled: false", "tcp-ip:\n        enabled: true");
        Config listed = load(tcpIp);
        assertThat(listed.getNetworkConfig().getJoin().getTcpIpConfig().isEnabled())
                .isTrue();
        assertThat(StartRefusals.of(listed, ClusterKeys.NONE)).isEmpty();
        assertThat(StartRefusals.of(load(multicast), ClusterKeys.NONE)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"203.0.113.7", "*.*.*.*", "0.0.0.0", "10-192.168.0.1", "gateway.example"})
    void a_public_address_is_refused_unless_allowed(String address) throws IOException {
        String yaml = """
                hazelcast:
                  network:
                    interfaces:
                      enabled: true
                      interfaces: ["%s"]
                """.formatted(address);
        assertThatThrownBy(() -> load(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast.yaml hazelcast.network.interfaces")
                .hasMessageContaining(address)
                .hasMessageContaining(MemberConfig.ALLOW_PUBLIC);
        assertThat(load(yaml + "  properties:\n    " + MemberConfig.ALLOW_PUBLIC + ": true\n")
                        .getNetworkConfig()
                        .getInterfaces()
                        .getInterfaces())
                .containsExactly(address);
    }

    @Test
    void what_can_not_be_checked_is_refused() {
        assertThatThrownBy(() -> load("hazelcast:\n  advanced-network:\n    enabled: true\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("advanced-network");
        assertThatThrownBy(() -> load("hazelcast:\n  properties:\n    hazelcast.local.localAddress: 203.0.113.7\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localAddress");
    }

    private void start(String yaml) throws IOException {
        start(yaml, ClusterKeys.NONE);
    }

    private void start(String yaml, ClusterKeys keys) throws IOException {
        Path file = Files.writeString(folder.resolve("hazelcast.yaml"), yaml);
        MemberConfig.startable(new ClusterSettings(ClusterSettings.Mode.EMBEDDED, Optional.of(file), keys), "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.3.10.*", "192.168.1.7", "fd00::1"})
    void a_member_that_talks_beyond_this_machine_needs_a_key(String address) throws IOException {
        String yaml =
                "hazelcast: {network: {interfaces: {enabled: true, interfaces: [127.0.0.1, '" + address + "']}}}\n";
        assertThatThrownBy(() -> start(yaml))
                .hasMessageContaining("hazelcast.yaml hazelcast.network.interfaces: \"" + address + "\"")
                .hasMessageContaining("cluster.keys")
                .hasMessageContaining("cluster-key")
                .hasMessageNotContaining("\"127.0.0.1\"");
        start(yaml, ClusterKeys.of(List.of(new byte[32])));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "network.join.tcp-ip.member-list  | network: {join: {tcp-ip: {enabled: true, member-list: ['10.3.10.1:5701-5720']}}}",
                "network.join.tcp-ip.member-list  | network: {join: {tcp-ip: {enabled: true, member-list: ['gate:way']}}}",
                "network.join.tcp-ip.member-list  | network: {join: {tcp-ip: {enabled: true, member-list: ['[fd00::1]:70000']}}}",
                "network.interfaces               | network: {interfaces: {enabled: true, interfaces: [10.255.255.254]}}",
                "network.ssl                      | network: {ssl: {enabled: true}}",
                "network.symmetric-encryption     | network: {symmetric-encryption: {enabled: true}}",
                "security                         | security: {enabled: true}",
                "auditlog                         | auditlog: {enabled: true, factory-class-name: x}",
                "persistence                      | persistence: {enabled: true}",
                "native-memory                    | native-memory: {enabled: true}",
                "cp-subsystem.cp-member-count     | cp-subsystem: {cp-member-count: 3}",
                "map.forebay-responses            | map: {forebay-responses: {in-memory-format: NATIVE}}",
                "map.forebay-responses.merge-policy | map: {forebay-responses: {merge-policy: {class-name: Newest}}}",
                "properties.hazelcast.max.no.heartbeat.seconds | properties: {hazelcast.max.no.heartbeat.seconds: 10s}"
            })
    void what_a_member_refuses_is_found_before_it_starts(String key, String yaml) {
        assertThatThrownBy(() -> start("hazelcast:\n  " + yaml + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast.yaml hazelcast." + key + ": ")
                .hasMessageContaining("; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.3.10.1", "10.3.10.1:5701", "10.3.10.4-18", "gateway", "gateway:5702", "'[fd00::1]:5701'"})
    void an_address_with_a_port_or_none_is_right(String member) throws IOException {
        start("hazelcast: {network: {join: {tcp-ip: {enabled: true, member-list: [" + member + "]}}}}\n");
    }

    @Test
    void all_of_it_is_said_at_once() {
        assertThatThrownBy(() -> start("""
                        hazelcast:
                          security: {enabled: true}
                          network: {join: {tcp-ip: {enabled: true, member-list: ['a:1-2', 'b:1-2']}}}
                        """))
                .hasMessageContaining("\"a:1-2\"")
                .hasMessageContaining("\"b:1-2\"")
                .hasMessageContaining("hazelcast.security");
    }

    @Test
    void a_value_out_of_range_is_named_with_its_file() {
        assertThatThrownBy(() -> load("hazelcast:\n  map:\n    forebay-responses:\n      backup-count: 7\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast.yaml");
        assertThatThrownBy(() -> load("hazelcast:\n  network:\n    port:\n      port: 70000\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast.yaml");
    }

    @Test
    void a_broken_file_is_named() {
        assertThatThrownBy(() -> load("hazelcast:\n  network: [unclosed\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast.yaml");
        assertThatThrownBy(() -> MemberConfig.load(Optional.of(folder.resolve("absent.yaml")), "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("absent.yaml");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "127.0.0.1, true",
        "10.3.10.*, true",
        "10.*.*.*, true",
        "172.16-31.*.*, true",
        "172.16-32.*.*, false",
        "192.168.1.4-18, true",
        "192.*.1.1, false",
        "169.254.1.1, true",
        "8.8.8.8, false",
        "::1, true",
        "fd00::17, true",
        "2001:db8::1, false",
        "10.0.0, false",
        "9-x.1.1.1, false",
        "20-10.1.1.1, false"
    })
    void private_patterns(String pattern, boolean expected) {
        assertThat(PrivateAddresses.coversOnly(pattern)).isEqualTo(expected);
    }
}
