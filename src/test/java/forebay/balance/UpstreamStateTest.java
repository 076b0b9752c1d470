package forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamStateTest {
    private static final URI A = URI.create("http://a:80");
    private final UpstreamState state = new UpstreamState();

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void aFailedConnectionMakesItUnavailableForTwiceAsLongEachTime() {
        state.unreachable(0);
        assertThat(state.available(seconds(9))).isFalse();
        assertThat(state.available(seconds(10))).isTrue();
        state.unreachable(seconds(10));
        assertThat(state.unavailableFor(seconds(10))).isEqualTo(Duration.ofSeconds(20));
        state.unreachable(seconds(11));
        assertThat(state.unavailableFor(seconds(11)))
                .as("what fails meanwhile says nothing new")
                .isEqualTo(Duration.ofSeconds(19));
        long now = 0;
        for (int i = 0; i < 10; i++) {
            now += seconds(1000);
            state.unreachable(now);
        }
        assertThat(state.unavailableFor(now)).isEqualTo(UpstreamState.LONGEST_PENALTY);
    }

    @Test
    void aConnectionThatSucceedsEndsIt() {
        state.unreachable(0);
        state.reached();
        assertThat(state.available(1)).isTrue();
        state.unreachable(2);
        assertThat(state.unavailableFor(2)).isEqualTo(UpstreamState.FIRST_PENALTY);
    }

    @Test
    void aFailureOfOneThatWasReachedIsCountedAndMakesNothingUnavailable() {
        state.begin();
        state.failed();
        state.end();
        UpstreamStatus status = new Upstream("http://a:80", A, 1, state).status(0);
        assertThat(status.failures()).isEqualTo(1);
        assertThat(status.requests()).isEqualTo(1);
        assertThat(status.inFlight()).isZero();
        assertThat(status.available()).isTrue();
    }

    @Test
    void whatWasSeenOfAnUpstreamOutlivesAReload() {
        PoolSettings settings = new PoolSettings("p", List.of(new UpstreamSettings(A, 1)));
        Pool before = Pool.of(settings, null, () -> 0);
        before.upstreams().get(0).state().unreachable(0);
        Pool after = Pool.of(
                new PoolSettings(
                        "p", List.of(new UpstreamSettings(A, 5), new UpstreamSettings(URI.create("http://b:80"), 1))),
                before,
                () -> 0);
        assertThat(after.name()).isEqualTo("p");
        assertThat(after.status()).extracting(UpstreamStatus::available).containsExactly(false, true);
    }
}
