package forebay.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Field names, compared without regard to case (RFC 9110 §5.1). Asked for every field line of every message: a look-up
 * compares with the names of the same length only, and makes no object. Immutable.
 */
public final class NameSet {
    /** By length. */
    private final String[][] names;

    private NameSet(String[][] names) {
        this.names = names;
    }

    /** A set of these names. */
    public static NameSet of(String... names) {
        int longest = 0;
        for (String name : names) {
            longest = Math.max(longest, name.length());
        }
        List<List<String>> byLength = new ArrayList<>();
        for (int length = 0; length <= longest; length++) {
            byLength.add(new ArrayList<>());
        }
        for (String name : names) {
            byLength.get(name.length()).add(name);
        }
        return new NameSet(
                byLength.stream().map(some -> some.toArray(String[]::new)).toArray(String[][]::new));
    }

    /** Whether {@code name} is one of them. */
    public boolean contains(String name) {
        if (name.length() < names.length) {
            for (String one : names[name.length()]) {
                if (one.equalsIgnoreCase(name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
