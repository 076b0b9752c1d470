package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigChangeTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() {
        List.of("k", "h.yaml", "s.ini").forEach(name -> new Trial(folder).write(name, ""));
    }

    private List<String> restartKeys(String keys) throws ConfigException {
        Trial trial = new Trial(folder);
        return ConfigChange.restartKeys(trial.load(Trial.POOL), trial.load(Trial.POOL + keys + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: {address: 127.0.0.1} | server.address",
                "server: {port: 1} | server.port",
                "server: {tls: {key-store: k}} | server.tls",
                "server: {max-request-head: 8KiB} | server.max-request-head",
                "server: {idle-timeout: 1s} | server.idle-timeout",
                "server: {drain-timeout: 1s} | server.drain-timeout",
                "cache: {heap: 65MiB} | cache.heap",
                "cache: {cluster: 1MiB} | cache.cluster",
                "cache: {max-object: 1MiB} | cache.max-object",
                "cache: {lookup-timeout: 1s} | cache.lookup-timeout",
                "cache: {purge: {patience: 1s}} | cache.purge",
                "cluster: {mode: off} | cluster.mode",
                "cluster: {file: h.yaml} | cluster.file",
                "cluster: {keys: [000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f]} | cluster.keys",
                "access: {file: s.ini} | access.file",
                "access: {concurrent-hashes: 1} | access.concurrent-hashes",
                "access: {queued-hashes: 1} | access.queued-hashes",
                "access: {failures-per-minute: 1} | access.failures-per-minute",
                "access: {remember-verified: 0s} | access.remember-verified",
                "access-log: off | access-log",
                "access-log: {file: a.log} | access-log.file",
                "access-log: {queue: 1} | access-log.queue",
                "access-log: {query: true} | access-log.query"
            })
    void aChangeOfTheseWaitsForARestart(String keys, String path) throws ConfigException {
        assertThat(restartKeys(keys)).containsExactly(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trusted-proxies: [10.0.0.0/8]",
                "authorities: [a.example]",
                "routes: [{path: /a, pool: app}]",
                "upstream: {connect-timeout: 1s, max-connections: 1}"
            })
    void theseAreLive(String keys) throws ConfigException {
        assertThat(restartKeys(keys)).isEmpty();
    }

    @Test
    void severalAreListedInTheOrderOfTheManual() throws ConfigException {
        assertThat(restartKeys("access-log: off\ncache: {heap: 65MiB}\nserver: {port: 1}"))
                .containsExactly("server.port", "cache.heap", "access-log");
    }

    @Test
    void everyPartOfARestartSectionHasItsKey() {
        long parts = Stream.of("server", "cache", "cluster", "access", "accessLog")
                .mapToLong(section -> Arrays.stream(GatewayConfig.class.getRecordComponents())
                        .filter(component -> component.getName().equals(section))
                        .map(RecordComponent::getType)
                        .mapToLong(type -> type.getRecordComponents().length)
                        .sum())
                .sum();

        assertThat(ConfigChange.allRestartKeys()).hasSize((int) parts);
    }
}
