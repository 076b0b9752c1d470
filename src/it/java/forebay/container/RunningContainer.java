package forebay.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A container process with the gateway in it. */
public final class RunningContainer implements AutoCloseable {
    /** A line for the heap or one of its generations; the one for metaspace has no total. */
    private static final Pattern HEAP_USED = Pattern.compile("total \\d+K, used (\\d+)K");

    /** All that this JVM has started; their folders say which of them belong to the test that runs. */
    private static final Queue<RunningContainer> STARTED = new ConcurrentLinkedQueue<>();

    private final Container container;
    private final String application;
    private final String contextPath;
    private final Path base;
    private final String address;
    private final int port;
    private final Process process;
    private final Path log;

    RunningContainer(
            Container container,
            String application,
            String contextPath,
            Path base,
            String address,
            int port,
            Process process,
            Path log) {
        this.container = container;
        this.application = application;
        this.contextPath = contextPath;
        this.base = base;
        this.address = address;
        this.port = port;
        this.process = process;
        this.log = log;
        STARTED.add(this);
    }

    /** Those whose folder is still there: of the test that runs, or of its class; they may have ended. */
    static List<RunningContainer> withLogs() {
        STARTED.removeIf(each -> !Files.exists(each.log));
        return List.copyOf(STARTED);
    }

    /** Where it listens: loopback, or a machine of its own. */
    String address() {
        return address;
    }

    /** The clear-text port. */
    public int port() {
        return port;
    }

    /** The path within the container that stands for {@code path} within the gateway. */
    String path(String path) {
        return contextPath + path;
    }

    RunningContainer awaitHealthy() {
        try {
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException(container + " ended while starting:\n" + log());
                        }
                        return healthy();
                    });
            return this;
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(container + " did not become healthy:\n" + log(), e);
        }
    }

    boolean healthy() {
        try {
            return Wire.exchange(this, "GET " + path("/_forebay/health") + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes the gateway out of the running container. */
    void undeploy() throws IOException {
        container.undeploy(base, application);
    }

    /** Names of the live threads in the container's process. */
    List<String> threads() {
        return jcmd("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.indexOf('"', 1)))
                .toList();
    }

    /** Bytes of the heap that are in use after a full collection; what is unreachable does not count. */
    long liveHeapBytes() {
        jcmd("GC.run");
        return HEAP_USED
                .matcher(jcmd("GC.heap_info"))
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
    }

    /** Names of the classes that have live instances, after a full collection. */
    List<String> liveClasses() {
        return jcmd("GC.class_histogram")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row.length > 3 && row[0].endsWith(":"))
                .map(row -> row[3])
                .toList();
    }

    private String jcmd(String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(javaProcess().pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jcmd.waitFor()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Number of open file descriptors of the container's process (Linux). */
    long openFiles() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of("/proc", Long.toString(javaProcess().pid()), "fd"))) {
            return files.count();
        }
    }

    /** The JVM: the process itself, or what its start script runs. */
    ProcessHandle javaProcess() {
        return process.descendants().findFirst().orElse(process.toHandle());
    }

    /** Where the JVM has its temporary files. */
    Path temp() {
        return Container.temp(base);
    }

    Process process() {
        return process;
    }

    /** What the process has printed so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The end of it, so many lines. */
    String lastLines(int count) {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** What it is, where, and whether it runs. */
    @Override
    public String toString() {
        return container + " at " + address + ":" + port + (process.isAlive() ? "" : ", which has ended");
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
