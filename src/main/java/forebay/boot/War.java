package forebay.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The WAR that this program was started from.
 *
 * @param file a WAR, or a folder with the content of one
 */
record War(Path file) {
    private static final String SERVER_LIBRARIES = "WEB-INF/lib-provided/";
    private static final String SERVER_CLASSES = "WEB-INF/classes-embedded/";

    /** Whether an entry belongs to the server around the web application. */
    static boolean isServer(String entry) {
        return entry.startsWith(SERVER_LIBRARIES) || entry.startsWith(SERVER_CLASSES);
    }

    /** Whether an entry belongs to the web application. */
    static boolean isWebapp(String entry) {
        return !isServer(entry)
                && (!entry.startsWith("META-INF/") || entry.equals("META-INF/MANIFEST.MF"))
                && !entry.startsWith("forebay/boot/");
    }

    /**
     * Unpacks some entries; nothing happens where the WAR is a folder already. May be called by several threads at a
     * time for different entries.
     *
     * @return the folder that holds them: {@code target}, or the WAR itself where it is a folder
     * @throws IOException where the archive can not be read, a file can not be written, or an entry names a place
     *     outside the target
     */
    Path unpack(Predicate<String> which, Path target) throws IOException {
        if (Files.isDirectory(file)) {
            return file;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().<ZipEntry>map(e -> e)::iterator) {
                if (which.test(entry.getName())) {
                    unpack(zip, entry, target);
                }
            }
        }
        return target;
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException(zip.getName() + " has an entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (InputStream content = zip.getInputStream(entry)) {
            Files.copy(content, path);
        }
    }

    /** Class path of the server around the web application, within an unpacked WAR. */
    static List<Path> serverPath(Path unpacked) throws IOException {
        return path(unpacked, SERVER_CLASSES, SERVER_LIBRARIES);
    }

    /** Class path of the commands: the web application's own classes and libraries. */
    static List<Path> commandPath(Path unpacked) throws IOException {
        List<Path> path = path(unpacked, "WEB-INF/classes/", "WEB-INF/lib/");
        // The container's part, which classes of the web application may name.
        jars(unpacked.resolve(SERVER_LIBRARIES)).stream()
                .filter(jar -> jar.getFileName().toString().startsWith("jakarta.servlet-api"))
                .forEach(path::add);
        return path;
    }

    private static List<Path> path(Path unpacked, String classes, String libraries) throws IOException {
        List<Path> path = new ArrayList<>();
        path.add(unpacked.resolve(classes));
        path.addAll(jars(unpacked.resolve(libraries)));
        return path;
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
