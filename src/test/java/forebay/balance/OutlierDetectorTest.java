package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlierDetectorTest {
    private static final Duration BASE = Duration.ofSeconds(30);
    private final List<UpstreamState> states = new ArrayList<>();
    private OutlierDetector detector;
    private long now;

    private void pool(int size, OutlierSettings settings) {
        detector = new OutlierDetector(settings, () -> states);
        for (int i = 0; i < size; i++) {
            UpstreamState state = new UpstreamState();
            state.configure(Duration.ZERO, Integer.MAX_VALUE, detector);
            states.add(state);
        }
    }

    private static OutlierSettings latencyToo() {
        return new OutlierSettings(
                5,
                5,
                Optional.of(OutlierSettings.SuccessRate.DEFAULT),
                Optional.of(new OutlierSettings.Latency(3, 10, 3)),
                Duration.ofSeconds(10),
                BASE,
                Duration.ofMinutes(5),
                50);
    }

    private Standing standing(int index) {
        return states.get(index).standing(now);
    }

    private void fail(int index, int times) {
        IntStream.range(0, times).forEach(i -> states.get(index).failed(now));
    }

    private void answer(int index, int status, int times) {
        IntStream.range(0, times).forEach(i -> states.get(index).completed(status, now));
    }

    private void pass(Duration time) {
        now += time.toNanos();
        states.forEach(state -> state.settle(now));
    }

    @Test
    void fiveFailuresInARowEject() {
        pool(2, OutlierSettings.DEFAULT);
        fail(0, 4);
        answer(0, 200, 1);
        fail(0, 4);
        assertThat(standing(0)).isEqualTo(Standing.AVAILABLE);
        fail(0, 1);
        assertThat(standing(0)).isEqualTo(Standing.EJECTED);
        assertThat(states.get(0).reason()).isEqualTo("5 failures in a row, for 30 s");
        pass(BASE);
        assertThat(standing(0)).isEqualTo(Standing.AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void gatewayErrorsInARowEject(int status) {
        pool(2, OutlierSettings.DEFAULT);
        answer(0, status, 4);
        answer(0, 500, 1);
        answer(0, status, 4);
        assertThat(standing(0)).isEqualTo(Standing.AVAILABLE);
        answer(0, status, 1);
        assertThat(standing(0)).isEqualTo(Standing.EJECTED);
    }

    @Test
    void eachEjectionLastsTwiceAsLongUpToTheLongest() {
        pool(2, OutlierSettings.DEFAULT);
        for (int seconds : new int[] {30, 60, 120, 240, 300, 300}) {
            fail(0, 5);
            assertThat(states.get(0).unavailableFor(now)).hasSeconds(seconds);
            pass(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void earlierEjectionsAreForgottenAnIntervalAtATime() {
        pool(2, OutlierSettings.DEFAULT);
        fail(0, 5);
        pass(BASE);
        fail(0, 5);
        pass(BASE.multipliedBy(2));
        detector.sweep(now);
        assertThat(states.get(0).outliers().ejections())
                .as("it has just returned")
                .isEqualTo(2);
        pass(Duration.ofSeconds(10));
        detector.sweep(now);
        assertThat(states.get(0).outliers().ejections()).isEqualTo(1);
        fail(0, 5);
        assertThat(states.get(0).unavailableFor(now)).hasSeconds(60);
    }

    @Test
    void noMoreThanTheShareIsEjected() {
        pool(5, OutlierSettings.DEFAULT);
        for (int i = 0; i < 5; i++) {
            fail(i, 7);
        }
        assertThat(states.stream().filter(state -> state.standing(now) == Standing.EJECTED))
                .hasSize(2);
    }

    @Test
    void theOnlyUpstreamIsNeverEjected() {
        pool(1, OutlierSettings.DEFAULT);
        fail(0, 50);
        assertThat(standing(0)).isEqualTo(Standing.AVAILABLE);
    }

    @Test
    void whoseSuccessRateIsFarBelowTheMeanIsEjected() {
        pool(6, OutlierSettings.DEFAULT);
        for (int i = 0; i < 6; i++) {
            answer(i, 200, i == 3 ? 60 : 99);
            answer(i, 500, i == 3 ? 40 : 1);
        }
        detector.sweep(now);
        assertThat(standing(3)).isEqualTo(Standing.EJECTED);
        assertThat(states.get(3).reason()).startsWith("success rate 60.0 %, the pool's is 92.5 %");
        assertThat(states.stream().filter(state -> state.standing(now) == Standing.EJECTED))
                .hasSize(1);
    }

    @Test
    void successRatesNeedVolumeAndCompany() {
        pool(6, OutlierSettings.DEFAULT);
        for (int i = 0; i < 6; i++) {
            answer(i, 200, i == 3 ? 30 : 50);
            answer(i, 500, i == 3 ? 69 : 49);
        }
        detector.sweep(now);
        for (int i = 0; i < 4; i++) {
            answer(i, i == 3 ? 500 : 200, 200);
        }
        detector.sweep(now);
        assertThat(states).noneMatch(state -> state.standing(now) == Standing.EJECTED);
    }

    @Test
    void whoAnswersFarSlowerThanTheMedianIsEjected() {
        pool(3, latencyToo());
        for (int i = 0; i < 10; i++) {
            states.get(0).answered(now, 1_000_000);
            states.get(1).answered(now, 2_900_000);
            states.get(2).answered(now, 9_000_000);
        }
        detector.sweep(now);
        assertThat(standing(1)).as("below three times the median").isEqualTo(Standing.AVAILABLE);
        assertThat(standing(2)).isEqualTo(Standing.EJECTED);
        assertThat(states.get(2).reason()).startsWith("latency 9.0 ms, the pool's is 2.9 ms");
    }

    @Test
    void latencyIsNotJudgedUnlessAskedForNorWithoutVolume() {
        pool(3, OutlierSettings.DEFAULT);
        for (int i = 0; i < 200; i++) {
            states.get(0).answered(now, 1);
            states.get(1).answered(now, 1);
            states.get(2).answered(now, 1_000_000_000);
        }
        detector.sweep(now);
        assertThat(standing(2)).isEqualTo(Standing.AVAILABLE);
        states.clear();
        pool(3, latencyToo());
        for (int i = 0; i < 9; i++) {
            states.get(0).answered(now, 1);
            states.get(1).answered(now, 1);
            states.get(2).answered(now, 1_000_000_000);
        }
        detector.sweep(now);
        assertThat(standing(2)).isEqualTo(Standing.AVAILABLE);
    }

    @Test
    void nothingIsJudgedWhereItIsOff() {
        pool(4, OutlierSettings.OFF);
        fail(0, 100);
        answer(1, 503, 100);
        detector.sweep(now);
        assertThat(states).allMatch(state -> state.standing(now) == Standing.AVAILABLE);
    }
}
