package forebay.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The shipped hazelcast.yaml as its comments say to change it, for nodes on this machine. */
public final class ShippedCluster {
    private static final int FIRST = 5701;
    private static final int LISTED = 3;

    private ShippedCluster() {}

    /** With tcp-ip turned on, and ports that are free in place of those that are listed. */
    public static String yaml() throws IOException {
        int port = FreePorts.inARow(LISTED);
        String yaml = Files.readString(Path.of("conf/hazelcast.yaml"));
        yaml = replace(yaml, "tcp-ip:\n        enabled: false", "tcp-ip:\n        enabled: true");
        yaml = replace(yaml, "port: " + FIRST, "port: " + port);
        for (int i = 0; i < LISTED; i++) {
            yaml = replace(yaml, "127.0.0.1:" + (FIRST + i), "127.0.0.1:" + (port + i));
        }
        return yaml;
    }

    /** The same for nodes on three machines, which listen on the addresses of a pattern such as 10.3.10.*. */
    public static String yaml(String interfaces, List<String> addresses) throws IOException {
        String yaml = Files.readString(Path.of("conf/hazelcast.yaml"));
        yaml = replace(yaml, "tcp-ip:\n        enabled: false", "tcp-ip:\n        enabled: true");
        yaml = replace(yaml, "- 127.0.0.1\n", "- " + interfaces + "\n");
        for (int i = 0; i < LISTED; i++) {
            yaml = replace(yaml, "127.0.0.1:" + (FIRST + i), addresses.get(i) + ":" + FIRST);
        }
        return yaml;
    }

    /**
     * With the lines that are for pods in force.
     *
     * @param interfaces that members listen on, such as 10.3.10.*
     * @param service the name that stands for all of them
     */
    public static String byDns(String interfaces, String service) throws IOException {
        String yaml = ShippedHazelcast.with("#kubernetes:");
        yaml = replace(yaml, "- 127.0.0.1\n", "- " + interfaces + "\n");
        return replace(yaml, "forebay-nodes.default.svc.cluster.local", service);
    }

    /** With multicast turned on among members that listen on these interfaces. */
    public static String byMulticast(String interfaces) throws IOException {
        String yaml = ShippedHazelcast.with("#multicast-group");
        yaml = replace(yaml, "multicast:\n        enabled: false", "multicast:\n        enabled: true");
        yaml = replace(yaml, "- 127.0.0.1\n", "- " + interfaces + "\n");
        return replace(yaml, "10.3.10.*", interfaces);
    }

    private static String replace(String yaml, String shipped, String other) {
        if (!yaml.contains(shipped)) {
            throw new IllegalStateException("conf/hazelcast.yaml has no \"" + shipped + "\"");
        }
        return yaml.replace(shipped, other);
    }
}
