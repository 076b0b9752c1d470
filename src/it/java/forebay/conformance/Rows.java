package forebay.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All tables. */
final class Rows {
    private Rows() {}

    static List<Row> all() {
        return Stream.of(
                        FreshnessRows.rows(),
                        CacheControlRows.rows(),
                        StatusRows.rows(),
                        StoringRows.rows(),
                        VaryRows.rows(),
                        ValidationRows.rows(),
                        PreconditionRows.rows(),
                        RangeRows.rows(),
                        InvalidationRows.rows(),
                        RequestRows.rows(),
                        StaleRows.rows(),
                        TargetedRows.rows(),
                        CacheStatusRows.rows(),
                        CollapseRows.rows(),
                        KeyRows.rows(),
                        TruncationRows.rows())
                .flatMap(List::stream)
                .toList();
    }
}
