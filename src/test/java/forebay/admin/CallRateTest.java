package forebay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cluster.Bucket;
import forebay.cluster.SharedBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CallRateTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));

    private static boolean permits(CallRate rate) {
        return rate.take().toCompletableFuture().join().isEmpty();
    }

    @Test
    void moreCallsThanTheRateAreTurnedAway() {
        CallRate rate = new CallRate("purges", 2, now::get, SharedBuckets.ALONE);
        assertThat(List.of(permits(rate), permits(rate), permits(rate))).containsExactly(true, true, false);
        now.set(now.get().plusMillis(600));
        assertThat(List.of(permits(rate), permits(rate))).containsExactly(true, false);
        now.set(now.get().plusSeconds(60));
        assertThat(List.of(permits(rate), permits(rate), permits(rate))).containsExactly(true, true, false);
    }

    @Test
    void whatTheOtherNodesTookIsGone() {
        AtomicReference<Optional<Duration>> answer = new AtomicReference<>(Optional.empty());
        CallRate rate = new CallRate("purges", 2, now::get, new SharedBuckets() {
            @Override
            public CompletionStage<Optional<Duration>> look(Bucket bucket) {
                throw new AssertionError("a look takes nothing");
            }

            @Override
            public CompletionStage<Optional<Duration>> take(Bucket bucket) {
                return CompletableFuture.completedFuture(answer.get());
            }

            @Override
            public CompletionStage<Optional<Duration>> spend(Bucket bucket) {
                throw new AssertionError("a call that is turned away costs nothing");
            }
        });
        assertThat(permits(rate)).isTrue();
        answer.set(Optional.of(Duration.ofMillis(20)));
        assertThat(rate.take().toCompletableFuture().join()).contains(Duration.ofMillis(20));
    }
}
