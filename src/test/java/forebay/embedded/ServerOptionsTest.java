package forebay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    private static final Map<String, String> CLEAR =
            Map.of("address", "::", "port", "80", "max-request-head-bytes", "4096", "idle", "PT1M", "drain", "PT25S");

    @Test
    void clearTextOnly() {
        assertThat(ServerOptions.of(CLEAR))
                .isEqualTo(new ServerOptions(
                        "::", 80, Optional.empty(), 4_096, Duration.ofMinutes(1), Duration.ofSeconds(25)));
    }

    @Test
    void keyStoreAndPemFiles() {
        Map<String, String> all = new HashMap<>(CLEAR);
        all.put("tls.port", "443");
        all.put("tls.key-store", "s.p12");
        all.put("tls.key-store-password", "p");
        all.put("tls.certificate", "c.pem");
        all.put("tls.key", "k.pem");
        all.put("tls.key-password", "q");
        assertThat(ServerOptions.of(all).tls())
                .contains(new ServerOptions.Tls(
                        443,
                        Optional.of(Path.of("s.p12")),
                        Optional.of("p"),
                        Optional.of(Path.of("c.pem")),
                        Optional.of(Path.of("k.pem")),
                        Optional.of("q")));
    }

    @Test
    void aMissingSettingIsNamed() {
        assertThatThrownBy(() -> ServerOptions.of(Map.of("address", "::")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port");
    }
}
