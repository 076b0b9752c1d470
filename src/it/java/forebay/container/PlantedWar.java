package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The packaged gateway with faults in it, to see whether a test finds them: classes whose source differs from ours in one
 * place, compiled into a copy of the WAR. So nothing of ours has to be prepared for having faults.
 */
final class PlantedWar {
    private static final Path SOURCES = Path.of("src/main/java/forebay");
    private static final Path STOP_HERE = Path.of("src/it/java/forebay/container/StopHere.java");
    private static final String CLASSES = "WEB-INF/classes";
    private static final List<String> NEEDED = List.of(CLASSES, "WEB-INF/lib", "WEB-INF/lib-provided");

    /**
     * A fault.
     *
     * @param source the file, below our package
     * @param ours what stands there, or what a fault before this one has put there
     * @param planted what stands there instead
     */
    record Fault(String source, String ours, String planted) {
        private void writeTo(Path folder) throws IOException {
            Path file = folder.resolve(source);
            String text = Files.readString(Files.exists(file) ? file : SOURCES.resolve(source));
            assertThat(text).as(source).containsOnlyOnce(ours);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.replace(ours, planted));
        }
    }

    private PlantedWar() {}

    /** One with these and {@link StopHere}, in {@code folder}, which is empty. */
    static Path of(Path war, Path folder, List<Fault> faults) throws IOException {
        Path sources = folder.resolve("sources");
        for (Fault fault : faults) {
            fault.writeTo(sources);
        }
        Files.copy(STOP_HERE, sources.resolve(STOP_HERE.getFileName()));
        Path planted = Files.copy(war, folder.resolve("planted.war"));
        try (FileSystem inside = FileSystems.newFileSystem(planted)) {
            Path parts = folder.resolve("parts");
            for (String needed : NEEDED) {
                copyAll(inside.getPath(needed), Files.createDirectories(parts.resolve(needed)));
            }
            Path classes = Files.createDirectories(folder.resolve("classes"));
            compile(sources, classes, parts);
            copyAll(classes, inside.getPath(CLASSES));
        }
        return planted;
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                Files.createDirectories(target.getParent());
                Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void compile(Path sources, Path classes, Path parts) throws IOException {
        List<Path> classPath = new ArrayList<>(List.of(parts.resolve(CLASSES)));
        classPath.addAll(files(parts, ".jar"));
        String path = classPath.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("--release", "17", "-nowarn", "-proc:none", "-cp", path, "-d", classes.toString());
            Boolean compiled = compiler.getTask(
                            said,
                            manager,
                            null,
                            options,
                            null,
                            manager.getJavaFileObjectsFromPaths(files(sources, ".java")))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
    }

    private static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> each.toString().endsWith(suffix)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
