package forebay.bench;

import forebay.access.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** Writes the configuration of the gateways that are measured: one pool, one API key, a log file. */
final class GatewayFolder {
    private static final String LOGBACK = """
            <configuration>
              <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
              <appender name="stderr" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%level %logger{0}: %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="stderr"/></root>
            </configuration>
            """;

    private final Path folder;
    private final ApiKeys.NewKey key = ApiKeys.generate("bench", List.of("reader"), new SecureRandom());

    /** A new folder for temporary files, without gateways' configuration yet. */
    GatewayFolder() throws IOException {
        folder = Files.createTempDirectory("forebay-bench");
        Files.writeString(folder.resolve("logback.xml"), LOGBACK);
    }

    Path path() {
        return folder;
    }

    /** What requests send in X-Api-Key. */
    String key() {
        return key.key();
    }

    /**
     * Writes forebay.yaml and shiro.ini.
     *
     * @param origin URL of the one upstream
     * @param cluster {@code cluster: mode}
     */
    void configure(String origin, String cluster) throws IOException {
        Files.writeString(folder.resolve("forebay.yaml"), """
                pools:
                  app:
                    upstreams:
                      - url: %s
                routes:
                  - pool: app
                    cache: {share-authenticated: true}
                cluster:
                  mode: %s
                access-log:
                  file: access.log
                """.formatted(origin, cluster));
        Files.writeString(folder.resolve("shiro.ini"), "[keys]\n" + key.line() + "\n[urls]\n/** = authcKey\n");
    }
}
