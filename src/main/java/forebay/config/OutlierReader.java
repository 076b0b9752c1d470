package forebay.config;

import forebay.balance.OutlierSettings;
import forebay.balance.OutlierSettings.Latency;
import forebay.balance.OutlierSettings.SuccessRate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code outliers} of a pool. */
final class OutlierReader {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MANY = 1_000_000;

    private OutlierReader() {}

    static OutlierSettings read(Section pool) {
        Optional<Value> value = pool.filled("outliers");
        if (value.isPresent() && !value.get().isMapping()) {
            boolean on = value.get()
                    .word(Map.of("on", true, "true", true, "off", false, "false", false))
                    .orElse(true);
            return on ? OutlierSettings.DEFAULT : OutlierSettings.OFF;
        }
        return settings(pool.section("outliers"));
    }

    private static OutlierSettings settings(Section section) {
        OutlierSettings usual = OutlierSettings.DEFAULT;
        Duration ejection = SettingsReader.duration(section, "ejection", SECOND, HOUR, usual.ejection());
        Optional<Value> longest = section.filled("max-ejection");
        Duration max = longest.flatMap(value -> value.duration(SECOND, DAY))
                .orElse(usual.maxEjection().compareTo(ejection) < 0 ? ejection : usual.maxEjection());
        if (max.compareTo(ejection) < 0) {
            longest.ifPresent(value ->
                    value.wrong("is shorter than the first ejection", "at least " + Quantities.text(ejection)));
        }
        OutlierSettings settings = new OutlierSettings(
                SettingsReader.integer(section, "failures", 0, MANY, usual.failuresInARow()),
                SettingsReader.integer(section, "gateway-errors", 0, MANY, usual.gatewayErrorsInARow()),
                rule(section, "success-rate", usual.successRate(), SuccessRate.DEFAULT, OutlierReader::successRate),
                rule(section, "latency", usual.latency(), Latency.DEFAULT, OutlierReader::latency),
                SettingsReader.duration(section, "interval", SECOND, HOUR, usual.interval()),
                ejection,
                max,
                SettingsReader.integer(section, "max-ejected", 0, 100, usual.maxEjectedPercent()));
        section.end();
        return settings;
    }

    private static <T> Optional<T> rule(
            Section section, String key, Optional<T> usual, T whenOn, Function<Section, T> reader) {
        Optional<Value> value = section.filled(key);
        if (value.isEmpty()) {
            return usual;
        }
        if (value.get().isMapping()) {
            return value.get().section().map(reader);
        }
        Map<String, Optional<T>> words = Map.of(
                "on",
                Optional.of(whenOn),
                "true",
                Optional.of(whenOn),
                "off",
                Optional.empty(),
                "false",
                Optional.empty());
        return value.get().word(words).orElse(usual);
    }

    private static SuccessRate successRate(Section section) {
        SuccessRate usual = SuccessRate.DEFAULT;
        SuccessRate rule = new SuccessRate(
                factor(section, "deviation", 0, usual.deviation()),
                SettingsReader.integer(section, "volume", 1, MANY, usual.volume()),
                SettingsReader.integer(section, "upstreams", 2, MANY, usual.upstreams()));
        section.end();
        return rule;
    }

    private static Latency latency(Section section) {
        Latency usual = Latency.DEFAULT;
        Latency rule = new Latency(
                factor(section, "factor", 1, usual.factor()),
                SettingsReader.integer(section, "volume", 1, MANY, usual.volume()),
                SettingsReader.integer(section, "upstreams", 2, MANY, usual.upstreams()));
        section.end();
        return rule;
    }

    private static double factor(Section section, String key, int above, double usual) {
        String right = "a number above " + above + " and up to 100, such as " + usual;
        return section.filled(key)
                .flatMap(value -> value.parse(text -> {
                    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3})?")) {
                        return Parsed.<Double>bad("is not a number", right);
                    }
                    double number = Double.parseDouble(text);
                    return number > above && number <= 100
                            ? Parsed.of(number)
                            : Parsed.<Double>bad("is out of range", right);
                }))
                .orElse(usual);
    }
}
