package forebay.config;

import forebay.balance.HedgeSettings;
import forebay.balance.LimitSettings;
import forebay.balance.RetryCondition;
import forebay.balance.RetrySettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code retries}, {@code hedge} and {@code limits} of a pool. */
final class RetryReader {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MANY = 1_000_000;
    private static final String ON = "a list such as [connect-failure, reset, 503]";
    private static final Map<String, RetryCondition> CONDITIONS =
            Arrays.stream(RetryCondition.values()).collect(Collectors.toMap(RetryCondition::word, Function.identity()));

    private RetryReader() {}

    static RetrySettings read(Section pool) {
        Section section = pool.section("retries");
        RetrySettings usual = RetrySettings.DEFAULT;
        Set<RetryCondition> on = EnumSet.noneOf(RetryCondition.class);
        Set<Integer> statuses = new TreeSet<>();
        Optional<Value> list = section.filled("on");
        list.ifPresentOrElse(value -> conditions(value, on, statuses), () -> on.addAll(usual.on()));
        Optional<Duration> perTry = section.filled("per-try-timeout").flatMap(value -> value.duration(MILLI, HOUR));
        perTry.ifPresent(time -> on.add(RetryCondition.TIMEOUT));
        RetrySettings settings = new RetrySettings(
                SettingsReader.integer(section, "attempts", 1, 100, usual.attempts()),
                Set.copyOf(on),
                Set.copyOf(statuses),
                perTry,
                section.filled("total-timeout").flatMap(value -> value.duration(MILLI, HOUR)),
                SettingsReader.duration(section, "back-off", Duration.ZERO, HOUR, usual.backOff()),
                SettingsReader.duration(section, "max-back-off", Duration.ZERO, HOUR, usual.maxBackOff()),
                SettingsReader.integer(section, "budget-percent", 0, 1_000, usual.budgetPercent()),
                SettingsReader.integer(section, "budget-per-second", 0, MANY, usual.budgetPerSecond()),
                (int) SettingsReader.size(section, "max-content", 0, 16 << 20, usual.maxContentBytes()),
                pool.filled("hedge").flatMap(Value::section).map(RetryReader::hedge));
        section.end();
        return settings;
    }

    private static HedgeSettings hedge(Section section) {
        Optional<Duration> after = section.filled("after").flatMap(value -> value.duration(MILLI, HOUR));
        Optional<Value> percentile = section.filled("percentile");
        if (after.isPresent()) {
            percentile.ifPresent(value -> value.wrong("does not count beside after", "keep one of the two"));
        }
        HedgeSettings settings = new HedgeSettings(
                after,
                percentile.flatMap(value -> value.integer(50, 99)).orElse(95),
                SettingsReader.duration(section, "at-least", MILLI, HOUR, Duration.ofMillis(5)));
        section.end();
        return settings;
    }

    private static void conditions(Value list, Set<RetryCondition> on, Set<Integer> statuses) {
        for (Value item : list.items(ON)) {
            item.parse(RetryReader::condition).ifPresent(found -> {
                found.condition().ifPresent(on::add);
                found.status().ifPresent(statuses::add);
            });
        }
    }

    private record Found(Optional<RetryCondition> condition, Optional<Integer> status) {}

    private static Parsed<Found> condition(String text) {
        if (text.matches("[45][0-9]{2}")) {
            return Parsed.of(new Found(Optional.empty(), Optional.of(Integer.valueOf(text))));
        }
        List<String> words = CONDITIONS.keySet().stream().sorted().toList();
        String right = "one of " + String.join(", ", words) + ", or a status of 400 or above";
        return Optional.ofNullable(CONDITIONS.get(text))
                .map(condition -> Parsed.of(new Found(Optional.of(condition), Optional.empty())))
                .orElseGet(() -> Suggestion.closest(text, words)
                        .map(word -> Parsed.<Found>bad("is not known here", right, "did you mean " + word + "?"))
                        .orElseGet(() -> Parsed.bad("is not known here", right)));
    }

    static LimitSettings limits(Section section) {
        LimitSettings usual = LimitSettings.DEFAULT;
        LimitSettings settings = new LimitSettings(
                SettingsReader.integer(section, "in-flight", 1, MANY, usual.inFlight()),
                SettingsReader.integer(section, "in-flight-per-upstream", 1, MANY, usual.inFlightPerUpstream()),
                SettingsReader.integer(section, "queue", 0, MANY, usual.queue()),
                SettingsReader.duration(section, "queue-timeout", MILLI, HOUR, usual.queueTimeout()));
        section.end();
        return settings;
    }
}
