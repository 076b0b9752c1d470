package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void countsAndTellsWhenNoneIsLeft() throws Exception {
        InFlight inFlight = new InFlight();
        assertThat(inFlight.awaitIdle(Duration.ZERO)).isTrue();
        inFlight.begin();
        inFlight.begin();
        inFlight.end();

        assertThat(inFlight.count()).isEqualTo(1);
        assertThat(inFlight.awaitIdle(Duration.ofMillis(1))).isFalse();
        CompletableFuture<Void> last = CompletableFuture.runAsync(inFlight::end);
        assertThat(inFlight.awaitIdle(Duration.ofMinutes(1))).isTrue();
        last.join();
    }

    @Test
    void drainsOnceTold() {
        InFlight inFlight = new InFlight();
        assertThat(inFlight.draining()).isFalse();
        inFlight.drain();
        assertThat(inFlight.draining()).isTrue();
    }
}
