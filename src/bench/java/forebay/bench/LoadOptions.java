package forebay.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Options of {@link LoadBench}, each a word and its value.
 *
 * @param warmUp {@code --warm-up}: seconds of load before a server counts
 * @param measure {@code --measure}: seconds that count, in each round
 * @param rounds {@code --rounds}: how often each server is measured; the median is reported
 * @param pace {@code --connections}: requests at a time; {@code --pause}: milliseconds that each connection waits in the
 *     mean before its next request, as between the requests of clients; by default it does not wait
 * @param rungs {@code --rungs}: which servers, by name, comma-separated
 * @param cluster {@code --cluster}: embedded or off
 * @param json {@code --json}: the file for the figures
 * @param jvm {@code --jvm}: one more flag for the servers; may be given several times
 */
record LoadOptions(
        Duration warmUp,
        Duration measure,
        int rounds,
        Load.Pace pace,
        List<Rung> rungs,
        String cluster,
        Path json,
        List<String> jvm) {

    private static final LoadOptions DEFAULT = new LoadOptions(
            Duration.ofSeconds(40),
            Duration.ofSeconds(5),
            3,
            new Load.Pace(32, Duration.ZERO),
            List.of(Rung.values()),
            "embedded",
            Path.of("target", "load-bench.json"),
            List.of());

    /** Reads them; what is not named has its default. */
    static LoadOptions parse(List<String> arguments) {
        LoadOptions options = DEFAULT;
        List<String> words = new ArrayList<>(arguments);
        words.removeIf(String::isBlank);
        if (words.size() % 2 != 0) {
            throw new IllegalArgumentException("a value is missing for " + words.get(words.size() - 1));
        }
        for (int i = 0; i < words.size(); i += 2) {
            options = options.with(words.get(i), words.get(i + 1));
        }
        return options;
    }

    private LoadOptions with(String option, String value) {
        return switch (option) {
            case "--warm-up" -> new LoadOptions(seconds(value), measure, rounds, pace, rungs, cluster, json, jvm);
            case "--measure" -> new LoadOptions(warmUp, seconds(value), rounds, pace, rungs, cluster, json, jvm);
            case "--rounds" ->
                new LoadOptions(warmUp, measure, Integer.parseInt(value), pace, rungs, cluster, json, jvm);
            case "--connections" -> paced(new Load.Pace(Integer.parseInt(value), pace.pause()));
            case "--pause" -> paced(new Load.Pace(pace.connections(), Duration.ofMillis(Long.parseLong(value))));
            case "--rungs" ->
                new LoadOptions(
                        warmUp,
                        measure,
                        rounds,
                        pace,
                        Stream.of(value.split(",", -1))
                                .map(name -> Rung.valueOf(name.toUpperCase(Locale.ROOT)))
                                .toList(),
                        cluster,
                        json,
                        jvm);
            case "--cluster" -> new LoadOptions(warmUp, measure, rounds, pace, rungs, value, json, jvm);
            case "--json" -> new LoadOptions(warmUp, measure, rounds, pace, rungs, cluster, Path.of(value), jvm);
            case "--jvm" -> new LoadOptions(warmUp, measure, rounds, pace, rungs, cluster, json, plus(jvm, value));
            default -> throw new IllegalArgumentException("no such option: " + option);
        };
    }

    private LoadOptions paced(Load.Pace changed) {
        return new LoadOptions(warmUp, measure, rounds, changed, rungs, cluster, json, jvm);
    }

    private static List<String> plus(List<String> flags, String flag) {
        return Stream.concat(flags.stream(), Stream.of(flag)).toList();
    }

    private static Duration seconds(String value) {
        return Duration.ofSeconds(Long.parseLong(value));
    }
}
