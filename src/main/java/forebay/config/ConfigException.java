package forebay.config;

import java.util.List;

/** A configuration can not be used. Carries every error found, not only the first. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * One error.
     *
     * @param file the file
     * @param line its line, from 1; 0 where none can be told
     * @param path key path such as {@code pools.app.upstreams[1].weight}
     * @param wrong what is wrong
     * @param right what would be right
     */
    public record Finding(String file, int line, String path, String wrong, String right)
            implements java.io.Serializable {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + (path.isEmpty() ? "" : " " + path) + ": " + wrong
                    + (right.isEmpty() ? "" : "; " + right);
        }
    }

    private final List<Finding> errors;

    /** A configuration with these errors, at least one. */
    public ConfigException(List<Finding> errors) {
        super(String.join("\n", errors.stream().map(Finding::toString).toList()));
        this.errors = List.copyOf(errors);
    }

    /** All errors, in the order of the file. */
    public List<Finding> errors() {
        return errors;
    }
}
