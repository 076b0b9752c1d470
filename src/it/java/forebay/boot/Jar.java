package forebay.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code java -jar forebay.war …} as a process of its own, with a folder for temporary files of its own.
 *
 * @param folder what the process prints is kept here; java.io.tmpdir is below
 * @param javaHome the JDK that runs it
 */
record Jar(Path folder, Path javaHome) {
    /** The java that runs the tests. */
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** The WAR under test. */
    static final String WAR = System.getProperty("forebay.war");

    private static final long LIMIT_SECONDS = 180;

    /** On the JDK that runs the tests. */
    Jar(Path folder) {
        this(folder, Path.of(System.getProperty("java.home")));
    }

    /**
     * What a process that ended left behind.
     *
     * @param code its exit code
     */
    record Ended(int code, String out, String err) {}

    /** A process that runs. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        boolean isAlive() {
            return process.isAlive();
        }

        String out() throws IOException {
            return Files.readString(out);
        }

        String err() throws IOException {
            return Files.readString(err);
        }

        /** Sends SIGTERM. */
        void terminate() {
            process.destroy();
        }

        Ended ended() throws Exception {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("did not end: " + out() + err());
            }
            return new Ended(process.exitValue(), out(), err());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** The process's java.io.tmpdir. */
    Path temp() throws IOException {
        return Files.createDirectories(folder.resolve("tmp"));
    }

    /** Starts it. */
    Running start(String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(javaHome.resolve("bin/java").toString(), "-Djava.io.tmpdir=" + temp(), "-jar", WAR));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "process", ".out");
        Path err = Files.createTempFile(folder, "process", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, out, err);
    }

    /** Runs it to its end. */
    Ended run(String... words) throws Exception {
        return runWithInput("", words);
    }

    /** Runs it to its end, with this on standard input. */
    Ended runWithInput(String input, String... words) throws Exception {
        try (Running running = start(words)) {
            try (OutputStream in = running.process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            return running.ended();
        }
    }

    /** Runs a line in a real shell; standard output. */
    static String shell(String line) throws Exception {
        Process bash = new ProcessBuilder("bash", "-c", line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = bash.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            bash.destroyForcibly();
        }
    }
}
