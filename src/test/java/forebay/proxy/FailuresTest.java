package forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.edge.Problem;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of requests that were not tried, or took too long. */
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

    static Stream<Arguments> timeOuts() {
        TimeoutException late = new TimeoutException();
        return Stream.of(
                Arguments.of(
                        "connect", Failures.connecting(new SocketTimeoutException()), "upstream-connection-timeout"),
                Arguments.of("response head", Failures.beforeHead(late), "upstream-http-response-timeout"),
                Arguments.of("idle", Failures.afterHead(late), "upstream-connection-read-timeout"),
                Arguments.of("total", Failures.late(), "upstream-total-timeout"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("timeOuts")
    void eachTimeOutHasAnErrorOfItsOwn(String which, UpstreamFailure failure, String code) {
        Problem problem = new Answers("forebay").failed(failure, Duration.ZERO);
        assertThat(problem.status()).isEqualTo(504);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.fields().first("Proxy-Status"))
                .hasValueSatisfying(said -> assertThat(said)
                        .isEqualTo("forebay; error=" + failure.error().word()));
    }

    @Test
    void aFailureOfTheGatewayIsNotCalledTheUpstreams() {
        Problem problem = new Answers("forebay").failed(new IllegalStateException("planted"), Duration.ZERO);
        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.code()).isEqualTo("internal-error");
        assertThat(problem.detail()).isEqualTo("The gateway failed; its log says why.");
        assertThat(problem.fields().first("Proxy-Status")).contains("forebay; error=proxy_internal_error");
    }
}
