package forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.http.CacheStatus;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final RequestHead HEAD = new RequestHead("GET", "http", "a.test", "/", Fields.EMPTY);

    private final AtomicInteger closed = new AtomicInteger();
    private final Generation generation = new Generation(1, Map.of(), closed::incrementAndGet);
    private final List<Exchange> over = new ArrayList<>();
    private final Exchange exchange = new Exchange(generation, arrival(), over::add);

    private static Exchange.Arrival arrival() {
        InetAddress address = InetAddress.getLoopbackAddress();
        CanonicalTarget target = new CanonicalTarget("/", "/", "/", Optional.empty(), List.of("/"));
        return new Exchange.Arrival(
                "id", HEAD, target, address, address, Optional.empty(), Instant.EPOCH, 1_000, "1.1");
    }

    @Test
    void whatTheGuardFoundIsThere() {
        assertThat(exchange.arrival().id()).isEqualTo("id");
        assertThat(exchange.request()).isEqualTo(HEAD);
        assertThat(exchange.generation()).isSameAs(generation);
    }

    @Test
    void theCallerIsSetOnce() {
        assertThat(exchange.caller()).isEqualTo(Caller.ANONYMOUS);
        Caller ann = new Caller("keys", "ann", Set.of("reader"));
        exchange.caller(ann);
        assertThat(exchange.caller()).isEqualTo(ann);
        assertThatThrownBy(() -> exchange.caller(ann))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("caller");
    }

    @Test
    void onlyACallerWithAPrincipalIsAuthenticated() {
        assertThat(Caller.ANONYMOUS.authenticated()).isFalse();
        assertThat(new Caller("keys", "ann", Set.of()).authenticated()).isTrue();
    }

    @Test
    void theCachePlanIsSetOnce() {
        assertThat(exchange.cachePlan()).isEmpty();
        CachePlan plan = new RelayEverything();
        exchange.cachePlan(plan);
        assertThat(exchange.cachePlan()).containsSame(plan);
        assertThatThrownBy(() -> exchange.cachePlan(plan)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theCacheStatusMayBeRefined() {
        assertThat(exchange.cacheStatus()).isEmpty();
        exchange.cacheStatus(CacheStatus.forwarded(CacheStatus.Forward.STALE));
        exchange.cacheStatus(CacheStatus.served(3));
        assertThat(exchange.cacheStatus()).contains(CacheStatus.served(3));
    }

    @Test
    void theFirstRefusalStands() {
        assertThat(exchange.refusal()).isEmpty();
        exchange.refusal("first");
        exchange.refusal("second");
        assertThat(exchange.refusal()).contains("first");
    }

    @Test
    void attemptsStayInOrder() {
        Attempt failed = new Attempt("a", Attempt.Outcome.CONNECT_FAILED, OptionalInt.empty(), Duration.ZERO);
        Attempt answered = new Attempt("b", Attempt.Outcome.ANSWERED, OptionalInt.of(200), Duration.ofMillis(3));
        exchange.attempt(failed);
        List<Attempt> before = exchange.attempts();
        exchange.attempt(answered);
        assertThat(before).containsExactly(failed);
        assertThat(exchange.attempts()).containsExactly(failed, answered);
    }

    @Test
    void itEndsOnceAndLetsGo() {
        exchange.sent(10);
        exchange.sent(5);
        assertThat(exchange.outcome()).isEmpty();
        assertThat(closed).hasValue(0);
        assertThat(exchange.finish(200, 4_000, false)).isTrue();
        assertThat(exchange.finish(502, 5_000, true)).isFalse();
        assertThat(exchange.outcome()).contains(new Exchange.Outcome(200, 15, Duration.ofNanos(3_000), false));
        assertThat(over).containsExactly(exchange);
        assertThat(closed).hasValue(1);
    }

    @Test
    void itLetsGoEvenWhereTheListenerFails() {
        Exchange failing = new Exchange(generation, arrival(), ended -> {
            throw new IllegalStateException("listener");
        });
        assertThatThrownBy(() -> failing.finish(200, 4_000, false)).hasMessage("listener");
        assertThat(closed).hasValue(1);
    }

    @Test
    void whatWaitsForTheEndRunsOnceWhetherItComesBeforeOrAfter() {
        AtomicInteger runs = new AtomicInteger();
        exchange.atEnd(runs::incrementAndGet);
        assertThat(runs).hasValue(0);
        assertThatThrownBy(() -> exchange.atEnd(runs::incrementAndGet)).isInstanceOf(IllegalStateException.class);
        exchange.finish(200, 4_000, false);
        exchange.finish(200, 4_000, false);
        assertThat(runs).hasValue(1);
        exchange.atEnd(runs::incrementAndGet);
        assertThat(runs).as("too late to wait").hasValue(2);
    }

    @Test
    void aChildIsOnNobodysBehalfAndEndsByItself() {
        RequestHead asked = new RequestHead("GET", "http", "a.test", "/behind", Fields.of("X-A", "1"));
        Exchange child =
                exchange.child(asked, Instant.EPOCH.plusSeconds(5), 7_000).orElseThrow();
        assertThat(child.parent()).contains(exchange.arrival().id());
        assertThat(child.arrival().id())
                .startsWith(exchange.arrival().id())
                .isNotEqualTo(exchange.arrival().id());
        assertThat(child.forwarded()).isSameAs(asked);
        assertThat(child.caller()).isEqualTo(Caller.ANONYMOUS);
        assertThat(child.arrival().route()).isEqualTo(exchange.arrival().route());
        exchange.finish(200, 4_000, false);
        assertThat(closed).as("the child holds the configuration").hasValue(0);
        child.finish(304, 9_000, false);
        assertThat(closed).hasValue(1);
        assertThat(over).containsExactly(exchange, child);
        assertThat(exchange.child(asked, Instant.EPOCH, 0))
                .as("nothing to hold any more")
                .isEmpty();
    }

    private static final class RelayEverything implements CachePlan {
        @Override
        public RequestHead onForward(RequestHead forwarded) {
            return forwarded;
        }

        @Override
        public Verdict onHead(ResponseHead head, Framing framing) {
            return new Relay(head);
        }

        @Override
        public FailureVerdict onFailure(NoAnswer failure) {
            return new GiveUp();
        }
    }
}
