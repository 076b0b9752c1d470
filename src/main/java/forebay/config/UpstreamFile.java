package forebay.config;

import forebay.balance.UpstreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a file that lists upstreams as {@code upstreams} of a pool does, in YAML or JSON. References are not read in it. */
public final class UpstreamFile {
    private static final int MAX_BYTES = 1 << 20;

    private UpstreamFile() {}

    /**
     * The upstreams, at least one.
     *
     * @throws IOException with everything that is wrong
     */
    public static List<UpstreamSettings> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no file that can be read");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than 1 MiB");
        }
        Findings findings = new Findings(file.toString());
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Reading reading = new Reading(findings, new Interpolation(folder, name -> Optional.empty()), folder);
        List<UpstreamSettings> upstreams = YamlTree.parse(Files.readString(file), findings)
                .map(tree -> PoolReader.listed(new Value(reading, "", tree.line(), tree)))
                .orElse(List.of());
        try {
            findings.throwIfAny();
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
        return upstreams;
    }
}
