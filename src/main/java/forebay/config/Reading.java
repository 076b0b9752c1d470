package forebay.config;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the parts of one reading of the file share.
 *
 * @param findings what is wrong so far
 * @param interpolation resolves references to the environment and to files
 * @param folder where relative files lie
 * @param keys every key path that was asked for, so far
 * @param files files whose content counts as the configuration's, so far
 */
record Reading(Findings findings, Interpolation interpolation, Path folder, Set<String> keys, Set<Path> files) {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    Reading(Findings findings, Interpolation interpolation, Path folder) {
        this(findings, interpolation, folder, new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    /** The path of a key below another; a key that is no plain word is quoted. */
    static String child(String path, String key) {
        String shown = PLAIN_KEY.matcher(key).matches() ? key : "\"" + Value.shown(key) + "\"";
        return path.isEmpty() ? shown : path + "." + shown;
    }
}
