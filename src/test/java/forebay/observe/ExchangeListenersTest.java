package forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.exchange.Exchange;
import forebay.exchange.ExchangeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExchangeListenersTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void oneThatFailsKeepsNothingFromTheOthers() {
        ExchangeListener all = ExchangeListeners.of(
                List.of(new Recorder("first", false), new Recorder("bad", true), new Recorder("last", false)));

        new SampleExchange().run(all, 200);

        assertThat(told).containsExactly("first begun", "last begun", "first finished", "last finished");
    }

    @Test
    void aThrottleLetsOneThroughInAPeriod() {
        Throttle throttle = new Throttle(Duration.ofDays(1));

        assertThat(throttle.permits()).isTrue();
        assertThat(throttle.permits()).isFalse();
    }

    private final class Recorder implements ExchangeListener {
        private final String name;
        private final boolean fails;

        Recorder(String name, boolean fails) {
            this.name = name;
            this.fails = fails;
        }

        @Override
        public void begun(Exchange exchange) {
            tell("begun");
        }

        @Override
        public void finished(Exchange exchange) {
            tell("finished");
        }

        private void tell(String what) {
            if (fails) {
                throw new IllegalStateException("this listener is broken");
            }
            told.add(name + " " + what);
        }
    }
}
