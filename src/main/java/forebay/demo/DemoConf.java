package forebay.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The conf folder of the demo.
 *
 * @param port clear-text port
 * @param origins the upstreams, the first of which has the largest weight
 * @param keys lines of shiro.ini for the keys
 * @param adminHash the hash of the password of the user {@value #ADMIN}
 */
record DemoConf(int port, List<URI> origins, List<String> keys, String adminHash) {
    /** Who may open the dashboard. */
    static final String ADMIN = "admin";

    /**
     * Writes it.
     *
     * @param folder is made
     * @param packed the conf folder of the WAR, whose hazelcast.yaml is used
     */
    void write(Path folder, Path packed) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("forebay.yaml"), yaml());
        Files.writeString(folder.resolve("shiro.ini"), ini());
        Path cluster = packed.resolve("hazelcast.yaml");
        if (Files.exists(cluster)) {
            Files.copy(cluster, folder.resolve("hazelcast.yaml"));
        }
    }

    private String yaml() {
        StringBuilder yaml = new StringBuilder("""
                server:
                  address: 127.0.0.1
                  port: %d
                access-log:
                  file: access.log
                pools:
                  demo:
                    upstreams:
                """.formatted(port));
        for (int i = 0; i < origins.size(); i++) {
            yaml.append("      - url: ").append(origins.get(i)).append('\n');
            yaml.append("        weight: ").append(origins.size() - i).append('\n');
        }
        return yaml.append("routes:\n  - pool: demo\n    path: /\n").toString();
    }

    private String ini() {
        return """
                [keys]
                %s
                [users]
                %s = %s, admin
                [urls]
                /** = authc
                """.formatted(String.join("\n", keys), ADMIN, adminHash);
    }
}
