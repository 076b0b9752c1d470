package forebay.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All tables. */
final class Rows {
    private Rows() {}

    static List<Row> all() {
        return Stream.of(FreshnessRows.rows(), CacheControlRows.rows())
                .flatMap(List::stream)
                .toList();
    }
}
