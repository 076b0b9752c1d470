package forebay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** NOTICE names every library that the WAR carries, with its licence, and no other. */
final class NoticeIT {
    private static final Pattern LIBRARY = Pattern.compile("WEB-INF/lib(?:-provided)?/(.+?)-\\d[^/]*\\.jar");
    private static final Pattern LINE = Pattern.compile("(\\S+) — (\\S.*)");

    @Test
    void namesWhatTheWarCarries() throws IOException {
        assertThat(named()).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(named())).isNotEmpty().isEqualTo(carried());
    }

    private static List<String> named() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("NOTICE"))) {
            return lines.map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .toList();
        }
    }

    private static Set<String> carried() throws IOException {
        try (JarFile war = new JarFile(System.getProperty("forebay.war"))) {
            return war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".jar"))
                    .map(NoticeIT::artifact)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String artifact(String path) {
        Matcher library = LIBRARY.matcher(path);
        return library.matches() ? library.group(1) : path;
    }
}
