package forebay.admin;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files of the status page, read once from the web application: a fixed list, so no path leads elsewhere. */
final class DashboardFiles {
    private static final String FOLDER = "/dashboard/";

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html;charset=utf-8",
            "dashboard.css", "text/css;charset=utf-8",
            "dashboard.js", "text/javascript;charset=utf-8",
            "icon.svg", "image/svg+xml");

    /**
     * One file.
     *
     * @param contentType its media type
     * @param content its bytes; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record File(String contentType, byte[] content) {}

    private final Map<String, File> files;

    private DashboardFiles(Map<String, File> files) {
        this.files = Map.copyOf(files);
    }

    /** Reads all files; fails where one is missing. */
    static DashboardFiles read(ServletContext context) throws ServletException {
        Map<String, File> files = new HashMap<>();
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            String name = type.getKey();
            try (InputStream file = context.getResourceAsStream(FOLDER + name)) {
                if (file == null) {
                    throw new ServletException("the web application lacks " + FOLDER + name);
                }
                files.put(name, new File(type.getValue(), file.readAllBytes()));
            } catch (IOException e) {
                throw new ServletException(FOLDER + name + " can not be read", e);
            }
        }
        return new DashboardFiles(files);
    }

    /** The file of this name, where it is one of the page's. */
    Optional<File> find(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
