package forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.route.Route;
import forebay.support.Begun;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadTest {
    private static final Caller ANNA = new Caller("users", "anna", Set.of("user"));

    @Test
    void tellsTheWayThatTheRequestCame() {
        Fields fields = forwarded(Fields.of("Accept", "*/*", "X-Forwarded-For", "203.0.113.1, 10.2.2.2"))
                .fields();

        assertThat(fields)
                .isEqualTo(Fields.of(
                        "Accept",
                        "*/*",
                        "X-Forwarded-For",
                        "203.0.113.1, 10.2.2.2, 192.0.2.7",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "x.test",
                        "Forwarded",
                        "for=203.0.113.1, for=10.2.2.2, for=192.0.2.7;host=\"x.test\";proto=https",
                        "Via",
                        "1.1 forebay-test",
                        "X-Request-Id",
                        "id-1"));
    }

    @Test
    void quotesAnIPv6Address() {
        Exchange exchange = Begun.exchange(route(false, false, false), "/a", "2001:db8::1", Fields.EMPTY);

        assertThat(exchange.forwarded().fields().first("Forwarded"))
                .contains("for=\"[2001:db8:0:0:0:0:0:1]\";host=\"x.test\";proto=https");
    }

    @Test
    void appendsToViaAndKeepsTheRestAsReceived() {
        Fields fields = forwarded(Fields.of(
                        "via", "1.0 fred", "If-None-Match", "\"a\", W/\"b\"", "Cookie", "a=b", "Content-Length", "5"))
                .fields();

        assertThat(fields.all("Via")).containsExactly("1.0 fred", "1.1 forebay-test");
        assertThat(fields.first("If-None-Match")).contains("\"a\", W/\"b\"");
        assertThat(fields.first("Cookie")).contains("a=b");
        assertThat(fields.first("Content-Length")).contains("5");
    }

    @ParameterizedTest(name = "RFC 9113 §8.2.3 by HTTP/{0}: {1}")
    @CsvSource({"2.0, a=1; b=2; c=3", "3.0, a=1; b=2; c=3", "1.1, a=1|b=2; c=3"})
    void cookiesThatCameApartByHttp2GoOnInOneLine(String version, String lines) {
        Fields parted = Fields.of("cookie", "a=1", "Accept", "*/*", "cookie", "b=2; c=3");
        Fields fields = Begun.exchange(route(false, false, false), "/a", "192.0.2.7", parted, version)
                .forwarded()
                .fields();
        assertThat(fields.all("Cookie")).isEqualTo(List.of(lines.split("[|]")));
        assertThat(fields.first("Accept")).contains("*/*");
    }

    @ParameterizedTest(name = "{0} is left out")
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Expect",
                "Proxy-Authorization",
                "X-Api-Key",
                "x_api_key",
                "Authorization",
                "Host",
                "X-Real-IP",
                "X-Forwarded-User",
                "X_Forwarded_User",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-HTTP-Method-Override",
                "X-HTTP-Method",
                "X-Method-Override",
                "True-Client-IP"
            })
    void leavesOut(String name) {
        Fields fields = forwarded(Fields.of(name, "x", "Accept", "*/*")).fields();

        assertThat(fields.contains(name)).isFalse();
        assertThat(fields.contains("Accept")).isTrue();
    }

    @Test
    void leavesOutWhatConnectionNominates() {
        Fields fields = forwarded(Fields.of("Connection", "X-Hop, Upgrade", "X-Hop", "1", "X-End", "1"))
                .fields();

        assertThat(fields.contains("X-Hop")).isFalse();
        assertThat(fields.contains("X-End")).isTrue();
    }

    @ParameterizedTest(name = "a route with authorization {0}, caller known {1}: {2} goes on {3}")
    @CsvSource({
        "false, false, Bearer abc, false",
        "true, false, Bearer abc, true",
        "true, true, Bearer abc, true",
        "true, false, Bearer fbk_1_secret, false",
        "true, true, bearer  FBK_1_secret, false",
        "true, false, fbk_1_secret, false",
        "true, false, Basic YTpi, true",
        "true, true, Basic YTpi, false"
    })
    void credentialsOfTheGatewayStopHere(boolean allowed, boolean known, String credential, boolean goesOn) {
        Exchange exchange =
                Begun.exchange(route(allowed, false, false), "/a", "192.0.2.7", Fields.of("Authorization", credential));
        if (known) {
            exchange.caller(ANNA);
        }

        assertThat(exchange.forwarded().fields().contains("Authorization")).isEqualTo(goesOn);
    }

    @Test
    void keepsTheClientsHostAndTellsTheUserWhereTheRouteSaysSo() {
        Exchange exchange = Begun.exchange(
                route(false, true, true),
                "/a",
                "192.0.2.7",
                Fields.of("Host", "X.TEST:443", "X-Forwarded-User", "root"));
        exchange.caller(ANNA);

        assertThat(exchange.forwarded().fields().all("Host")).containsExactly("x.test");
        assertThat(exchange.forwarded().fields().all("X-Forwarded-User")).containsExactly("anna");
    }

    @Test
    void aPrincipalCanNotBreakOutOfItsField() {
        Exchange exchange = Begun.exchange(route(false, false, true), "/a", "192.0.2.7", Fields.EMPTY);
        exchange.caller(new Caller("users", "a\r\nX: é%", Set.of()));

        assertThat(exchange.forwarded().fields().first("X-Forwarded-User")).contains("a%0D%0AX:%20%C3%A9%25");
    }

    @Test
    void tellsNothingOfAnonymousCallers() {
        Exchange exchange = Begun.exchange(route(false, false, true), "/a", "192.0.2.7", Fields.EMPTY);

        assertThat(exchange.forwarded().fields().contains("X-Forwarded-User")).isFalse();
    }

    @Test
    void leavesTheRequestLineAlone() {
        RequestHead head = forwarded(Fields.EMPTY);

        assertThat(head.target()).isEqualTo("/a?q=%zz");
        assertThat(head.method()).isEqualTo("GET");
    }

    @Test
    void aPseudonymNamesNoHost() {
        assertThat(ViaPseudonym.random(new Random(1)).value()).matches("forebay-[0-9a-f]{8}");
    }

    private static RequestHead forwarded(Fields fields) {
        return Begun.exchange(route(false, false, false), "/a?q=%zz", "192.0.2.7", fields)
                .forwarded();
    }

    private static Route route(boolean authorization, boolean keepHost, boolean tellUser) {
        return Route.builder("r", "pool")
                .keepHost(keepHost)
                .authorization(authorization)
                .tellUser(tellUser)
                .build();
    }
}
