package forebay.access;

import java.io.Serializable;
import java.util.List;

/** A shiro.ini can not be used. Carries every error found, not only the first; never a secret of the file. */
public final class InvalidPolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * One error.
     *
     * @param file the file
     * @param line its line, from 1; 0 where none can be told
     * @param path section and key, such as {@code [keys] ci}; empty where the whole file is meant
     * @param wrong what is wrong
     * @param right what would be right
     */
    public record Finding(String file, int line, String path, String wrong, String right) implements Serializable {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + (path.isEmpty() ? "" : " " + path) + ": " + wrong
                    + (right.isEmpty() ? "" : "; " + right);
        }
    }

    private final List<Finding> errors;

    /** A file with these errors, at least one. */
    public InvalidPolicyException(List<Finding> errors) {
        super(String.join("\n", errors.stream().map(Finding::toString).toList()));
        this.errors = List.copyOf(errors);
    }

    /** All errors, in the order of the file. */
    public List<Finding> errors() {
        return errors;
    }
}
