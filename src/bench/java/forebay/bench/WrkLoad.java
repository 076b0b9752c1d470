package forebay.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk, with one thread. */
final class WrkLoad implements Load {
    private static final Pattern COMPLETED = Pattern.compile("(\\d+) requests in ([0-9.]+)(ms|s|m),");
    private static final Pattern STATUSES = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern VERSION = Pattern.compile("wrk \\S+");

    private final String name;

    private WrkLoad(String name) {
        this.name = name;
    }

    /** wrk, where it is on the path. */
    static Optional<Load> find() throws InterruptedException {
        try {
            Matcher version = VERSION.matcher(output(List.of("wrk", "-v")));
            return version.find() ? Optional.of(new WrkLoad(version.group())) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result run(int port, String target, String apiKey, Pace pace, Duration duration)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "-t1",
                "-c" + pace.connections(),
                "-d" + duration.toSeconds() + "s",
                "-H",
                "X-Api-Key: " + apiKey));
        if (pace.pauses()) {
            command.addAll(List.of("-s", pausing(pace).toString()));
        }
        command.add("http://127.0.0.1:" + port + target);
        String output = output(command);
        Matcher completed = COMPLETED.matcher(output);
        if (!completed.find()) {
            throw new IOException("wrk said: " + output);
        }
        double unit =
                completed.group(3).equals("ms") ? 0.001 : completed.group(3).equals("m") ? 60 : 1;
        long failed = sum(STATUSES.matcher(output)) + sum(ERRORS.matcher(output));
        return new Result(Long.parseLong(completed.group(1)), failed, Double.parseDouble(completed.group(2)) * unit);
    }

    /** A script that has each connection wait. */
    private static Path pausing(Pace pace) throws IOException {
        Path script = Files.createTempFile("forebay-bench-", ".lua");
        script.toFile().deleteOnExit();
        return Files.writeString(
                script,
                "function delay() return math.random(%d, %d) end%n".formatted(pace.leastMillis(), pace.mostMillis()));
    }

    private static long sum(Matcher counts) {
        long sum = 0;
        if (counts.find()) {
            for (int i = 1; i <= counts.groupCount(); i++) {
                sum += Long.parseLong(counts.group(i));
            }
        }
        return sum;
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
