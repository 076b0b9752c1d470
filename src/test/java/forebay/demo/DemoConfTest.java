package forebay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.balance.UpstreamSettings;
import forebay.command.CheckCommand;
import forebay.command.KeyCommand;
import forebay.command.PasswordCommand;
import forebay.config.ConfigLoader;
import forebay.config.GatewayConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoConfTest {
    @TempDir
    Path temp;

    @Test
    void theFolderCanBeUsedAsItIsWritten() throws Exception {
        Path packed = Files.createDirectories(temp.resolve("packed"));
        Files.writeString(packed.resolve("hazelcast.yaml"), "hazelcast:\n  cluster-name: packed\n");
        Path webXml = Files.writeString(temp.resolve("web.xml"), "<web-app/>");
        Path conf = temp.resolve("conf");
        List<URI> origins = List.of(
                URI.create("http://127.0.0.1:1001"),
                URI.create("http://127.0.0.1:1002"),
                URI.create("http://127.0.0.1:1003"));
        String line = String.valueOf(KeyCommand.create("demo", List.of("user")).get("line"));

        new DemoConf(8123, origins, List.of(line), PasswordCommand.hash("p".toCharArray())).write(conf, packed);

        GatewayConfig config = ConfigLoader.load(conf, name -> Optional.empty(), Optional.empty());
        assertThat(config.server().address()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8123);
        assertThat(config.pools().get(0).upstreams())
                .containsExactly(
                        new UpstreamSettings(origins.get(0), 3),
                        new UpstreamSettings(origins.get(1), 2),
                        new UpstreamSettings(origins.get(2), 1));
        assertThat(config.routes()).hasSize(1);
        assertThat(conf.resolve("hazelcast.yaml")).content().contains("packed");
        assertThat(CheckCommand.run(conf, webXml, System.out, System.err)).isZero();
    }
}
