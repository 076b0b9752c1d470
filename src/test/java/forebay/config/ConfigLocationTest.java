package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.config.ConfigLocation.DeclaredBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLocationTest {
    @TempDir
    private Path temp;

    private Path one;
    private Path two;

    @BeforeEach
    void folders() throws IOException {
        one = Files.createDirectory(temp.resolve("one"));
        two = Files.createDirectory(temp.resolve("two"));
    }

    private static Optional<String> none(String name) {
        return Optional.empty();
    }

    private static Function<String, Optional<String>> conf(String value) {
        return name -> Optional.of(value).filter(some -> name.equals("forebay.conf"));
    }

    @Test
    void theSystemPropertyWins() throws ConfigException {
        ConfigLocation location = ConfigLocation.find(conf(one.toString()), conf(two.toString()), temp);

        assertThat(location).isEqualTo(new ConfigLocation(one.resolve("forebay.yaml"), DeclaredBy.SYSTEM_PROPERTY));
        assertThat(location.folder()).isEqualTo(one);
    }

    @Test
    void thenTheContextParam() throws ConfigException {
        assertThat(ConfigLocation.find(
                        ConfigLocationTest::none, conf(two.toUri().toString()), temp))
                .isEqualTo(new ConfigLocation(two.resolve("forebay.yaml"), DeclaredBy.CONTEXT_PARAM));
    }

    @Test
    void thenTheCopyInTheWar() throws ConfigException {
        assertThat(ConfigLocation.find(ConfigLocationTest::none, ConfigLocationTest::none, temp))
                .isEqualTo(new ConfigLocation(temp.resolve("forebay.yaml"), DeclaredBy.PACKED_COPY));
    }

    @Test
    void eitherMayNameTheFileItself() throws Exception {
        Path file = Files.writeString(one.resolve("gateway.yaml"), "");

        ConfigLocation location = ConfigLocation.find(conf(file.toString()), ConfigLocationTest::none, temp);

        assertThat(location.file()).isEqualTo(file);
        assertThat(location.folder()).isEqualTo(one);
    }

    @Test
    void aRelativePlaceIsMadeAbsolute() throws ConfigException {
        ConfigLocation location = ConfigLocation.find(conf("conf"), ConfigLocationTest::none, temp);

        assertThat(location.file()).isEqualTo(Path.of("conf/forebay.yaml").toAbsolutePath());
    }

    @Test
    void aPlaceThatIsNotThereIsAnErrorThatNamesWhoDeclaredIt() {
        assertThatThrownBy(() -> ConfigLocation.find(ConfigLocationTest::none, conf(temp + "/absent"), temp))
                .hasMessage("context-param forebay.conf: " + temp
                        + "/absent does not exist; the folder of forebay.yaml, or that file");
    }

    @Test
    void aBlankPlaceIsAnErrorAndNotTheCopyInTheWar() {
        assertThatThrownBy(() -> ConfigLocation.find(conf(" "), ConfigLocationTest::none, temp))
                .hasMessage("system property forebay.conf: is blank; the folder of forebay.yaml, or that file");
    }

    @Test
    void whatIsNoPathIsAnError() {
        assertThatThrownBy(() -> ConfigLocation.find(conf("a\0b"), ConfigLocationTest::none, temp))
                .hasMessageContaining("is not a path");
        assertThatThrownBy(() -> ConfigLocation.find(conf("file:a b"), ConfigLocationTest::none, temp))
                .hasMessageContaining("is not a path");
    }
}
