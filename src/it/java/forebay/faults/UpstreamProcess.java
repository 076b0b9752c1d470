package forebay.faults;

import static org.awaitility.Awaitility.await;

import forebay.faults.FaultyUpstream.Mode;
import forebay.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One upstream's process, which is started anew on the same port after it was killed. */
final class UpstreamProcess implements AutoCloseable {
    private final Path folder;
    private final String protocol;
    private final int port;
    private final List<Path> outputs = new ArrayList<>();
    private Process process;

    UpstreamProcess(Path folder, String protocol) throws IOException {
        this.folder = folder;
        this.protocol = protocol;
        port = FreePorts.one();
        process = start();
    }

    private Process start() throws IOException {
        Path out = Files.createTempFile(folder, "upstream", ".out");
        outputs.add(out);
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaultyUpstream.class.getName(),
                        Integer.toString(port),
                        protocol)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        await().until(() -> lines(out).contains("listening"));
        return started;
    }

    private static List<String> lines(Path out) {
        try {
            return Files.readAllLines(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String name() {
        return url().toString();
    }

    void become(Mode mode) throws IOException {
        process.getOutputStream().write((mode + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Sends a signal, such as STOP. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not die");
        }
    }

    /** After {@link #kill}. */
    void restart() throws IOException {
        process = start();
    }

    /** Targets of the requests that came and were not idempotent, each as often as it came. */
    List<String> posts() {
        return outputs.stream()
                .flatMap(out -> lines(out).stream())
                .filter(line -> line.startsWith("/"))
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
