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
 * @param connections {@code --connections}: requests at a time
 * @param rungs {@code --rungs}: which servers, by name, comma-separated
 * @param cluster {@code --cluster}: embedded or off
 * @param json {@code --json}: the file for the figures
 * @param jvm {@code --jvm}: one more flag for the servers; may be given several times
 */
record LoadOptions(
        Duration warmUp,
        Duration measure,
        int rounds,
        int connections,
        List<Rung> rungs,
        String cluster,
        Path json,
        List<String> jvm) {

    private static final LoadOptions DEFAULT = new LoadOptions(
            Duration.ofSeconds(40),
            Duration.ofSeconds(5),
            3,
            32,
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
            case "--warm-up" ->
                new LoadOptions(seconds(value), measure, rounds, connections, rungs, cluster, json, jvm);
            case "--measure" -> new LoadOptions(warmUp, seconds(value), rounds, connections, rungs, cluster, json, jvm);
            case "--rounds" ->
                new LoadOptions(warmUp, measure, Integer.parseInt(value), connections, rungs, cluster, json, jvm);
            case "--connections" ->
                new LoadOptions(warmUp, measure, rounds, Integer.parseInt(value), rungs, cluster, json, jvm);
            case "--rungs" ->
                new LoadOptions(
                        warmUp,
                        measure,
                        rounds,
                        connections,
                        Stream.of(value.split(",", -1))
                                .map(name -> Rung.valueOf(name.toUpperCase(Locale.ROOT)))
                                .toList(),
                        cluster,
                        json,
                        jvm);
            case "--cluster" -> new LoadOptions(warmUp, measure, rounds, connections, rungs, value, json, jvm);
            case "--json" -> new LoadOptions(warmUp, measure, rounds, connections, rungs, cluster, Path.of(value), jvm);
            case "--jvm" ->
                new LoadOptions(warmUp, measure, rounds, connections, rungs, cluster, json, plus(jvm, value));
            default -> throw new IllegalArgumentException("no such option: " + option);
        };
    }

    private static List<String> plus(List<String> flags, String flag) {
        return Stream.concat(flags.stream(), Stream.of(flag)).toList();
    }

    private static Duration seconds(String value) {
        return Duration.ofSeconds(Long.parseLong(value));
    }
}
