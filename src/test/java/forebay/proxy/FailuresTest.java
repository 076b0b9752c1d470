package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of requests that were not tried. */
class FailuresTest {
    static Stream<UpstreamFailure> notTried() {
        return Stream.of(Failures.noneAvailable("app"), Failures.full("app"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notTried")
    void anOverloadPaysForNoStackTraces(UpstreamFailure failure) {
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(failure.getCause()).hasMessageContaining("pool app");
        assertThat(failure.getCause().getStackTrace()).isEmpty();
    }
}
