package forebay.guard;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.edge.Problem;
import forebay.exchange.ViaPseudonym;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.TargetLeniency;
import forebay.http.TargetRefusal;
import forebay.route.Conditions;
import forebay.route.PathRewrite;
import forebay.route.Route;
import forebay.route.RouteMatch;
import forebay.route.Router;
import forebay.route.ValueCondition;
import forebay.support.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {
    private static final GuardRules RULES =
            GuardRules.of(new GuardSettings(List.of("10.0.0.0/8", "2001:db8::/32"), Set.of()));
    private static final Router ROUTER = Router.of(List.of(
            Routes.at("/"),
            Routes.lenient("/npm", TargetLeniency.ENCODED_SLASH),
            Routes.lenient("/loose", TargetLeniency.DOUBLE_SLASH),
            Routes.reporting("/report"),
            Route.builder("secure", "pool")
                    .match(RouteMatch.below("/secure"))
                    .toHttps(443)
                    .build(),
            Route.builder("rewritten", "pool")
                    .match(RouteMatch.below("/rewritten"))
                    .leniency(Set.of(TargetLeniency.DOUBLE_SLASH))
                    .rewrite(new PathRewrite.Prefix("/rewritten", "/"))
                    .build(),
            Route.builder("writes", "pool")
                    .match(RouteMatch.below("/npm/api")
                            .when(new Conditions(
                                    Set.of("POST", "PURGE"),
                                    List.of(ValueCondition.present("X-Beta")),
                                    List.of(ValueCondition.equal("v", "2")))))
                    .methods(Set.of("POST", "PURGE"))
                    .leniency(Set.of(TargetLeniency.ENCODED_SLASH))
                    .build(),
            Routes.at("x.test", "/own")));

    /** A request that passes, changed by what a case needs. */
    private static final class Sent {
        private String method = "GET";
        private String protocol = "HTTP/1.1";
        private String scheme = "http";
        private boolean secure;
        private String serverName = "x.test";
        private int serverPort = 80;
        private Optional<String> target = Optional.of("/a");
        private String mountedAt = "";
        private String peer = "192.0.2.7";
        private Set<String> authorities = Set.of();
        private final List<String> fields = new ArrayList<>(List.of("Host", "x.test"));

        Sent target(String value) {
            target = Optional.of(value);
            return this;
        }

        Sent method(String value) {
            method = value;
            return this;
        }

        Sent protocol(String value) {
            protocol = value;
            return this;
        }

        Sent mountedAt(String path) {
            mountedAt = path;
            return this;
        }

        Sent scheme(String named, boolean byTls) {
            scheme = named;
            secure = byTls;
            return this;
        }

        Sent server(String name, int port) {
            serverName = name;
            serverPort = port;
            return this;
        }

        Sent from(String address) {
            peer = address;
            return this;
        }

        Sent fields(String... namesAndValues) {
            fields.clear();
            fields.addAll(List.of(namesAndValues));
            return this;
        }

        Sent with(String name, String value) {
            fields.add(name);
            fields.add(value);
            return this;
        }

        Sent allowing(String... hosts) {
            authorities = Set.of(hosts);
            return this;
        }

        Finding inspected() {
            GuardRules rules = authorities.isEmpty()
                    ? RULES
                    : GuardRules.of(new GuardSettings(List.of("10.0.0.0/8"), authorities));
            RawRequest raw = new RawRequest(
                    method,
                    protocol,
                    scheme,
                    secure,
                    serverName,
                    serverPort,
                    mountedAt,
                    target,
                    Fields.of(fields.toArray(String[]::new)),
                    IpAddresses.parse(peer).orElseThrow());
            return new Inspection(raw, rules, ROUTER, new ViaPseudonym("forebay-1")).run();
        }

        String refusal() {
            return inspected().problem().map(p -> p.status() + " " + p.code()).orElse("passed");
        }
    }

    private static Sent sent() {
        return new Sent();
    }

    @Test
    void aPlainRequestPasses() {
        Finding finding =
                sent().target("/a/p%C3%A9?q=%zz").with("Accept", "*/*").inspected();

        assertThat(finding.problem()).isEmpty();
        assertThat(finding.head().authority()).isEqualTo("x.test");
        assertThat(finding.head().scheme()).isEqualTo("http");
        assertThat(finding.head().target()).isEqualTo("/a/p%C3%A9?q=%zz");
        assertThat(finding.head().fields()).isEqualTo(Fields.of("Host", "x.test", "Accept", "*/*"));
        assertThat(finding.target().path()).isEqualTo("/a/pé");
        assertThat(finding.route()).map(Route::name).contains("any/");
        assertThat(finding.client().getHostAddress()).isEqualTo("192.0.2.7");
    }

    @ParameterizedTest
    @FieldSource("forebay.support.Targets#ROUND_ADMIN")
    void nothingGetsRoundAdminByItsSpelling(String target) {
        Finding finding = sent().target(target).inspected();

        if (finding.problem().isPresent()) {
            assertThat(finding.problem()).map(Problem::status).contains(400);
            assertThat(finding.problem()).map(Problem::close).contains(true);
        } else {
            assertThat(finding.target().accessForms())
                    .as("what a rule on /admin/** catches, read without case")
                    .allMatch(form -> form.toLowerCase(Locale.ROOT).matches("/admin(/.*)?"));
        }
    }

    @Test
    void aRefusedTargetLeavesNothingToRead() {
        Finding finding = sent().target("/x/..;/admin").inspected();

        assertThat(finding.problem()).map(Problem::code).contains("target-semicolon");
        assertThat(finding.target()).isEqualTo(CanonicalTarget.NONE);
        assertThat(finding.head().target()).isEmpty();
        assertThat(finding.route()).isEmpty();
    }

    @ParameterizedTest(name = "{0} goes by {1}")
    @CsvSource({
        "/npm/@scope%2fname, any/npm",
        "/loose//x, any/loose",
        "/own/x, x.test/own",
        "/ownx, any/",
    })
    void leniencyBelongsToTheRouteOfTheLiteralPart(String target, String route) {
        assertThat(sent().target(target).inspected().route()).map(Route::name).contains(route);
    }

    @Test
    void aRouteForHttpsSendsThereWhateverItIsMountedAt() {
        Problem problem = sent().target("/secure/a?b")
                .mountedAt("/gate")
                .inspected()
                .problem()
                .orElseThrow();

        assertThat(problem.status()).isEqualTo(308);
        assertThat(problem.fields().first("Location")).contains("https://x.test/gate/secure/a?b");
    }

    @Test
    void aTargetThatWouldNameAnotherHostOnceRewrittenIsRefused() {
        assertThat(sent().target("/rewritten//evil.test/x").refusal()).isEqualTo("400 target-rewrite");
        assertThat(sent().target("/rewritten/a//b").refusal()).isEqualTo("passed");
    }

    @ParameterizedTest(name = "{0} {1} is for {2}")
    @CsvSource({
        "POST, /npm/api/x?v=2, writes",
        "POST, /npm/api/x?v=3, any/npm",
        "POST, /npm/api/a%2fb?v=2, writes",
        "POST, http://x.test/npm/api/a?v=2, writes",
        "PURGE, /npm/api?u&v=2, writes",
        "GET, /npm/api/x?v=2, any/npm"
    })
    void methodFieldsAndQueryChooseTheRouteToo(String method, String target, String route) {
        Finding finding =
                sent().method(method).target(target).with("x-beta", "").inspected();

        assertThat(finding.problem()).isEmpty();
        assertThat(finding.route()).map(Route::name).contains(route);
        assertThat(sent().method("POST").target(target).inspected().route())
                .as("without the field")
                .map(Route::name)
                .contains("any/npm");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/a%2fb, 400 target-encoded-slash",
        "/npm%2fa, 400 target-encoded-slash",
        "/npm//a, 400 target-empty-segment",
        "/npm/..%2f..%2fadmin, 400 target-dot-segment",
        "/loose/a%2fb, 400 target-encoded-slash",
        "*, 400 target-asterisk-form"
    })
    void noOtherRouteIsLenient(String target, String refusal) {
        assertThat(sent().target(target).refusal()).isEqualTo(refusal);
    }

    @Test
    void aReportingRouteTellsWhatItWouldRefuse() {
        Finding finding = sent().target("/report/a;v=1").inspected();

        assertThat(finding.problem()).isEmpty();
        assertThat(finding.reported()).contains(TargetRefusal.SEMICOLON);
        assertThat(finding.target().accessForms()).containsExactly("/report/a;v=1", "/report/a");
        assertThat(sent().target("/report/a").inspected().reported()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/report/../admin", "/report/..;/admin", "/report/a%00", "/report/a\\b", "/report/a%20"})
    void aReportingRouteStillRefusesWhatHasNoMeaning(String target) {
        Finding finding = sent().target(target).inspected();

        assertThat(finding.problem()).isPresent();
        assertThat(finding.reported()).isEmpty();
    }

    @Test
    void theGatewaysOwnPathsAreNeverRouted() {
        assertThat(sent().target("/_forebay").inspected().route()).isEmpty();
        assertThat(sent().target("/_forebay/metrics").inspected().route()).isEmpty();
        assertThat(sent().target("/%5fforebay/metrics").inspected().route()).isEmpty();
        assertThat(sent().target("/_forebayx").inspected().route()).isPresent();
    }

    @Test
    void noLeniencyLeadsToTheGatewaysOwnPaths() {
        Router router = Router.of(List.of(Routes.lenient("/", TargetLeniency.values())));
        for (String target : List.of("//_forebay/x", "/_forebay;v/x", "/_forebay%2fx", "/_forebay./x")) {
            RawRequest raw = new RawRequest(
                    "GET",
                    "HTTP/1.1",
                    "http",
                    false,
                    "x.test",
                    80,
                    "",
                    Optional.of(target),
                    Fields.of("Host", "x.test"),
                    IpAddresses.parse("192.0.2.7").orElseThrow());
            assertThat(new Inspection(raw, RULES, router, new ViaPseudonym("v"))
                            .run()
                            .problem())
                    .as(target)
                    .isPresent();
        }
    }

    @ParameterizedTest(name = "RFC 9110 §9.1: {0} on {1} is {2}")
    @CsvSource({
        "GET, /a, passed",
        "PATCH, /a, passed",
        "TRACE, /a, 405 method-not-allowed",
        "CONNECT, /a, 405 method-not-allowed",
        "TRACE, /_forebay/x, 405 method-not-allowed",
        "get, /a, 501 method-unknown",
        "Get, /a, 501 method-unknown",
        "BREW, /a, 501 method-unknown",
        "PROPFIND, /a, 501 method-unknown"
    })
    void methodsAreCaseSensitive(String method, String target, String refusal) {
        assertThat(sent().method(method).target(target).refusal()).isEqualTo(refusal);
    }

    @Test
    void aMethodThatIsNotAllowedIsToldWhichAre() {
        assertThat(sent().method("TRACE").inspected().problem())
                .map(p -> p.fields().first("Allow").orElseThrow())
                .contains("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    }

    @ParameterizedTest(name = "RFC 9112 §3.2: Host {0} is {1}")
    @CsvSource({"x.test, x.test", "X.Test, x.test", "x.test:80, x.test", "x.test., x.test", "x.test:, x.test"})
    void oneAuthorityHasOneSpelling(String host, String authority) {
        assertThat(sent().fields("Host", host).inspected().head().authority()).isEqualTo(authority);
    }

    @ParameterizedTest(name = "Host \"{0}\" is refused")
    @ValueSource(
            strings = {
                "",
                "me@x.test",
                "x.test/a",
                "x..test",
                ".x.test",
                "x.test:99999",
                "x.test:0",
                "x.test:8a",
                "x test",
                "[::1",
                "[::g]",
                "x%2etest",
                "a,b",
                "x.test:80:80",
                "é.test",
                "."
            })
    void aMalformedHostIsRefused(String host) {
        assertThat(sent().fields("Host", host).refusal()).isEqualTo("400 host-invalid");
    }

    @Test
    void aHostIsThereOnce() {
        assertThat(sent().fields().refusal()).isEqualTo("400 host-missing");
        assertThat(sent().with("host", "x.test").refusal()).isEqualTo("400 host-repeated");
        assertThat(sent().fields().protocol("HTTP/1.0").refusal()).isEqualTo("passed");
        assertThat(sent().fields().protocol("HTTP/2.0").refusal()).isEqualTo("passed");
    }

    @Test
    void absoluteFormReplacesHostButAuthorityMustAgreeWithIt() {
        Sent other = sent().server("y.test", 8080);

        assertThat(other.inspected().head().authority()).isEqualTo("y.test:8080");
        assertThat(other.protocol("HTTP/2.0").refusal()).isEqualTo("400 host-mismatch");
        assertThat(sent().server("[2001:db8::1]", 80)
                        .fields("Host", "[2001:DB8::1]")
                        .inspected()
                        .head()
                        .authority())
                .isEqualTo("[2001:db8::1]");
    }

    @Test
    void onlyKnownAuthoritiesAreServed() {
        assertThat(sent().allowing("x.test").refusal()).isEqualTo("passed");
        assertThat(sent().allowing("y.test").refusal()).isEqualTo("421 authority-unknown");
    }

    @ParameterizedTest(name = "RFC 9112 §6: {0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 5 | passed",
                "Content-Length: 1000 | passed",
                "Content-Length: 1001 | 413 content-too-large",
                "Content-Length: 5, 5 | 400 content-length-invalid",
                "Content-Length: +5 | 400 content-length-invalid",
                "Content-Length: -1 | 400 content-length-invalid",
                "Content-Length: 99999999999999999999 | 400 content-length-invalid",
                "Content-Length: 5; Content-Length: 5 | 400 content-length-repeated",
                "Content-Length: 5; Transfer-Encoding: chunked | 400 framing-conflict",
                "Transfer-Encoding: chunked | passed",
                "Transfer-Encoding: x, chunked | 400 transfer-encoding",
                "Transfer-Encoding: chunked, chunked | 400 transfer-encoding",
                "Transfer-Encoding: chunked; Transfer-Encoding: identity | 400 transfer-encoding",
                "Transfer-Encoding: xchunked | 400 transfer-encoding",
                "Via: 1.1 other, 1.1 forebay-12 | passed",
                "Via: 1.1 other, 1.1 forebay-1 (x) | 508 loop",
                "X Y: 1 | 400 field-name",
                "X: a\u0000b | 400 field-value",
                "X: a␊b | 400 field-value"
            })
    void theMessageIsSound(String lines, String refusal) {
        Sent request = sent();
        for (String line : lines.replace('␊', '\n').split(";", -1)) {
            request.with(
                    line.substring(0, line.indexOf(':')).strip(),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        assertThat(request.refusal()).isEqualTo(refusal);
    }

    @Test
    void sizesAndVersionsHaveBounds() {
        Sent many = sent();
        for (int i = 0; i < MessageRules.MOST_LINES; i++) {
            many.with("X-" + i, "1");
        }
        assertThat(many.refusal()).isEqualTo("431 field-count");
        assertThat(sent().with("X", "a".repeat(MessageRules.MOST_FIELD_CHARACTERS))
                        .refusal())
                .isEqualTo("431 field-size");
        assertThat(sent().target("/" + "a".repeat(MessageRules.LONGEST_TARGET)).refusal())
                .isEqualTo("414 target-too-long");
        assertThat(sent().protocol("HTTP/0.9").refusal()).isEqualTo("505 protocol-version");
        assertThat(sent().protocol("HTTP/1.0")
                        .with("Transfer-Encoding", "chunked")
                        .refusal())
                .isEqualTo("400 transfer-encoding");
        Sent elsewhere = sent();
        elsewhere.target = Optional.empty();
        assertThat(elsewhere.refusal()).isEqualTo("400 context-path");
    }

    @Test
    void forwardingFieldsOfStrangersAreLeftOut() {
        Finding finding = sent().with("X-Forwarded-For", "203.0.113.1")
                .with("X_Forwarded_For", "203.0.113.1")
                .with("X-Forwarded-Proto", "gopher")
                .with("Forwarded", "for=203.0.113.1;proto=https;host=evil.test")
                .with("X-Real-IP", "203.0.113.1")
                .with("Accept", "*/*")
                .inspected();

        assertThat(finding.problem()).isEmpty();
        assertThat(finding.client().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(finding.head().scheme()).isEqualTo("http");
        assertThat(finding.head().authority()).isEqualTo("x.test");
        assertThat(finding.head().fields()).isEqualTo(Fields.of("Host", "x.test", "Accept", "*/*"));
    }

    @ParameterizedTest(name = "RFC 9110 §7.4: {0}, TLS {1}, from {2} is {3}")
    @CsvSource({
        "http, false, 192.0.2.7, passed",
        "https, true, 192.0.2.7, passed",
        "https, false, 192.0.2.7, 421 scheme-unsecured",
        "ftp, false, 192.0.2.7, 421 scheme-unsecured",
        "https, false, 10.1.1.1, passed"
    })
    void whatIsHttpsCameByIt(String scheme, boolean secure, String peer, String outcome) {
        int port = scheme.equals("https") ? 443 : 80;
        assertThat(sent().scheme(scheme, secure)
                        .server("x.test", port)
                        .from(peer)
                        .refusal())
                .isEqualTo(outcome);
    }

    @Test
    void aTrustedProxySaysWhoAskedForWhat() {
        Finding finding = sent().from("10.1.1.1")
                .with("X-Forwarded-For", "6.6.6.6, 203.0.113.1")
                .with("X-Forwarded-For", "10.2.2.2")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Host", "Shop.Test:443")
                .inspected();

        assertThat(finding.trusted()).isTrue();
        assertThat(finding.client().getHostAddress()).isEqualTo("203.0.113.1");
        assertThat(finding.head().scheme()).isEqualTo("https");
        assertThat(finding.head().authority()).isEqualTo("shop.test");
        assertThat(finding.head().fields())
                .isEqualTo(Fields.of("Host", "x.test", "X-Forwarded-For", "203.0.113.1, 10.2.2.2"));
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Proto | gopher | 400 forwarded-proto",
                "X-Forwarded-Host | me@x.test | 400 forwarded-host",
                "X-Forwarded-Host | a/b | 400 forwarded-host",
                "Forwarded | for=203.0.113.1;host=a/b | 400 forwarded-host",
                "Forwarded | for=203.0.113.1;proto=https | passed"
            })
    void whatATrustedProxySaysMustMakeSense(String name, String value, String refusal) {
        assertThat(sent().from("10.1.1.1").with(name, value).refusal()).isEqualTo(refusal);
    }

    @Test
    void twoStoriesAboutTheClientAreRefused() {
        assertThat(sent().from("10.1.1.1")
                        .with("X-Forwarded-For", "203.0.113.1")
                        .with("Forwarded", "for=6.6.6.6")
                        .refusal())
                .isEqualTo("400 forwarding-conflict");
        assertThat(sent().from("10.1.1.1")
                        .with("X-Forwarded-For", "203.0.113.1")
                        .with("Forwarded", "for=\"203.0.113.1:4711\"")
                        .refusal())
                .isEqualTo("passed");
    }
}
