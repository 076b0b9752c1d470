package forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.route.FieldEdits;
import forebay.route.Route;
import forebay.support.Begun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an application may merge into the head must not say there what a client's head can not say. */
class ForwardedTrailersTest {
    private static Exchange exchange(FieldEdits edits, Fields fields) {
        Route route = Route.builder("all", "app").requestFields(edits).build();
        return Begun.exchange(route, "/a", "192.0.2.7", fields);
    }

    @Test
    void whatStopsHereInTheHeadStopsHereBehindTheContent() {
        Fields received = Fields.of(
                "x-sum", "7",
                "x-api-key", "fbk_1",
                "x_api_key", "fbk_2",
                "x-request-id", "mine",
                "x-original-url", "/admin",
                "x-forwarded-user", "admin",
                "X_Forwarded_For", "10.0.0.1",
                "true-client-ip", "10.0.0.1",
                "cookie", "a=b",
                "X-Of", "parts");
        assertThat(ForwardedTrailers.of(exchange(FieldEdits.NONE, Fields.EMPTY), received))
                .isEqualTo(Fields.of("x-sum", "7", "X-Of", "parts"));
    }

    @Test
    void whatTheRouteTakesOutOfTheHeadIsLeftOutToo() {
        FieldEdits edits = new FieldEdits(List.of("X-Tenant"), List.of(), List.of());
        Exchange exchange = exchange(edits, Fields.of("Trailer", "x-tenant, x-sum, x-api-key"));

        assertThat(ForwardedTrailers.of(exchange, Fields.of("x-tenant", "other", "x-sum", "7")))
                .isEqualTo(Fields.of("x-sum", "7"));
        assertThat(ForwardedTrailers.announced(exchange)).contains("x-sum");
    }

    @Test
    void theClientTakesThemWhereItSaysSo() {
        assertThat(ForwardedTrailers.areTaken(exchange(FieldEdits.NONE, Fields.of("TE", "gzip, Trailers"))))
                .isTrue();
        assertThat(ForwardedTrailers.areTaken(exchange(FieldEdits.NONE, Fields.of("TE", "gzip"))))
                .isFalse();
    }

    @Test
    void nothingIsAnnouncedWhereTheClientAnnouncesNothing() {
        assertThat(ForwardedTrailers.announced(exchange(FieldEdits.NONE, Fields.EMPTY)))
                .isEmpty();
    }
}
