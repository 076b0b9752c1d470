package forebay.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The figures as a table and as JSON. */
record Report(Map<String, Object> conditions, List<Measurement> rows) {
    private static final String HEADING = """

            | %-24s | requests/s | CPU us/req |   added |   ratio | compiling | bytes/req | switches/req | failed |
            |--------------------------|-----------:|-----------:|--------:|--------:|----------:|----------:|-------------:|-------:|
            """;

    String table() {
        StringBuilder text = new StringBuilder();
        conditions.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        Optional<Rung.Workload> workload = Optional.empty();
        for (Measurement row : rows) {
            if (!workload.equals(Optional.of(row.rung().workload()))) {
                workload = Optional.of(row.rung().workload());
                text.append(HEADING.formatted(workload.get().label()));
            }
            text.append(line(row));
        }
        return text.toString();
    }

    private String line(Measurement row) {
        return String.format(
                Locale.ROOT,
                "| %-24s | %10.0f | %10.1f | %7s | %7s | %9.1f | %9.0f | %12.2f | %6d |%n",
                row.rung().label(),
                row.requestsPerSecond(),
                row.cpuMicros(),
                row.added(before(row)).map(added -> rounded("%+.1f", added)).orElse(""),
                base(row).map(base -> rounded("%.2f", row.ratio(base))).orElse(""),
                row.cost().compilingMicros(),
                row.cost().allocatedBytes(),
                row.cost().switches(),
                row.failed());
    }

    private static String rounded(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }

    private Optional<Measurement> before(Measurement row) {
        int index = rows.indexOf(row) - 1;
        return index < 0
                ? Optional.empty()
                : Optional.of(rows.get(index))
                        .filter(one -> one.rung().workload() == row.rung().workload());
    }

    private Optional<Measurement> base(Measurement row) {
        return rows.stream().filter(one -> one.rung() == row.rung().base()).findFirst();
    }

    String json() {
        List<Map<String, Object>> figures = rows.stream()
                .map(row -> {
                    Map<String, Object> figure = new LinkedHashMap<>();
                    figure.put("kind", row.rung().workload().label());
                    figure.put("server", row.rung().label());
                    figure.put("requestsPerSecond", Math.round(row.requestsPerSecond()));
                    figure.put("cpuMicrosPerRequest", Math.round(row.cpuMicros() * 10) / 10.0);
                    figure.put(
                            "compilingMicrosPerRequest", Math.round(row.cost().compilingMicros() * 10) / 10.0);
                    figure.put("bytesPerRequest", Math.round(row.cost().allocatedBytes()));
                    figure.put("switchesPerRequest", Math.round(row.cost().switches() * 100) / 100.0);
                    base(row).ifPresent(base -> figure.put("ratio", Math.round(row.ratio(base) * 100) / 100.0));
                    figure.put("failed", row.failed());
                    return figure;
                })
                .toList();
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of("conditions", conditions, "rows", figures));
    }
}
