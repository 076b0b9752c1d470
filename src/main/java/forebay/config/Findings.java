package forebay.config;

import forebay.config.ConfigException.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file. Not thread-safe. */
final class Findings {
    private static final int SHOWN = 100;

    private final String file;
    private final List<Finding> found = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    /** Adds one; {@code line} is 0 where none can be told. */
    void add(int line, String path, String wrong, String right) {
        found.add(new Finding(file, line, path, wrong, right));
    }

    /** Throws all that was found, in the order of the file; does nothing where nothing was. */
    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    /** All that was found, in the order of the file; of very many the first hundred and their number. */
    ConfigException exception() {
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Finding::line));
        if (sorted.size() > SHOWN) {
            int more = sorted.size() - SHOWN;
            sorted.subList(SHOWN, sorted.size()).clear();
            sorted.add(new Finding(file, 0, "", more + " more errors are not shown", ""));
        }
        return new ConfigException(sorted);
    }
}
