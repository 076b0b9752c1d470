package forebay.access;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.exchange.Caller;
import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.route.RequestRate;
import forebay.route.Route;
import forebay.route.RouteBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RequestLimitsTest {
    private static final RequestRate TWO_AT_ONCE =
            new RequestRate(1, Duration.ofSeconds(10), 2, new RequestRate.Client());

    private final TestClock clock = new TestClock();
    private final RequestLimits limits = new RequestLimits(clock);

    private static Route route(RequestRate rate) {
        return Route.builder("r", "app").rate(rate).build();
    }

    private static RequestRate by(RequestRate.By by) {
        return new RequestRate(1, Duration.ofSeconds(10), 1, by);
    }

    private Optional<Duration> ask(Route route, String client, Caller caller, Fields fields) {
        Exchange exchange = new Exchange(
                new Generation(1, Map.of(), () -> {}),
                new Exchange.Arrival(
                        "id",
                        new RequestHead("GET", "http", "a.test", "/", fields),
                        CanonicalTarget.NONE,
                        Policies.address(client),
                        Policies.address(client),
                        Optional.of(route),
                        Instant.EPOCH,
                        0,
                        "1.1"),
                ended -> {});
        exchange.caller(caller);
        return limits.take(exchange);
    }

    private Optional<Duration> ask(Route route, String client) {
        return ask(route, client, Caller.ANONYMOUS, Fields.EMPTY);
    }

    @Test
    void soManyAtOnceAndThenEvenly() {
        Route route = route(TWO_AT_ONCE);
        assertThat(ask(route, "192.0.2.1")).isEmpty();
        assertThat(ask(route, "192.0.2.1")).isEmpty();
        assertThat(ask(route, "192.0.2.1")).contains(Duration.ofSeconds(10));
        assertThat(ask(route, "192.0.2.2")).as("another client").isEmpty();

        clock.advance(Duration.ofSeconds(10));
        assertThat(ask(route, "192.0.2.1")).isEmpty();
        assertThat(ask(route, "192.0.2.1")).isPresent();
        clock.advance(Duration.ofHours(1));
        assertThat(ask(route, "192.0.2.1")).isEmpty();
        assertThat(ask(route, "192.0.2.1")).isEmpty();
        assertThat(ask(route, "192.0.2.1"))
                .as("no more than the burst is saved")
                .isPresent();
    }

    @Test
    void aBurstDoesNotChangeTheRate() {
        Route route = route(new RequestRate(100, Duration.ofSeconds(1), 20, new RequestRate.Client()));
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            passed += ask(route, "192.0.2.1").isEmpty() ? 1 : 0;
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(passed).isBetween(119, 121);
    }

    @Test
    void aRouteWithoutARateTakesAll() {
        RouteBuilder plain = Route.builder("r", "app");
        for (int i = 0; i < 1_000; i++) {
            assertThat(ask(plain.build(), "192.0.2.1")).isEmpty();
        }
    }

    @Test
    void aReloadKeepsTheCountUnlessTheRateIsAnother() {
        ask(route(TWO_AT_ONCE), "192.0.2.1");
        ask(route(TWO_AT_ONCE), "192.0.2.1");
        assertThat(ask(route(TWO_AT_ONCE), "192.0.2.1"))
                .as("the same rate, read again")
                .isPresent();
        assertThat(ask(Route.builder("other", "app").rate(TWO_AT_ONCE).build(), "192.0.2.1"))
                .as("another route")
                .isEmpty();
        assertThat(ask(route(by(new RequestRate.Client())), "192.0.2.1")).isEmpty();
    }

    @Test
    void anIpv6ClientIsItsNetwork() {
        Route route = route(by(new RequestRate.Client()));
        assertThat(ask(route, "2001:db8::1")).isEmpty();
        assertThat(ask(route, "2001:db8::2")).isPresent();
        assertThat(ask(route, "2001:db8:0:1::1")).isEmpty();
    }

    @Test
    void aPrincipalIsTheSameFromAnywhereAndWithAnyRole() {
        Route route = route(by(new RequestRate.Principal()));
        assertThat(ask(route, "192.0.2.1", new Caller("users", "ada", Set.of("user")), Fields.EMPTY))
                .isEmpty();
        assertThat(ask(route, "192.0.2.2", new Caller("users", "ada", Set.of()), Fields.EMPTY))
                .isPresent();
        assertThat(ask(route, "192.0.2.1", new Caller("other", "ada", Set.of()), Fields.EMPTY))
                .isEmpty();
        assertThat(ask(route, "192.0.2.1", Caller.ANONYMOUS, Fields.EMPTY)).isEmpty();
        assertThat(ask(route, "192.0.2.1", Caller.ANONYMOUS, Fields.EMPTY))
                .as("by address")
                .isPresent();
    }

    @Test
    void aFieldIsItsValueHoweverLong() {
        Route route = route(by(new RequestRate.Field("X-Tenant")));
        for (String tenant : new String[] {"a", "b", "x".repeat(5_000), "x".repeat(5_001)}) {
            Fields fields = Fields.of("x-tenant", tenant);
            assertThat(ask(route, "192.0.2.1", Caller.ANONYMOUS, fields)).isEmpty();
            assertThat(ask(route, "192.0.2.2", Caller.ANONYMOUS, fields)).isPresent();
        }
        assertThat(ask(route, "192.0.2.1")).isEmpty();
        assertThat(ask(route, "192.0.2.1")).as("by address").isPresent();
    }
}
