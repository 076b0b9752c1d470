package forebay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link BenchServer} in a JVM of its own, with this one's class path. */
final class ServerProcess implements AutoCloseable {
    /** Of /proc: USER_HZ is 100 on every Linux. */
    private static final long MICROS_PER_TICK = 10_000;

    /** The JVM's own threads that compile, and clean up after it; each tick of theirs is of a warm-up too short. */
    private static final Pattern COMPILING = Pattern.compile("\\((?:C[12] CompilerThre|Sweeper)");

    private static final Pattern SWITCHES = Pattern.compile("^voluntary_ctxt_switches:\\s+(\\d+)", Pattern.MULTILINE);

    private final Process process;
    private final BufferedReader output;
    private final int port;

    private ServerProcess(Process process, BufferedReader output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /**
     * What a process has used since its start.
     *
     * @param cpuMicros user and system time, in microseconds
     * @param compilingMicros the part of it that the JVM's compilers took
     * @param switches how often a thread of it waited and was woken
     * @param allocatedBytes what its present threads have allocated on the heap
     */
    record Usage(long cpuMicros, long compilingMicros, long switches, long allocatedBytes) {}

    /**
     * Starts one and waits until it is ready.
     *
     * @param folder holds the configuration, and what the server prints
     * @param flags further flags of the JVM
     * @param arguments of {@link BenchServer}
     */
    static ServerProcess start(Path folder, List<String> flags, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                // Else compilers' threads come and go, and their time with them.
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-Dforebay.conf=" + folder,
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml")));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchServer.class.getName()));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve(arguments[0] + ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("ready ")) {
                return new ServerProcess(process, output, Integer.parseInt(line.substring("ready ".length())));
            }
        }
        throw new IOException(arguments[0] + " did not start:\n" + Files.readString(errors));
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** What the process has used so far. */
    Usage usage() throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        long compiling = 0;
        long switches = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc.resolve("task"))) {
            for (Path thread : threads) {
                try {
                    String stat = Files.readString(thread.resolve("stat"));
                    compiling += COMPILING.matcher(stat).find() ? cpuMicros(stat) : 0;
                    switches += switches(Files.readString(thread.resolve("status")));
                } catch (NoSuchFileException ended) {
                    continue; // its time is still in the process's
                }
            }
        }
        return new Usage(cpuMicros(Files.readString(proc.resolve("stat"))), compiling, switches, allocated());
    }

    /** User and system time, fields 14 and 15 of proc(5), /proc/PID/stat. */
    private static long cpuMicros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
    }

    private static long switches(String status) {
        Matcher line = SWITCHES.matcher(status);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    /**
     * What a server holds.
     *
     * @param heapBytes in use on the heap, after a collection
     * @param directBytes in buffers outside of it
     */
    record Held(long heapBytes, long directBytes) {}

    /** Has the server collect its garbage, and tells what is left. */
    Held held() throws IOException {
        String[] answer = ask('m').split(" ", 2);
        return new Held(Long.parseLong(answer[0]), Long.parseLong(answer[1]));
    }

    /** Asks the server: only a JVM itself knows what its threads have allocated. */
    private long allocated() throws IOException {
        return Long.parseLong(ask('\n'));
    }

    private String ask(char question) throws IOException {
        process.getOutputStream().write(question);
        process.getOutputStream().flush();
        String answer = output.readLine();
        if (answer == null) {
            throw new IOException("the server has ended");
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
