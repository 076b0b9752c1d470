package forebay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No key and no password comes with the gateway: a secret that everybody can read here is none. */
final class ShippedSecretsTest {
    /** What would let somebody in, or sign something, if it were taken over as it stands: in comments too. */
    private static final List<String> SECRETS = List.of(
            "fbk_[a-z0-9-]+_[A-Za-z0-9_-]{43}",
            "sha256:[0-9a-f]{64}",
            "\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}",
            "\\$argon2id\\$v=\\d+\\$[^$\\s]+\\$[A-Za-z0-9+/]{16,}\\$[A-Za-z0-9+/]{16,}",
            "-----BEGIN",
            "\\b[0-9a-f]{64}\\b",
            "eyJ[A-Za-z0-9_-]{20,}");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> conf = Files.walk(Path.of("conf"));
                Stream<Path> webapp = Files.walk(Path.of("webapp"))) {
            return Stream.concat(conf, webapp).filter(Files::isRegularFile).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void noFileHoldsOne(Path file) throws IOException {
        assertThat(file.toString()).doesNotMatch(".*\\.(p12|pfx|jks|key|pem|crt|htpasswd)");
        for (String secret : SECRETS) {
            assertThat(file).content().doesNotContainPattern(secret);
        }
    }

    @Test
    void nobodyIsDeclared() throws IOException {
        Map<String, List<String>> sections = sections(Files.readAllLines(Path.of("conf/shiro.ini")));

        assertThat(sections).containsKeys("[main]", "[keys]", "[users]", "[urls]");
        assertThat(sections.get("[main]")).as("issuers").isEmpty();
        assertThat(sections.get("[keys]")).isEmpty();
        assertThat(sections.get("[users]")).isEmpty();
        assertThat(sections.get("[urls]")).last().isEqualTo("/** = deny");
    }

    /** The lines that are in force, by their section. */
    private static Map<String, List<String>> sections(List<String> lines) {
        String text = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
                .collect(Collectors.joining("\n"));
        return Stream.of(text.split("(?m)^(?=\\[)"))
                .map(section -> section.lines().toList())
                .collect(Collectors.toMap(section -> section.get(0), section -> section.subList(1, section.size())));
    }
}
