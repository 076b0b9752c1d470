package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigErrorsTest {
    @TempDir
    private Path folder;

    /** The table in errors.txt. */
    static Stream<Arguments> table() throws IOException {
        try (InputStream in = ConfigErrorsTest.class.getResourceAsStream("errors.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            String table = text.substring(text.indexOf("\n== ") + 1);
            return Stream.of(table.split("(?m)^== ")).skip(1).map(ConfigErrorsTest::row);
        }
    }

    private static Arguments row(String text) {
        List<String> lines = text.lines().toList();
        String name = lines.get(0);
        StringBuilder yaml = new StringBuilder(name.startsWith("file: ") ? "" : Trial.POOL);
        List<String> errors = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("> ")) {
                errors.add(line.substring(2));
            } else if (line.startsWith("  ")) {
                yaml.append(line.substring(2)).append('\n');
            }
        }
        return arguments(name, yaml.toString(), errors);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void everyErrorSaysWhereAndWhat(String name, String yaml, List<String> expected) {
        List<String> errors = new Trial(folder, Map.of("SECRET", "hunter2")).errors(yaml);

        assertThat(expected).isNotEmpty();
        assertThat(errors.stream().map(error -> error.replace(folder.toString(), "DIR")))
                .containsExactlyElementsOf(expected);
        assertThat(errors).noneMatch(error -> error.contains("hunter2"));
    }

    @Test
    void aFileThatIsMissingNamesTheFileThatWasLookedFor() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.load(folder, name -> Optional.empty(), Optional.empty()));

        assertThat(e.errors()).hasSize(1);
        assertThat(e)
                .hasMessage(folder.resolve("forebay.yaml")
                        + ": does not exist; create it, or point -Dforebay.conf at the folder that holds it");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(folder.resolve("forebay.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThatThrownBy(() -> ConfigLoader.load(folder, name -> Optional.empty(), Optional.empty()))
                .hasMessageEndingWith(": is not UTF-8; save it as UTF-8");
    }

    @Test
    void aFileWithCharactersThatYamlForbidsIsRefused() {
        assertThat(new Trial(folder).errors("a: \u0001\n"))
                .containsExactly("1: is not YAML: it has characters that YAML forbids; plain text in UTF-8");
    }

    @Test
    void aFileOfMoreThanAMebibyteIsRefused() {
        assertThat(new Trial(folder).errors("#".repeat((1 << 20) + 1)))
                .containsExactly(": is larger than 1MiB; a configuration");
    }

    @Test
    void ofVeryManyErrorsAHundredAreShownAndTheirNumberIsTold() {
        StringBuilder yaml = new StringBuilder(Trial.POOL);
        for (int i = 0; i < 150; i++) {
            yaml.append("odd").append(i).append(": 1\n");
        }

        List<String> errors = new Trial(folder).errors(yaml.toString());

        assertThat(errors).hasSize(101);
        assertThat(errors.get(0)).startsWith("5 odd0: ");
        assertThat(errors.get(100)).isEqualTo(": 50 more errors are not shown");
    }

    @Test
    void aFileForAValueThatIsTooLargeOrNoTextIsRefused() throws IOException {
        Files.write(folder.resolve("big"), new byte[65_537]);
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xfe});

        assertThat(new Trial(folder).errors(Trial.POOL + "server: {address: '${file:big}', port: '${file:binary}'}\n"))
                .containsExactly(
                        "5 server.port: names the file " + folder.resolve("binary")
                                + ", which is not UTF-8; a text file with one value",
                        "5 server.address: names the file " + folder.resolve("big")
                                + ", which is larger than 64KiB; a file with one value");
    }

    @Test
    void anErrorIsPrintedWithFileLineAndPath() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> new Trial(folder).load(Trial.POOL + "cache: {heap: 1}\naccess: 5\n"));

        assertThat(e.getMessage().lines())
                .containsExactly(
                        folder + "/forebay.yaml:5 cache.heap: \"1\" has no unit; write 1B if that is meant",
                        folder + "/forebay.yaml:6 access: is a single value where keys with values are expected;"
                                + " write key: value lines, indented below it");
    }
}
