package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.balance.PoolSettings;
import forebay.balance.UpstreamSettings;
import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.embedded.SelfSigned;
import forebay.route.ErrorPages;
import forebay.route.HostMatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/forebay.yaml is the manual: what it shows is true. */
final class ShippedConfTest {
    private static final Path SHIPPED = Path.of("conf/forebay.yaml");
    private static final String PASSWORD = "TLS_KEY_STORE_PASSWORD";

    /** Keys that stand in the place of others in the file. */
    private static final String ONE_OF_TWO =
            " {4}#(pool: app|redirect:|respond:|error-pages:)| {6}#(status: 308|status: 200|content: down.*|file: main.*|content-type: .*|scheme: https|host: www.*|path: /new.*|query: keep|to: .*)| *#(cache: on|after:.*|exact:.*|pattern:.*|matches:.*|methods: \\[GET, HEAD, POST.*"
                    + "|file: +# default: none|path: upstreams.yaml.*|interval: 1s +# default: 1s";

    @TempDir
    private Path folder;

    @BeforeEach
    void filesThatExamplesName() {
        Trial trial = new Trial(folder);
        List.of("error.html", "shiro.ini", "hazelcast.yaml", "tls.p12", "tls.crt", "tls.key")
                .forEach(name -> trial.write(name, ""));
        trial.write("cluster.key", "00".repeat(32) + "\n");
        trial.write("sticky.key", "01".repeat(32) + "\n");
    }

    /** The shipped file with every commented key in force but those on lines that {@code left} takes. */
    private static String uncommented(Predicate<String> left) throws IOException {
        return Files.readAllLines(SHIPPED).stream()
                .filter(line -> !left.test(line))
                .map(line -> line.replaceFirst("^( *)#(?=[a-z0-9-])", "$1"))
                .collect(Collectors.joining("\n"));
    }

    /** Takes the lines of sections that are absent by default, when asked for one line after the other. */
    private static Predicate<String> inSections(String... keys) {
        AtomicInteger begun = new AtomicInteger(Integer.MAX_VALUE);
        return line -> {
            int indent = line.indexOf('#');
            if (indent <= begun.get()) {
                boolean begins =
                        List.of(keys).stream().anyMatch(key -> line.strip().startsWith("#" + key + ":"));
                begun.set(begins ? indent : Integer.MAX_VALUE);
            }
            return begun.get() != Integer.MAX_VALUE;
        };
    }

    /** With the files that the keys name and that are read at once. */
    private Trial trial() throws Exception {
        SelfSigned signed = SelfSigned.create(folder, "EC");
        signed.certificatePem(folder.resolve("upstream-ca.pem"));
        Files.copy(signed.file(), folder.resolve("gateway.p12"), StandardCopyOption.REPLACE_EXISTING);
        signed.certificatePem(folder.resolve("gateway.crt"));
        signed.encryptedKeyPem(folder.resolve("gateway.key"), "pass phrase");
        return new Trial(
                folder,
                Map.of(
                        PASSWORD,
                        "hunter2",
                        "UPSTREAM_KEY_STORE_PASSWORD",
                        SelfSigned.PASSWORD,
                        "TLS_KEY_PASSWORD",
                        "hunter3",
                        "UPSTREAM_KEY_PASSWORD",
                        "pass phrase"));
    }

    @Test
    void itLoadsAsShipped() throws Exception {
        GatewayConfig config = ConfigLoader.load(SHIPPED, name -> Optional.empty(), Optional.empty());

        assertThat(config.pools())
                .containsExactly(
                        new PoolSettings("app", List.of(new UpstreamSettings(URI.create("http://127.0.0.1:9001"), 1))));
        assertThat(config.routes()).containsExactly(RouteReader.toAll("app", ErrorPages.NONE));
    }

    @Test
    void everyDocumentedKeyIsValidWithAKeyStore() throws Exception {
        String yaml = uncommented(
                line -> line.matches(ONE_OF_TWO + "|drop:.*|certificate:.*|key: (tls|gateway).*|key-password:.*)"));

        GatewayConfig config = trial().load(yaml);

        assertThat(config.routes().get(0).match().host()).isEqualTo(HostMatch.exact("shop.example"));
        CachePolicy cache = config.routes().get(0).cache();
        assertThat(cache.lifetimes().ttl()).contains(Duration.ofMinutes(5));
        assertThat(cache.key().keepParameters()).contains(List.of("id", "page"));
        assertThat(cache.compression()).containsExactly(ContentCoding.ZSTD, ContentCoding.GZIP);
        assertThat(config.server().tls().orElseThrow().keyStorePassword()).contains("hunter2");
    }

    @Test
    void everyDocumentedKeyIsValidWithPemFiles() throws Exception {
        GatewayConfig config = trial().load(uncommented(line -> line.matches(ONE_OF_TWO + "|keep:.*|key-store.*)")));

        assertThat(config.server().tls().orElseThrow().certificate()).contains(folder.resolve("tls.crt"));
        assertThat(config.server().tls().orElseThrow().keyPassword()).contains("hunter3");
    }

    @Test
    void everyDefaultIsTheOneThatIsShown() throws Exception {
        Predicate<String> absent = inSections(
                "health-check",
                "latency",
                "hedge",
                "pools",
                "mirror",
                "rate-limit",
                "redirect",
                "rewrite",
                "set",
                "add",
                "respond",
                "error-pages");
        String yaml = uncommented(line -> absent.test(line)
                || line.contains("default: ")
                || line.matches(" *#- name: .*| {4}#(port|cache: on).*"));

        assertThat(trial().load(yaml)).isEqualTo(trial().load(Files.readString(SHIPPED)));
    }

    @Test
    void everyKeyThatIsReadIsDocumented() throws Exception {
        Findings findings = new Findings("forebay.yaml");
        String yaml = uncommented(line -> line.matches(" *#cache: on"));
        Node tree = YamlTree.parse(yaml, findings).orElseThrow();
        Reading reading = new Reading(findings, new Interpolation(folder, name -> Optional.of("x")), folder);
        ConfigLoader.read(tree, folder.resolve("forebay.yaml"), reading, Optional.empty());

        assertThat(reading.keys()).hasSizeGreaterThan(50);
        for (String path : reading.keys()) {
            String key = path.substring(path.lastIndexOf('.') + 1);
            assertThat(yaml).as(path).containsPattern("(?m)^[ -]*" + key + ":");
        }
    }
}
