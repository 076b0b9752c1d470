package forebay.discovery;

import forebay.balance.UpstreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads files that list upstreams. */
@FunctionalInterface
public interface UpstreamFiles {
    /**
     * The upstreams of a file, at least one.
     *
     * @throws IOException where it can not be used; its message tells everything that is wrong
     */
    List<UpstreamSettings> read(Path file) throws IOException;
}
