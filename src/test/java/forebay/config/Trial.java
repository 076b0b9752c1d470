package forebay.config;

import forebay.config.ConfigException.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads a text as forebay.yaml from a folder. */
record Trial(Path folder, Map<String, String> environment) {
    static final String POOL = """
            pools:
              app:
                upstreams:
                  - url: http://127.0.0.1:9001
            """;

    Trial(Path folder) {
        this(folder, Map.of());
    }

    LoadedConfig read(String yaml) throws ConfigException {
        write("forebay.yaml", yaml);
        return ConfigLoader.read(folder, name -> Optional.ofNullable(environment.get(name)), Optional.empty());
    }

    GatewayConfig load(String yaml) throws ConfigException {
        return read(yaml).config();
    }

    /** The errors as {@code line path: wrong; right}. */
    List<String> errors(String yaml) {
        try {
            read(yaml);
            return List.of();
        } catch (ConfigException e) {
            return e.errors().stream().map(this::text).toList();
        }
    }

    private String text(Finding finding) {
        String file = folder.resolve("forebay.yaml").toString();
        if (!finding.file().equals(file)) {
            throw new AssertionError("another file: " + finding);
        }
        String rest = finding.toString().substring(file.length());
        return finding.line() > 0 ? rest.substring(1) : rest.strip();
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
