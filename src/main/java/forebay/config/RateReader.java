package forebay.config;

import forebay.route.RequestRate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads {@code rate-limit} of a route. */
final class RateReader {
    private static final int MOST = 1_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Map<String, RequestRate.By> WORDS =
            Map.of("client", new RequestRate.Client(), "principal", new RequestRate.Principal());

    private RateReader() {}

    /** The rate of {@code route}; empty where it says none, and where what it says is wrong. */
    static Optional<RequestRate> read(Section route) {
        Optional<Value> declared = route.filled("rate-limit");
        Optional<Section> found = declared.flatMap(Value::section);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Section section = found.get();
        Optional<Integer> requests = section.required("requests", "write requests: with how many, such as 100")
                .flatMap(value -> value.integer(1, MOST));
        Duration per = section.filled("per")
                .flatMap(value -> value.duration(SHORTEST, LONGEST))
                .orElse(SHORTEST);
        Optional<Integer> burst = section.filled("burst").flatMap(value -> value.integer(1, MOST));
        RequestRate.By by = section.filled("by").map(RateReader::by).orElseGet(RequestRate.Client::new);
        section.end();
        return requests.map(number -> new RequestRate(number, per, burst.orElse(number), by));
    }

    private static RequestRate.By by(Value value) {
        if (!value.isMapping()) {
            return value.word(WORDS).orElseGet(RequestRate.Client::new);
        }
        Section section = value.section().orElseThrow();
        Optional<String> field = section.required("field", "write field: with the name of a request field")
                .flatMap(name -> name.parse(MatchWords::field));
        section.end();
        return field.<RequestRate.By>map(RequestRate.Field::new).orElseGet(RequestRate.Client::new);
    }

    /** As the report of the configuration says it. */
    static String text(RequestRate rate) {
        return rate.requests() + " in " + Quantities.text(rate.per()) + ", " + rate.burst() + " at once, by "
                + text(rate.by());
    }

    private static String text(RequestRate.By by) {
        if (by instanceof RequestRate.Field field) {
            return field.name();
        }
        return by instanceof RequestRate.Principal ? "principal" : "client";
    }
}
