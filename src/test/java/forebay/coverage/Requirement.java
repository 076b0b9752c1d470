package forebay.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a specification asks of a shared cache.
 *
 * @param id RFC, section and number within the section
 * @param level MUST, SHOULD, MAY (and NOT), or rule
 * @param text what, in our words
 */
record Requirement(String id, String level, String text) {
    static final Pattern ID = Pattern.compile("\\d{4}-\\d+(\\.\\d+)*-\\d+");

    /** All of them, as in the resource. */
    static List<Requirement> all() {
        return lines("requirements.txt").stream().map(Requirement::parse).toList();
    }

    /** Lines of a resource of this package, less comments and empty ones. */
    static List<String> lines(String name) {
        try (InputStream in = Requirement.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Requirement parse(String line) {
        String[] cells = line.split("\\|", 3);
        if (cells.length != 3 || !ID.matcher(cells[0].strip()).matches()) {
            throw new IllegalStateException("not id | level | text: " + line);
        }
        return new Requirement(cells[0].strip(), cells[1].strip(), cells[2].strip());
    }

    String rfc() {
        return id.substring(0, 4);
    }

    String section() {
        return id.substring(5, id.lastIndexOf('-'));
    }
}
