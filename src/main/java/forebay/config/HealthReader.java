package forebay.config;

import forebay.balance.HealthCheckSettings;
import forebay.balance.HealthCheckSettings.Http;
import forebay.balance.HealthCheckSettings.StatusRange;
import forebay.balance.HealthSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a pool says of its upstreams' health. */
final class HealthReader {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<StatusRange> SUCCESS = List.of(new StatusRange(200, 299));
    private static final String STATUSES = "a list such as [200-299, 404]";

    private HealthReader() {}

    static HealthSettings read(Section pool) {
        return new HealthSettings(
                pool.filled("health-check").flatMap(HealthReader::check),
                OutlierReader.read(pool),
                SettingsReader.duration(pool, "slow-start", Duration.ZERO, HOUR, Duration.ZERO));
    }

    private static Optional<HealthCheckSettings> check(Value value) {
        return value.section().map(section -> {
            boolean tcp = section.filled("type")
                    .flatMap(type -> type.word(Map.of("http", false, "tcp", true)))
                    .orElse(false);
            HealthCheckSettings check = new HealthCheckSettings(
                    tcp ? Optional.empty() : Optional.of(http(section)),
                    section.filled("port")
                            .flatMap(port -> port.integer(1, 65_535))
                            .map(OptionalInt::of)
                            .orElse(OptionalInt.empty()),
                    SettingsReader.duration(section, "interval", Duration.ofMillis(10), HOUR, Duration.ofSeconds(5)),
                    SettingsReader.duration(
                            section, "fast-interval", Duration.ofMillis(10), HOUR, Duration.ofSeconds(1)),
                    SettingsReader.integer(section, "jitter", 0, 100, 10),
                    SettingsReader.duration(section, "timeout", MILLI, HOUR, Duration.ofSeconds(2)),
                    SettingsReader.integer(section, "rise", 1, 100, 2),
                    SettingsReader.integer(section, "fall", 1, 100, 3),
                    section.filled("start")
                            .flatMap(start -> start.word(Map.of("healthy", true, "unhealthy", false)))
                            .orElse(true));
            section.end();
            return check;
        });
    }

    private static Http http(Section section) {
        Optional<Value> contains = section.filled("contains");
        Optional<Value> matches = section.filled("matches");
        String method = section.filled("method")
                .flatMap(value -> value.word(Map.of("GET", "GET", "HEAD", "HEAD")))
                .orElse("GET");
        if (method.equals("HEAD")) {
            contains.or(() -> matches)
                    .ifPresent(value -> value.wrong("can not be found in an answer to HEAD", "use method: GET"));
        }
        return new Http(
                method,
                section.filled("path")
                        .flatMap(value -> value.parse(HealthReader::target))
                        .orElse("/"),
                section.filled("host").flatMap(value -> value.parse(HealthReader::hostField)),
                section.filled("status").map(HealthReader::statuses).orElse(SUCCESS),
                contains.flatMap(Value::text),
                matches.flatMap(value -> value.parse(HealthReader::pattern)));
    }

    private static Parsed<String> target(String text) {
        String right = "a path with or without a query, as it is sent, such as /health?deep=1";
        boolean fits = text.startsWith("/") && text.chars().allMatch(c -> c > ' ' && c < 127 && c != '#');
        return fits ? Parsed.of(text) : Parsed.bad("can not be sent as a target", right);
    }

    private static Parsed<String> hostField(String text) {
        boolean fits = text.matches("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?");
        return fits
                ? Parsed.of(text)
                : Parsed.bad("is not a host", "a host with or without a port, such as shop.example");
    }

    private static Parsed<String> pattern(String text) {
        try {
            return Parsed.of(com.google.re2j.Pattern.compile(text).pattern());
        } catch (com.google.re2j.PatternSyntaxException e) {
            return Parsed.bad(
                    "is not an RE2 pattern: " + e.getDescription(), "a pattern such as \"status\":\"(ok|up)\"");
        }
    }

    private static List<StatusRange> statuses(Value value) {
        if (value.isEmptySequence()) {
            value.wrong("is an empty list", STATUSES);
        }
        return value.items(STATUSES).stream()
                .flatMap(item -> item.parse(HealthReader::range).stream())
                .toList();
    }

    static Parsed<StatusRange> range(String text) {
        if (!text.matches("[1-5][0-9]{2}(-[1-5][0-9]{2})?")) {
            return Parsed.bad("is neither a status nor a range of them", "such as 204, or 200-399");
        }
        int first = Integer.parseInt(text.substring(0, 3));
        int last = Integer.parseInt(text.substring(text.length() - 3));
        return first <= last
                ? Parsed.of(new StatusRange(first, last))
                : Parsed.bad("ends before it begins", "write " + last + "-" + first);
    }
}
