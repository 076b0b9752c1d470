package forebay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README tells a newcomer to type and to open is there. */
final class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("src/docs"))) {
            return Stream.concat(
                    Stream.of(README), docs.filter(file -> file.toString().endsWith(".md")).toList().stream());
        }
    }

    @Test
    void theTwoCommandsStandFirst() throws IOException {
        List<String> blocks = Pattern.compile("(?ms)^```\\n(.*?)^```$")
                .matcher(Files.readString(README))
                .results()
                .map(block -> block.group(1).strip())
                .toList();

        assertThat(blocks.get(0)).isEqualTo("mvn -q package -DskipTests && java -jar target/forebay.war demo");
        assertThat(blocks.get(2)).isEqualTo("mvn verify");
        assertThat(Files.readString(Path.of(".ci/run"))).containsPattern("(?m)^exec mvn -B -ntp verify$");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        LINK.matcher(Files.readString(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .forEach(link -> assertThat(page.resolveSibling(link)).exists());
    }
}
