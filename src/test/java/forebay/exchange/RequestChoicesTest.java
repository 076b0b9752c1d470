package forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.route.FieldEdits;
import forebay.route.PoolSplit;
import forebay.route.PoolSplit.Share;
import forebay.route.Route;
import forebay.route.Template;
import forebay.route.Variable;
import forebay.support.Begun;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a request decides its pool, and what templates may ask of it. */
class RequestChoicesTest {
    private static final List<Share> SHARES = List.of(new Share("app", 50), new Share("canary", 50));

    private static Exchange exchange(PoolSplit split, String peer, Fields fields) {
        return Begun.exchange(Route.builder("shop", "app").pools(split).build(), "/a/b%20c", peer, fields);
    }

    private static String pool(PoolSplit.By by, String peer, Fields fields) {
        return exchange(new PoolSplit(SHARES, by), peer, fields).pool().orElseThrow();
    }

    @Test
    void aSinglePoolIsTakenWithoutAChoice() {
        assertThat(exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY).pool())
                .contains("app");
    }

    @Test
    void eachRequestIsChosenForByItsId() {
        PoolSplit split = new PoolSplit(SHARES, new PoolSplit.EachRequest());
        assertThat(exchange(split, "192.0.2.1", Fields.EMPTY).pool()).contains(split.choose("id-1"));
    }

    @Test
    void aClientsRequestsGoToOnePoolAndThoseOfManyToBoth() {
        PoolSplit.By client = new PoolSplit.Client();
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < 40; i++) {
            String pool = pool(client, "192.0.2." + i, Fields.of("X-A", "1"));
            assertThat(pool(client, "192.0.2." + i, Fields.EMPTY)).isEqualTo(pool);
            seen.add(pool);
        }
        assertThat(seen).containsExactlyInAnyOrder("app", "canary");
    }

    @Test
    void aFieldOrACookieIsStrongerThanTheAddress() {
        PoolSplit split = new PoolSplit(SHARES, new PoolSplit.Field("X-Tenant"));
        PoolSplit cookies = new PoolSplit(SHARES, new PoolSplit.Cookie("tenant"));
        for (int i = 0; i < 20; i++) {
            assertThat(pool(split.by(), "192.0.2." + i, Fields.of("x-tenant", "t" + i)))
                    .isEqualTo(split.choose("t" + i));
            assertThat(pool(cookies.by(), "192.0.2." + i, Fields.of("Cookie", "a=1; tenant=t" + i)))
                    .isEqualTo(cookies.choose("t" + i));
        }
    }

    @Test
    void whereFieldOrCookieIsNotThereTheAddressDecides() {
        for (int i = 1; i < 20; i++) {
            String byAddress = pool(new PoolSplit.Client(), "192.0.2." + i, Fields.EMPTY);
            assertThat(pool(new PoolSplit.Field("X-Tenant"), "192.0.2." + i, Fields.EMPTY))
                    .isEqualTo(byAddress);
            assertThat(pool(new PoolSplit.Cookie("tenant"), "192.0.2." + i, Fields.of("Cookie", "a=1")))
                    .isEqualTo(byAddress);
        }
    }

    @Test
    void theChoiceOfARequestHoldsForWhatIsSentBehindItAndACopyGoesElsewhere() {
        Exchange exchange = exchange(new PoolSplit(SHARES, new PoolSplit.Client()), "192.0.2.1", Fields.EMPTY);
        String chosen = exchange.pool().orElseThrow();
        RequestHead request = exchange.request();

        Exchange behind =
                exchange.child(request, exchange.arrival().receivedAt(), 5).orElseThrow();
        Exchange copy = exchange.mirror("shadow", request, 2_000_000).orElseThrow();

        assertThat(behind.pool()).contains(chosen);
        assertThat(behind.mirrored()).isFalse();
        assertThat(copy.pool()).contains("shadow");
        assertThat(copy.mirrored()).isTrue();
        assertThat(copy.parent()).contains("id-1");
        assertThat(copy.arrival().receivedAt())
                .isEqualTo(exchange.arrival().receivedAt().plusMillis(2));
    }

    @Test
    void aCopyThatWasNotMadeIsNoted() {
        Exchange exchange = exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY);
        assertThat(exchange.mirrorDropped()).isFalse();
        exchange.mirrorDropped(true);
        assertThat(exchange.mirrorDropped()).isTrue();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "CLIENT, 192.0.2.1",
        "REQUEST_ID, id-1",
        "SCHEME, https",
        "HOST, x.test",
        "ROUTE, shop",
        "PRINCIPAL, an%20na",
        "PATH, /a/b%20c"
    })
    void variable(Variable variable, String value) {
        Exchange exchange = exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY);
        exchange.caller(new Caller("users", "an na", Set.of()));
        assertThat(exchange.variable(variable)).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource(names = {"REST", "STATUS", "CODE", "TITLE", "DETAIL"})
    void whatIsKnownElsewhereIsNoVariableOfARequest(Variable variable) {
        Exchange exchange = exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY);
        assertThatThrownBy(() -> exchange.variable(variable))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(variable.word());
    }

    @Test
    void aRouteChangesTheFieldsOfItsAnswers() {
        FieldEdits edits = new FieldEdits(
                List.of("X-Old"),
                List.of(new FieldEdits.Line(
                        "X-Seen",
                        Template.parse("{request-id}", Variable.OF_FIELDS).orElseThrow())),
                List.of());
        Route route = Route.builder("shop", "app").responseFields(edits).build();
        Exchange exchange = Begun.exchange(route, "/", "192.0.2.1", Fields.EMPTY);

        assertThat(exchange.outgoing(Fields.of("X-Old", "1", "X-Kept", "2")))
                .isEqualTo(Fields.of("X-Kept", "2", "X-Seen", "id-1"));
    }

    @Test
    void aRouteWithoutChangesLeavesTheFieldsAsTheyAre() {
        Exchange exchange = exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY);
        Fields fields = Fields.of("A", "1");
        assertThat(exchange.outgoing(fields)).isSameAs(fields);
    }

    @Test
    void bytesOfATunnelAreCountedFromItsBeginning() {
        Exchange exchange = exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY);
        assertThat(exchange.upgrade()).isEmpty();
        exchange.upgrade("websocket");
        exchange.received(3);
        assertThat(exchange.isTunnelled()).isFalse();
        assertThat(exchange.receivedBytes()).as("no tunnel, nothing to count").isEmpty();

        exchange.tunnelled();
        exchange.received(5);
        exchange.received(6);

        assertThat(exchange.upgrade()).isEqualTo(Optional.of("websocket"));
        assertThat(exchange.isTunnelled()).isTrue();
        assertThat(exchange.receivedBytes()).hasValue(11);
    }

    @Test
    void theFirstReasonThatWasReportedStands() {
        Exchange exchange = exchange(PoolSplit.only("app"), "192.0.2.1", Fields.EMPTY);
        assertThat(exchange.reported()).isEmpty();
        exchange.reported("target-semicolon");
        exchange.reported("target-final-dot");
        assertThat(exchange.reported()).contains("target-semicolon");
    }
}
