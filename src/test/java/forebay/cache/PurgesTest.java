package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgesTest {
    @ParameterizedTest(name = "{0} nodes, {1} of them acknowledged, missing {2}: {3}")
    @CsvSource({
        "1, 1, '', true",
        "3, 3, '', true",
        "3, 2, '', false",
        "3, 2, c, false",
        "3, 3, c, false",
        "0, 0, '', false"
    })
    void aPurgeIsTrueOnceEveryNodeHasAcknowledgedIt(int nodes, int acknowledged, String missing, boolean complete) {
        List<String> names = missing.isEmpty() ? List.of() : List.of(missing);
        assertThat(new Purges.Outcome(7, nodes, acknowledged, names, Duration.ZERO).complete())
                .isEqualTo(complete);
    }
}
