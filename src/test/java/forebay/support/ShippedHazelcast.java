package forebay.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shipped hazelcast.yaml, with what it shows in comments put in force. */
public final class ShippedHazelcast {
    private ShippedHazelcast() {}

    /** With the lines from this one on in force, as far as they are commented out. */
    public static String with(String first) throws IOException {
        StringBuilder yaml = new StringBuilder();
        boolean in = false;
        for (String line : Files.readAllLines(Path.of("conf/hazelcast.yaml"))) {
            in = line.strip().startsWith(first)
                    || (in && line.strip().startsWith("#") && !line.strip().startsWith("# "));
            yaml.append(in ? line.replaceFirst("#", "") : line).append('\n');
        }
        return yaml.toString();
    }
}
