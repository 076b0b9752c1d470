package forebay;

import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/** The copy of conf/ that the WAR carries, laid out as files: containers need not unpack a WAR. */
final class PackedConf {
    private static final String PLACE = "/WEB-INF/conf/";

    private PackedConf() {}

    /** Copies it to a folder within the context's own temporary one. */
    static Path unpack(ServletContext context) {
        File temporary = (File) context.getAttribute(ServletContext.TEMPDIR);
        Path folder = temporary.toPath().resolve("forebay-conf");
        try {
            Files.createDirectories(folder);
            Set<String> paths = context.getResourcePaths(PLACE);
            for (String path : paths == null ? Set.<String>of() : paths) {
                copy(context, path, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("the packed configuration can not be unpacked to " + folder, e);
        }
    }

    private static void copy(ServletContext context, String path, Path folder) throws IOException {
        if (path.endsWith("/")) {
            return;
        }
        try (InputStream in = context.getResourceAsStream(path)) {
            if (in != null) {
                Files.copy(in, folder.resolve(path.substring(PLACE.length())), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
