package forebay.support;

import com.hazelcast.core.Hazelcast;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A Hazelcast server as it comes: a process of its own with nothing but Hazelcast's own JAR on its class path. */
public final class StockServer implements AutoCloseable {
    private static final String MAIN = "com.hazelcast.core.server.HazelcastMemberStarter";

    private final Process process;
    private final Path log;

    private StockServer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one on loopback.
     *
     * @param folder an empty one, for its configuration and log
     * @param members ports of all servers of its cluster
     */
    public static StockServer start(Path folder, String cluster, int port, int... members) throws IOException {
        StringBuilder list = new StringBuilder("127.0.0.1:" + port);
        for (int member : members) {
            list.append(", 127.0.0.1:").append(member);
        }
        Path yaml = Files.writeString(folder.resolve("hazelcast.yaml"), """
                hazelcast:
                  cluster-name: %s
                  network:
                    port: {port: %d, auto-increment: false}
                    interfaces: {enabled: true, interfaces: [127.0.0.1]}
                    join: {auto-detection: {enabled: false}, multicast: {enabled: false}, tcp-ip: {enabled: true, member-list: [%s]}}
                """.formatted(cluster, port, list));
        Path log = folder.resolve("server.log");
        String jar = new File(Hazelcast.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .getPath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dhazelcast.config=" + yaml,
                        "-Dhazelcast.phone.home.enabled=false",
                        "-Dhazelcast.socket.bind.any=false",
                        "-cp",
                        jar,
                        MAIN)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new StockServer(process, log);
    }

    /** To be paused. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** What it wrote so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** Ends it at once, as a crash does. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
