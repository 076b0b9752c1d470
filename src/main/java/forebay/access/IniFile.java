package forebay.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The lines of a shiro.ini with their numbers.
 *
 * <p>Reads what Shiro's own Ini reads (sections, comment lines, a backslash that continues a line), and refuses what
 * that one takes in silence: a section or a key that comes twice, where the later one would quietly win; a line
 * outside any section; a section that nobody reads.
 */
final class IniFile {
    /** Realms and their settings. */
    static final String MAIN = "main";
    /** API keys by id. */
    static final String KEYS = "keys";
    /** Users with password hashes. */
    static final String USERS = "users";
    /** Permissions of roles. */
    static final String ROLES = "roles";
    /** Which path needs what. */
    static final String URLS = "urls";

    private static final Set<String> SECTIONS = Set.of(MAIN, KEYS, USERS, ROLES, URLS);

    /**
     * One line {@code key = value}.
     *
     * @param section the section's name
     * @param key what is left of the first equals sign
     * @param value what is right of it, with references to secrets resolved
     * @param line the number of the line that it begins on, from 1
     * @param resolved whether a reference to a secret was resolved in the value
     */
    record Entry(String section, String key, String value, int line, boolean resolved) {
        @Override
        public String toString() {
            return "[" + section + "] " + key + " (line " + line + ")";
        }
    }

    private final Map<String, List<Entry>> sections = new HashMap<>();

    private IniFile() {}

    /**
     * Reads all lines, noting every error.
     *
     * @param secrets resolves {@code ${env:NAME}} and {@code ${file:path}} in a value; throws
     *     IllegalArgumentException, saying what is wrong, where it can not
     */
    static IniFile parse(String text, UnaryOperator<String> secrets, Findings findings) {
        IniFile ini = new IniFile();
        String section = "";
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int number = i + 1;
            String line = (i == 0 && lines[i].startsWith("\uFEFF") ? lines[i].substring(1) : lines[i]).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = ini.begin(line.substring(1, line.length() - 1).strip(), number, findings);
                continue;
            }
            StringBuilder whole = new StringBuilder(line);
            while (whole.length() > 0 && whole.charAt(whole.length() - 1) == '\\' && i + 1 < lines.length) {
                whole.setLength(whole.length() - 1);
                whole.append(lines[++i].strip());
            }
            ini.add(section, whole.toString(), number, secrets, findings);
        }
        return ini;
    }

    /** The entries of a section in the order of the file; none where it is missing. */
    List<Entry> section(String name) {
        return sections.getOrDefault(name, List.of());
    }

    private String begin(String name, int number, Findings findings) {
        if (!SECTIONS.contains(name)) {
            findings.at(
                    number,
                    "[" + name + "]",
                    "there is no such section",
                    "sections are [main], [keys], [users], [roles] and [urls]");
        } else if (sections.putIfAbsent(name, new ArrayList<>()) != null) {
            findings.at(number, "[" + name + "]", "the section comes twice", "put all its lines under one heading");
        }
        return name;
    }

    private void add(String section, String line, int number, UnaryOperator<String> secrets, Findings findings) {
        if (section.isEmpty()) {
            findings.at(number, "", "a line before the first section", "begin with a heading such as [urls]");
            return;
        }
        if (!SECTIONS.contains(section)) {
            return;
        }
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : line.substring(0, equals).strip();
        String raw = equals < 0 ? "" : line.substring(equals + 1).strip();
        if (key.isEmpty() || raw.isEmpty()) {
            // The line itself is not repeated: it may hold a secret.
            findings.at(number, "[" + section + "]", "a line that is not a setting", "write: name = value");
            return;
        }
        List<Entry> entries = sections.getOrDefault(section, new ArrayList<>());
        for (Entry earlier : entries) {
            if (earlier.key().equals(key)) {
                findings.at(
                        number,
                        "[" + section + "] " + key,
                        "it is on line " + earlier.line() + " already",
                        "keep one of the two");
                return;
            }
        }
        String value = raw;
        try {
            value = raw.contains("${") ? secrets.apply(raw) : raw;
        } catch (IllegalArgumentException unresolved) {
            findings.at(
                    number,
                    "[" + section + "] " + key,
                    String.valueOf(unresolved.getMessage()),
                    "references are ${env:NAME} and ${file:path}");
        }
        entries.add(new Entry(section, key, value, number, !value.equals(raw)));
    }
}
