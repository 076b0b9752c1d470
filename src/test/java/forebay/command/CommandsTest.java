package forebay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String YAML = """
            server:
              port: 8081
              drain-timeout: 3s
            pools:
              app:
                upstreams:
                  - url: http://127.0.0.1:9001
            """;

    @TempDir
    Path conf;

    private final Printed out = new Printed();
    private final Printed err = new Printed();
    private Path webXml;

    @BeforeEach
    void writeWhatIsRight() throws IOException {
        webXml = webXml("");
        write("forebay.yaml", YAML);
        write("shiro.ini", "[urls]\n/** = authc\n");
    }

    private Path write(String file, String text) throws IOException {
        return Files.writeString(conf.resolve(file), text);
    }

    private Path webXml(String params) throws IOException {
        return write("web.xml", "<web-app><servlet>" + params + "</servlet></web-app>");
    }

    private int check() {
        return CheckCommand.run(conf, webXml, out.stream, err.stream);
    }

    @Test
    void aConfFolderThatCanBeUsedIsExplained() {
        assertThat(check()).isZero();
        assertThat(out.toString()).contains("127.0.0.1:9001", "8081").endsWith("no errors\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyErrorOfEveryFileIsPrintedAndNoTrace() throws IOException {
        write("forebay.yaml", YAML + "    wieght: 1\nruotes: []\n");
        write("shiro.ini", "[urls]\n/a = authz\n/b = authx\n");
        assertThat(check()).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("forebay.yaml:8", "wieght", "forebay.yaml:9", "ruotes", "shiro.ini:2", "authz", "shiro.ini:3")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void hazelcastYamlIsReadAsTheMemberReadsIt() throws IOException {
        write("hazelcast.yaml", "hazelcast:\n  cluster-nmae: a\n");
        assertThat(check()).isEqualTo(1);
        assertThat(err.toString()).contains("hazelcast.yaml", "cluster-nmae").doesNotContain("\tat ");
    }

    @Test
    void whatAMemberWouldRefuseWhenItStartsIsAnError() throws IOException {
        write("hazelcast.yaml", """
                hazelcast:
                  network:
                    join:
                      tcp-ip:
                        enabled: true
                        member-list: ["127.0.0.1:5701-5720"]
                """);
        assertThat(check()).isEqualTo(1);
        assertThat(err.toString())
                .contains("hazelcast.yaml hazelcast.network.join.tcp-ip.member-list", "127.0.0.1:5701-5720")
                .doesNotContain("\tat ");
    }

    @Test
    void anAbsentShiroIniIsAnError() throws IOException {
        Files.delete(conf.resolve("shiro.ini"));
        assertThat(check()).isEqualTo(1);
        assertThat(err.toString()).contains("shiro.ini");
    }

    @Test
    void secretsInShiroIniAreResolvedLikeThoseInTheYaml() throws IOException {
        write("secret", "authc\n");
        write("shiro.ini", "[urls]\n/** = ${file:secret}\n");
        assertThat(check()).as(err.toString()).isZero();
        write("shiro.ini", "[urls]\n/** = ${file:absent}\n");
        assertThat(check()).isEqualTo(1);
        assertThat(err.toString()).contains("shiro.ini:2").contains("absent");
    }

    @Test
    void theDefaultPoolOfWebXmlCounts() throws IOException {
        write("forebay.yaml", "server:\n  port: 8081\n");
        assertThat(check()).isEqualTo(1);
        webXml("<init-param><param-name>upstreams</param-name><param-value>http://127.0.0.1:9009;weight=2</param-value>"
                + "</init-param>");
        assertThat(check()).isZero();
        assertThat(out.toString()).contains("http://127.0.0.1:9009  weight 2");
    }

    @Test
    void settingsAreHandedOverAsTheServerReadsThem() throws IOException {
        write("c.pem", "");
        write("k.pem", "");
        write("forebay.yaml", """
                server:
                  address: "::1"
                  port: 8081
                  drain-timeout: 3s
                  idle-timeout: 7s
                  max-request-head: 4KiB
                  tls:
                    port: 8444
                    certificate: c.pem
                    key: k.pem
                    key-password: q
                pools:
                  app:
                    upstreams:
                      - url: http://127.0.0.1:9001
                """);
        Optional<Map<String, String>> read = ServerSettingsCommand.read(conf, webXml, err.stream);
        assertThat(err.toString()).isEmpty();
        assertThat(read)
                .contains(Map.of(
                        "address", "::1",
                        "port", "8081",
                        "max-request-head-bytes", "4096",
                        "idle", "PT7S",
                        "drain", "PT3S",
                        "tls.port", "8444",
                        "tls.certificate", conf.resolve("c.pem").toString(),
                        "tls.key", conf.resolve("k.pem").toString(),
                        "tls.key-password", "q"));
    }

    @Test
    void settingsOfABrokenFileAreItsErrors() throws IOException {
        write("forebay.yaml", "server:\n  port: many\n");
        assertThat(ServerSettingsCommand.read(conf, webXml, err.stream)).isEmpty();
        assertThat(err.toString()).contains("forebay.yaml:2", "many", "pool").doesNotContain("\tat ");
    }

    @Test
    void aKeyIsShownOnceWithItsLine() throws IOException {
        assertThat(KeyCommand.run("ci", List.of("user", "admin"), out.stream, err.stream))
                .isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^  fbk_ci_[A-Za-z0-9_-]{43}$")
                .containsPattern("(?m)^  ci = sha256:[0-9a-f]{64}, user, admin$");
        String line = out.toString()
                .lines()
                .filter(l -> l.startsWith("  ci = "))
                .findFirst()
                .orElseThrow();
        write("shiro.ini", "[keys]\n" + line + "\n[urls]\n/** = authc\n");
        assertThat(check()).as(err.toString()).isZero();
    }

    @Test
    void aNameThatShiroIniCanNotHoldIsRefused() {
        assertThat(KeyCommand.run("C I", List.of("user"), out.stream, err.stream))
                .isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("forebay: ").contains("C I").doesNotContain("\tat ");
    }

    @Test
    void aClusterKeyThatIsSentToAFileIsOneThatForebayYamlTakes() throws IOException {
        assertThat(ClusterKeyCommand.run(out.stream, err.stream)).isZero();
        assertThat(err.toString()).contains("keys: [\"${file:cluster.key}\"]");
        write("cluster.key", out.toString());
        write("forebay.yaml", YAML + "cluster:\n  keys: [\"${file:cluster.key}\"]\n");
        Printed checked = new Printed();
        assertThat(CheckCommand.run(conf, webXml, checked.stream, err.stream)).isZero();
        assertThat(checked.toString())
                .containsPattern("cluster keys +one signs")
                .doesNotContain(out.toString().strip());
    }

    @Test
    void aPasswordIsHashedAndWiped() throws Exception {
        char[] password = "geheim".toCharArray();
        assertThat(PasswordCommand.run(() -> password, out.stream, err.stream)).isZero();
        assertThat(password).containsOnly(' ');
        assertThat(out.toString()).startsWith("$shiro2$argon2id$").hasLineCount(1);
        write("shiro.ini", "[users]\nada = " + out.toString().strip() + ", user\n[urls]\n/** = authc\n");
        assertThat(check()).as(err.toString()).isZero();
    }

    @Test
    void noPasswordIsAnError() throws Exception {
        assertThat(PasswordCommand.run(() -> new char[0], out.stream, err.stream))
                .isEqualTo(1);
        assertThat(PasswordCommand.run(
                        () -> {
                            throw new IOException("they differ");
                        },
                        out.stream,
                        err.stream))
                .isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("empty", "they differ");
    }
}
