package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
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

class ClientFileTest {
    private static final ClusterKeys KEY = ClusterKeys.of(List.of(new byte[32]));

    @TempDir
    Path folder;

    private ClusterSettings settings(String yaml, ClusterKeys keys) throws IOException {
        Path file = Files.writeString(folder.resolve("hazelcast-client.yaml"), yaml);
        return new ClusterSettings(ClusterSettings.Mode.CLIENT, Optional.of(file), keys);
    }

    private ClientConfig startable(String yaml, ClusterKeys keys) throws IOException {
        return ClientFile.startable(settings(yaml, keys), "test");
    }

    @Test
    void the_shipped_file_says_what_holds_without_it() {
        ClientConfig shipped = ClientFile.load(Optional.of(Path.of("conf/hazelcast-client.yaml")), "test");
        ClientConfig defaults = ClientFile.load(Optional.empty(), "test");
        assertThat(shipped.getClusterName()).isEqualTo(defaults.getClusterName());
        ClientFile.defaults()
                .forEach((name, value) -> assertThat(shipped.getProperty(name)).isEqualTo(value));
        ClusterMember.check(new ClusterSettings(
                ClusterSettings.Mode.CLIENT, Optional.of(Path.of("conf/hazelcast-client.yaml")), ClusterKeys.NONE));
    }

    @Test
    void nothing_waits_for_the_servers_whatever_the_file_says() throws IOException {
        ClientConfig config = startable("""
                hazelcast-client:
                  connection-strategy:
                    async-start: false
                    reconnect-mode: OFF
                    connection-retry: {cluster-connect-timeout-millis: 10}
                  near-cache:
                    forebay-responses: {in-memory-format: OBJECT}
                  metrics: {enabled: true}
                """, ClusterKeys.NONE);
        assertThat(config.getConnectionStrategyConfig().isAsyncStart()).isTrue();
        assertThat(config.getConnectionStrategyConfig().getReconnectMode()).isEqualTo(ReconnectMode.ASYNC);
        assertThat(config.getConnectionStrategyConfig()
                        .getConnectionRetryConfig()
                        .getClusterConnectTimeoutMillis())
                .isEqualTo(-1);
        assertThat(config.getNearCacheConfig("forebay-responses")).isNull();
        assertThat(config.getMetricsConfig().isEnabled()).isFalse();
        assertThat(config.getSerializationConfig()
                        .getJavaSerializationFilterConfig()
                        .isDefaultsDisabled())
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "network.cluster-members | network: {cluster-members: ['203.0.113.7:5701']}",
                "network.cluster-members | network: {cluster-members: ['[2001:db8::1]:5701']}",
                "network.ssl | network: {ssl: {enabled: true}}",
                "native-memory | native-memory: {enabled: true}",
                "properties.hazelcast.client.invocation.timeout.seconds | properties: {hazelcast.client.invocation.timeout.seconds: 5s}"
            })
    void what_a_client_can_not_do_is_found_before_it_starts(String key, String yaml) {
        assertThatThrownBy(() -> startable("hazelcast-client:\n  " + yaml + "\n", KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast-client.yaml hazelcast-client." + key + ": ")
                .hasMessageContaining("; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.3.10.11:5701", "hz.internal:5701", "hz.internal", "'[fd00::1]:5701'"})
    void a_client_that_talks_beyond_this_machine_needs_a_key(String member) throws IOException {
        String yaml = "hazelcast-client: {network: {cluster-members: [" + member + "]}}\n";
        assertThatThrownBy(() -> startable(yaml, ClusterKeys.NONE)).hasMessageContaining("cluster-key");
        assertThat(startable(yaml, KEY).getNetworkConfig().getAddresses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5701", "localhost:5701", "localhost", "'[::1]:5701'"})
    void on_this_machine_it_needs_none(String member) throws IOException {
        String yaml = "hazelcast-client: {network: {cluster-members: [" + member + "]}}\n";
        assertThat(startable(yaml, ClusterKeys.NONE).getNetworkConfig().getAddresses())
                .hasSize(1);
    }

    @Test
    void a_file_that_is_none_is_told_apart_from_one_that_asks_for_too_much() {
        assertThatThrownBy(() -> startable("hazelcast-client:\n  cluster-nmae: a\n", KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hazelcast-client.yaml: ")
                .hasMessageContaining("cluster-nmae");
    }
}
