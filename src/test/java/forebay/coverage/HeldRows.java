package forebay.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.params.provider.CsvSource;

/** Finds in the compiled tests, unit and IT alike, what each says that it holds. */
final class HeldRows {
    private static final Set<String> RUNS = Set.of("Test", "ParameterizedTest", "Property", "Example", "FuzzTest");

    /**
     * One claim.
     *
     * @param id of the requirement
     * @param test class and method
     * @param row what the row is called; empty where the whole test holds it
     */
    record Claim(String id, String test, String row) {}

    private HeldRows() {}

    /** All claims, by test and row. */
    static List<Claim> find() {
        Path classes = root();
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(HeldRows::mayClaim)
                    .map(file -> load(classes.relativize(file)))
                    .filter(type -> !type.isAnnotationPresent(Disabled.class))
                    .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                    .sorted(Comparator.comparing(HeldRows::name))
                    .flatMap(method -> claims(method).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(HeldRows.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Classes without such bytes are not worth loading. */
    private static boolean mayClaim(Path file) {
        if (!file.toString().endsWith(".class")) {
            return false;
        }
        try {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            return bytes.contains("Lforebay/coverage/Holds;") || bytes.contains("params/provider/CsvSource;");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(Path file) {
        String path = file.toString();
        String name =
                path.substring(0, path.length() - ".class".length()).replace(path.contains("/") ? '/' : '\\', '.');
        try {
            return Class.forName(name, false, HeldRows.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    private static List<Claim> claims(Method method) {
        boolean runs = Arrays.stream(method.getAnnotations())
                .anyMatch(
                        annotation -> RUNS.contains(annotation.annotationType().getSimpleName()));
        if (!runs || method.isAnnotationPresent(Disabled.class)) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>();
        Holds holds = method.getAnnotation(Holds.class);
        if (holds != null) {
            Arrays.stream(holds.value()).forEach(id -> claims.add(new Claim(id, name(method), "")));
        }
        for (CsvSource table : method.getAnnotationsByType(CsvSource.class)) {
            rows(table).forEach(row -> claims.addAll(claims(method, row, delimiter(table))));
        }
        return claims;
    }

    private static Stream<String> rows(CsvSource table) {
        return Stream.concat(Arrays.stream(table.value()), table.textBlock().lines())
                .map(String::strip)
                .filter(row -> !row.isEmpty() && !row.startsWith("#"));
    }

    private static String delimiter(CsvSource table) {
        if (!table.delimiterString().isEmpty()) {
            return table.delimiterString();
        }
        return table.delimiter() == '\0' ? "," : Character.toString(table.delimiter());
    }

    private static List<Claim> claims(Method method, String row, String delimiter) {
        int end = row.indexOf(delimiter);
        if (end < 0) {
            return List.of();
        }
        int next = row.indexOf(delimiter, end + 1);
        String called = row.substring(end + 1, next < 0 ? row.length() : next).strip();
        return Arrays.stream(row.substring(0, end).strip().split(" +"))
                .filter(word -> Requirement.ID.matcher(word).matches())
                .map(id -> new Claim(id, name(method), called))
                .toList();
    }
}
