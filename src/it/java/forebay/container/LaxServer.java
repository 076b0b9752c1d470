package forebay.container;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** How the most careless of servers may read a request target: what gets past a gateway must mean the same to it. */
final class LaxServer {
    private LaxServer() {}

    /** Whether any careless reading of {@code target} leads to {@code /admin} or below. */
    static boolean readsAdmin(String target) {
        String path = target.split("[?#]", 2)[0];
        if (path.startsWith("http://")) {
            path = URI.create(path).getRawPath();
        }
        String once = decoded(path);
        return List.of(path, once, decoded(once), cutParameters(path), decoded(cutParameters(path))).stream()
                .map(LaxServer::resolved)
                .anyMatch(read -> read.equals("/admin") || read.startsWith("/admin/"));
    }

    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    bytes.write(high * 16 + low);
                    i += 2;
                    continue;
                }
            }
            bytes.writeBytes(String.valueOf(text.charAt(i)).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String cutParameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    /** Back slashes, NUL, path parameters, empty and dot segments, final dots and spaces, case: all let go. */
    private static String resolved(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String raw : path.replace('\\', '/').split("/", -1)) {
            String segment = raw.split("[;\0]", 2)[0];
            if (segment.strip().equals("..")) {
                segments.pollLast();
                continue;
            }
            String name = segment.replaceAll("[.\\p{Z}\\s]+$", "");
            if (!name.isEmpty()) {
                segments.addLast(name.toLowerCase(Locale.ROOT));
            }
        }
        return "/" + String.join("/", segments);
    }
}
