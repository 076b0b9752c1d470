package forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.TargetLeniency;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RouteTest {
    @Test
    void aRouteTakesNeitherTraceNorConnectByDefault() {
        assertThat(Route.DEFAULT_METHODS).contains("GET", "HEAD", "POST").doesNotContain("TRACE", "CONNECT", "get");
    }

    @Test
    void leniencyHasAWordForEachKind() {
        assertThat(Arrays.stream(TargetLeniency.values()).map(TargetLeniency::word))
                .containsExactly("encoded-slash", "encoded-percent", "semicolon", "double-slash", "final-dot");
    }
}
