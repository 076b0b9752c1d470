package forebay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the WAR carries is what is shown: the files of conf/ and web.xml as they stand, and no key beside them. */
final class WarIT {
    static Stream<Path> shown() throws IOException {
        try (Stream<Path> conf = Files.list(Path.of("conf"))) {
            return Stream.concat(conf.toList().stream(), Stream.of(Path.of("webapp/WEB-INF/web.xml")));
        }
    }

    @ParameterizedTest
    @MethodSource("shown")
    void carriesItAsItStands(Path file) throws IOException {
        String name = file.startsWith("conf") ? "WEB-INF/" + file : "WEB-INF/web.xml";
        try (JarFile war = new JarFile(System.getProperty("forebay.war"))) {
            ZipEntry entry = war.getEntry(name.replace('\\', '/'));
            assertThat(entry).as(name).isNotNull();
            try (InputStream in = war.getInputStream(entry)) {
                assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(file));
            }
        }
    }

    @Test
    void carriesNoKeyAndNothingElseInItsConf() throws IOException {
        try (JarFile war = new JarFile(System.getProperty("forebay.war"))) {
            List<String> names = war.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
            assertThat(names).noneMatch(name -> name.matches("(?i).*\\.(p12|pfx|jks|keystore|key|pem)"));
            assertThat(names.stream().filter(name -> name.startsWith("WEB-INF/conf/")))
                    .hasSize((int) shown().count() - 1);
        }
    }
}
