package forebay.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a hit and a forwarded request cost, a layer at a time, next to a bare servlet and to the proxy servlet as it
 * comes. {@code mvn -Pbench test-compile exec:exec@load}; options by {@code -Dload="--warm-up 40 --measure 5 --rounds 3"}.
 *
 * <p>Each server is a process of its own, warmed under load before it counts. The figure to go by is the processor time
 * of that process a request: requests a second are shared with the load on the same cores.
 */
public final class LoadBench {
    private final LoadOptions options;
    private final Load load;
    private final GatewayFolder folder;

    private LoadBench(LoadOptions options, Load load, GatewayFolder folder) {
        this.options = options;
        this.load = load;
        this.folder = folder;
    }

    /** Runs the bench; see {@link LoadOptions} for what it takes. */
    public static void main(String[] args) throws Exception {
        LoadOptions options = LoadOptions.parse(List.of(args));
        Load load = WrkLoad.find().orElseGet(SocketLoad::new);
        Report report = new LoadBench(options, load, new GatewayFolder()).run();
        System.out.println(report.table());
        Files.createDirectories(options.json().toAbsolutePath().getParent());
        Files.writeString(options.json(), report.json());
        System.out.println("written: " + options.json());
    }

    private Report run() throws IOException, InterruptedException {
        Map<Rung, ServerProcess> servers = new EnumMap<>(Rung.class);
        try (ServerProcess origin = ServerProcess.start(folder.path(), List.of(), "origin")) {
            folder.configure(origin.url(), options.cluster());
            for (Rung rung : options.rungs()) {
                servers.put(rung, ServerProcess.start(folder.path(), options.jvm(), rung.name(), origin.url()));
            }
            // Warm all the sooner.
            Load.Pace hardest = new Load.Pace(options.pace().connections(), Duration.ZERO);
            for (Map.Entry<Rung, ServerProcess> each : servers.entrySet()) {
                System.out.println("warming " + each.getKey().label() + " ("
                        + each.getKey().workload().label() + ")");
                load(each.getKey(), each.getValue(), hardest, options.warmUp());
            }
            return new Report(conditions(), measure(servers));
        } finally {
            servers.values().forEach(ServerProcess::close);
        }
    }

    /** Round by round, so that what else the machine does meanwhile meets all of them alike; the median counts. */
    private List<Measurement> measure(Map<Rung, ServerProcess> servers) throws IOException, InterruptedException {
        Map<Rung, List<Measurement>> windows = new EnumMap<>(Rung.class);
        for (int round = 0; round < options.rounds(); round++) {
            for (Map.Entry<Rung, ServerProcess> each : servers.entrySet()) {
                windows.computeIfAbsent(each.getKey(), rung -> new ArrayList<>())
                        .add(window(each.getKey(), each.getValue()));
            }
        }
        return windows.values().stream().map(Measurement::median).toList();
    }

    private Measurement window(Rung rung, ServerProcess server) throws IOException, InterruptedException {
        ServerProcess.Usage before = server.usage();
        Load.Result result = load(rung, server, options.pace(), options.measure());
        Measurement.Cost cost = Measurement.Cost.between(before, server.usage(), result.completed());
        return new Measurement(rung, result.completed() / result.seconds(), cost, result.failed());
    }

    private Load.Result load(Rung rung, ServerProcess server, Load.Pace pace, Duration duration)
            throws IOException, InterruptedException {
        String target = rung.workload().target();
        return load.run(server.port(), target, folder.key(), pace, duration);
    }

    private Map<String, Object> conditions() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
        conditions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        conditions.put("cores", Runtime.getRuntime().availableProcessors());
        conditions.put("load", load.name());
        conditions.put("connections", options.pace().connections());
        conditions.put("pauseMillis", options.pace().pause().toMillis());
        conditions.put("warmUpSeconds", options.warmUp().toSeconds());
        conditions.put("measuredSeconds", options.measure().toSeconds());
        conditions.put("rounds", options.rounds());
        conditions.put("cluster", options.cluster());
        return conditions;
    }
}
