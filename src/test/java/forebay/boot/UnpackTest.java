package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackTest {
    private static final List<String> ENTRIES = List.of(
            "META-INF/MANIFEST.MF",
            "forebay/boot/Main.class",
            "WEB-INF/web.xml",
            "WEB-INF/classes/forebay/Gateway.class",
            "WEB-INF/classes-embedded/forebay/embedded/Launch.class",
            "WEB-INF/lib/b.jar",
            "WEB-INF/lib/a.jar",
            "WEB-INF/lib-provided/jakarta.servlet-api-6.0.0.jar",
            "WEB-INF/lib-provided/jetty-server.jar",
            "WEB-INF/conf/forebay.yaml",
            "dashboard/index.html");

    @TempDir
    Path temp;

    @Test
    void eachPartHasItsEntriesAndTheLaunchersOwnAreLeft() throws IOException {
        War war = new War(war(ENTRIES));
        Path target = temp.resolve("t");
        war.unpack(War::isServer, target);
        assertThat(files(target))
                .containsExactly(
                        "WEB-INF/classes-embedded/forebay/embedded/Launch.class",
                        "WEB-INF/lib-provided/jakarta.servlet-api-6.0.0.jar",
                        "WEB-INF/lib-provided/jetty-server.jar");
        war.unpack(War::isWebapp, target);
        assertThat(files(target))
                .hasSize(ENTRIES.size() - 1)
                .contains("WEB-INF/conf/forebay.yaml", "dashboard/index.html", "META-INF/MANIFEST.MF")
                .noneMatch(f -> f.startsWith("forebay/boot"));
        assertThat(target.resolve("WEB-INF/lib/a.jar")).hasContent("WEB-INF/lib/a.jar");
    }

    @Test
    void classPathsAreClassesThenLibrariesInOrder() throws IOException {
        Path all = new War(war(ENTRIES)).unpack(e -> true, temp.resolve("t"));
        assertThat(War.serverPath(all).stream().map(p -> name(all, p)))
                .containsExactly(
                        "WEB-INF/classes-embedded",
                        "WEB-INF/lib-provided/jakarta.servlet-api-6.0.0.jar",
                        "WEB-INF/lib-provided/jetty-server.jar");
        assertThat(War.commandPath(all).stream().map(p -> name(all, p)))
                .containsExactly(
                        "WEB-INF/classes",
                        "WEB-INF/lib/a.jar",
                        "WEB-INF/lib/b.jar",
                        "WEB-INF/lib-provided/jakarta.servlet-api-6.0.0.jar");
    }

    @Test
    void aFolderIsUsedAsItIs() throws IOException {
        Path exploded = Files.createDirectories(temp.resolve("exploded"));
        assertThat(new War(exploded).unpack(e -> true, temp.resolve("t"))).isEqualTo(exploded);
        assertThat(temp.resolve("t")).doesNotExist();
    }

    @Test
    void anEntryOutsideTheFolderIsRefused() throws IOException {
        War war = new War(war(List.of("WEB-INF/../../outside")));
        assertThatThrownBy(() -> war.unpack(War::isWebapp, temp.resolve("t")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside its folder");
        assertThat(temp.resolve("outside")).doesNotExist();
    }

    @Test
    void whatIsNotAnArchiveFailsWhereThePartIsAskedFor() throws IOException {
        Path broken = Files.writeString(temp.resolve("broken.war"), "no zip");
        Unpacked unpacked = Unpacked.begin(new War(broken), temp.resolve("t"));
        assertThatThrownBy(unpacked::webapp).isInstanceOf(CompletionException.class);
        assertThatThrownBy(unpacked::commandLoader).isInstanceOf(CompletionException.class);
    }

    @Test
    void loadersSeeTheirOwnPartAndTheJdkOnly() throws Exception {
        Unpacked unpacked = Unpacked.begin(new War(war(ENTRIES)), temp.resolve("t"));
        ClassLoader server = unpacked.serverLoader();
        ClassLoader commands = unpacked.commandLoader();
        assertThat(server.getResource("forebay/embedded/Launch.class")).isNotNull();
        assertThat(server.getResource("forebay/Gateway.class")).isNull();
        assertThat(commands.getResource("forebay/Gateway.class")).isNotNull();
        assertThat(commands.getResource("forebay/embedded/Launch.class")).isNull();
        assertThatThrownBy(() -> commands.loadClass(Main.class.getName())).isInstanceOf(ClassNotFoundException.class);
        assertThat(server.loadClass("java.sql.Driver")).isNotNull();
    }

    @Test
    void aWorkFolderIsPrivateItsOwnAndGoneWhenClosed() throws IOException {
        WorkFolder first = WorkFolder.create();
        try (WorkFolder second = WorkFolder.create()) {
            assertThat(first.path()).isNotEqualTo(second.path());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.path())))
                    .isEqualTo("rwx------");
            Path outside = Files.writeString(temp.resolve("kept"), "kept");
            Files.createDirectories(first.path().resolve("a/b"));
            Files.writeString(first.path().resolve("a/b/c"), "c");
            Files.createSymbolicLink(first.path().resolve("a/link"), outside);
            first.close();
            first.close();
            assertThat(first.path()).doesNotExist();
            assertThat(outside).exists();
            assertThat(second.path()).exists();
        }
    }

    @Test
    void thePasswordIsTheFirstLineOfStandardInput() throws IOException {
        assertThat(PasswordPrompt.firstLine(in("geheim\nsecond\n"))).containsExactly('g', 'e', 'h', 'e', 'i', 'm');
        assertThat(PasswordPrompt.firstLine(in(""))).isEmpty();
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path war(List<String> entries) throws IOException {
        Path war = temp.resolve("test.war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/"));
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
        return war;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(f -> name(folder, f))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
