package forebay.config;

import forebay.config.ConfigException.Finding;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the configuration is. The system property {@code forebay.conf} wins over the context-param of the same name;
 * without both it is the copy packed in the WAR. Either names the folder, or forebay.yaml itself.
 *
 * @param file forebay.yaml, which need not exist
 * @param declaredBy what named it
 */
public record ConfigLocation(Path file, DeclaredBy declaredBy) {
    /** Name of the system property and of the context-param. */
    public static final String NAME = "forebay.conf";

    /** What named the place. */
    public enum DeclaredBy {
        /** {@code -Dforebay.conf=…}. */
        SYSTEM_PROPERTY("system property " + NAME),
        /** A context-param in web.xml or in the container's description of the application. */
        CONTEXT_PARAM("context-param " + NAME),
        /** Nothing: the copy in the WAR. */
        PACKED_COPY("the copy packed in the WAR");

        private final String words;

        DeclaredBy(String words) {
            this.words = words;
        }

        /** For a log line. */
        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Finds it.
     *
     * @param systemProperty looks up a system property
     * @param contextParam looks up a context-param
     * @param packed the folder of the copy that the WAR carries
     * @throws ConfigException where a place is named that is blank, no path, or absent
     */
    public static ConfigLocation find(
            Function<String, Optional<String>> systemProperty,
            Function<String, Optional<String>> contextParam,
            Path packed)
            throws ConfigException {
        Optional<String> property = systemProperty.apply(NAME);
        if (property.isPresent()) {
            return at(property.get(), DeclaredBy.SYSTEM_PROPERTY);
        }
        Optional<String> param = contextParam.apply(NAME);
        return param.isPresent()
                ? at(param.get(), DeclaredBy.CONTEXT_PARAM)
                : new ConfigLocation(fileIn(packed), DeclaredBy.PACKED_COPY);
    }

    /** The folder that relative files lie in. */
    public Path folder() {
        return Optional.ofNullable(file.getParent()).orElse(file);
    }

    private static ConfigLocation at(String text, DeclaredBy declaredBy) throws ConfigException {
        if (text.isBlank()) {
            throw error(declaredBy, "is blank");
        }
        Path path;
        try {
            path = text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw error(declaredBy, text + " is not a path");
        }
        if (!Files.exists(path)) {
            throw error(declaredBy, text + " does not exist");
        }
        return new ConfigLocation(fileIn(path), declaredBy);
    }

    private static ConfigException error(DeclaredBy declaredBy, String wrong) {
        String right = "the folder of " + ConfigLoader.FILE_NAME + ", or that file";
        return new ConfigException(List.of(new Finding(declaredBy.toString(), 0, "", wrong, right)));
    }

    private static Path fileIn(Path place) {
        Path file = Files.isDirectory(place) ? place.resolve(ConfigLoader.FILE_NAME) : place;
        return file.toAbsolutePath().normalize();
    }
}
