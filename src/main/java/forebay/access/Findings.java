package forebay.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one shiro.ini, so that all errors are told at once. For one thread. */
final class Findings {
    private final String file;
    private final List<InvalidPolicyException.Finding> found = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    /** Notes an error at an entry. */
    void at(IniFile.Entry entry, String wrong, String right) {
        at(entry.line(), "[" + entry.section() + "] " + entry.key(), wrong, right);
    }

    /** Notes an error at a line; 0 where none can be told. */
    void at(int line, String path, String wrong, String right) {
        found.add(new InvalidPolicyException.Finding(file, line, path, wrong, right));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Throws all that was noted, in the order of the file. */
    void throwIfAny() throws InvalidPolicyException {
        if (!found.isEmpty()) {
            List<InvalidPolicyException.Finding> sorted = new ArrayList<>(found);
            sorted.sort(Comparator.comparingInt(InvalidPolicyException.Finding::line));
            throw new InvalidPolicyException(sorted);
        }
    }
}
