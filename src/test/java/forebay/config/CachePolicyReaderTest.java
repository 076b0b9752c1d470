package forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import forebay.cache.CachePolicy;
import forebay.cache.CachePolicy.ClientDirectives;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.CachePolicy.KeyRules;
import forebay.cache.CachePolicy.Lifetimes;
import forebay.cache.CachePolicy.SetCookie;
import forebay.cache.CachePolicy.Stale;
import forebay.cache.CacheSettings;
import forebay.cache.flow.RouteRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CachePolicyReaderTest {
    private static final CachePolicy RFC = CachePolicy.RFC;
    private static final Lifetimes TIMES = Lifetimes.RFC;

    @TempDir
    private Path folder;

    private GatewayConfig load(String cache) throws ConfigException {
        return new Trial(folder).load(Trial.POOL + "routes: [{pool: app, cache: " + cache + "}]\n");
    }

    /** The section, what it means, and what a person is told of it. */
    static Stream<Arguments> settings() {
        return Stream.of(
                arguments(
                        "{share-authenticated: true}",
                        RFC.withShareAuthenticated(true),
                        "WHAT ONE AUTHENTICATED CALLER GOT MAY ANSWER OTHERS (share-authenticated)"),
                arguments(
                        "{set-cookie: store}",
                        RFC.withSetCookie(SetCookie.STORE),
                        "STORED COOKIES GO TO EVERYBODY (set-cookie: store)"),
                arguments(
                        "{set-cookie: strip}",
                        RFC.withSetCookie(SetCookie.STRIP),
                        "responses with Set-Cookie stored without it (set-cookie: strip)"),
                arguments(
                        "{client-directives: limit}",
                        RFC.withClientDirectives(ClientDirectives.LIMIT),
                        "clients not able to force a forward (client-directives: limit)"),
                arguments(
                        "{targeted-fields: [Forebay-Cache-Control, CDN-Cache-Control]}",
                        RFC.withTargets(List.of("forebay-cache-control", "cdn-cache-control")),
                        "targeted fields forebay-cache-control, cdn-cache-control"),
                arguments("{targeted-fields: []}", RFC.withTargets(List.of()), "targeted fields none"),
                arguments(
                        "{ttl: 5m}",
                        RFC.withLifetimes(new Lifetimes(
                                Optional.of(Duration.ofMinutes(5)),
                                TIMES.heuristicPercent(),
                                TIMES.heuristicMax(),
                                Optional.empty())),
                        "a lifetime of 5m where none is stated"),
                arguments(
                        "{heuristic: off}",
                        RFC.withLifetimes(new Lifetimes(Optional.empty(), 0, TIMES.heuristicMax(), Optional.empty())),
                        "no heuristic lifetime"),
                arguments(
                        "{heuristic: {percent: 20, max: 2h}}",
                        RFC.withLifetimes(new Lifetimes(Optional.empty(), 20, Duration.ofHours(2), Optional.empty())),
                        "a heuristic lifetime of 20 %, up to 2h"),
                arguments(
                        "{error-ttl-max: 0s}",
                        RFC.withLifetimes(new Lifetimes(
                                Optional.empty(),
                                TIMES.heuristicPercent(),
                                TIMES.heuristicMax(),
                                Optional.of(Duration.ZERO))),
                        "errors kept up to 0ms"),
                arguments(
                        "{stale: {unreachable: 0s}}",
                        RFC.withStale(new Stale(Duration.ZERO, Duration.ZERO, Duration.ZERO, false)),
                        "stale up to 0ms where no upstream can be reached"),
                arguments(
                        "{stale: {grace: 1h}}",
                        RFC.withStale(new Stale(Duration.ofDays(7), Duration.ofHours(1), Duration.ZERO, false)),
                        "stale up to 1h in place of a 500, 502, 503 or 504"),
                arguments(
                        "{stale: {revalidate: 30s}}",
                        RFC.withStale(new Stale(Duration.ofDays(7), Duration.ZERO, Duration.ofSeconds(30), false)),
                        "stale up to 30s while it is validated behind"),
                arguments(
                        "{stale: {with-s-maxage: true}}",
                        RFC.withStale(new Stale(Duration.ofDays(7), Duration.ZERO, Duration.ZERO, true)),
                        "STALE IN SPITE OF s-maxage, A DEVIATION FROM RFC 9111 §5.2.2.10 (with-s-maxage)"),
                arguments(
                        "{key: {query: {keep: []}}}",
                        RFC.withKey(new KeyRules(Optional.of(List.of()), List.of(), false, List.of(), List.of())),
                        "of the query only none in the key"),
                arguments(
                        "{key: {query: {keep: [id, page]}}}",
                        RFC.withKey(new KeyRules(
                                Optional.of(List.of("id", "page")), List.of(), false, List.of(), List.of())),
                        "of the query only id, page in the key"),
                arguments(
                        "{key: {query: {drop: [utm_*]}}}",
                        RFC.withKey(new KeyRules(Optional.empty(), List.of("utm_*"), false, List.of(), List.of())),
                        "of the query not utm_* in the key"),
                arguments(
                        "{key: {query: {sort: true}}}",
                        RFC.withKey(new KeyRules(Optional.empty(), List.of(), true, List.of(), List.of())),
                        "query parameters sorted in the key"),
                arguments(
                        "{key: {fields: [X-Tenant]}}",
                        RFC.withKey(new KeyRules(Optional.empty(), List.of(), false, List.of("x-tenant"), List.of())),
                        "request fields in the key: x-tenant"),
                arguments(
                        "{key: {cookies: [Currency]}}",
                        RFC.withKey(new KeyRules(Optional.empty(), List.of(), false, List.of(), List.of("Currency"))),
                        "cookies in the key: Currency"),
                arguments(
                        "{compress: [zstd, gzip]}",
                        RFC.withCompression(List.of(ContentCoding.ZSTD, ContentCoding.GZIP)),
                        "compression of what is stored: zstd, gzip"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void aSettingIsReadAndReported(String section, CachePolicy policy, String told) throws ConfigException {
        GatewayConfig config = load(section);

        assertThat(config.routes().get(0).cache()).isEqualTo(policy);
        assertThat(CachePolicyReport.lines(policy)).containsExactly("on, with", told);
        assertThat(ConfigReport.text(config))
                .contains("cache              on, with\n")
                .contains("  " + told + "\n");
    }

    @Test
    void whatIsNotSaidIsWhatTheSpecificationsSay() throws ConfigException {
        for (String section : List.of("{}", "rfc", "on", "{stale: {}, key: {query: {}}, heuristic: {}}")) {
            assertThat(load(section).routes().get(0).cache()).as(section).isEqualTo(RFC);
        }
        assertThat(CachePolicyReport.lines(RFC)).containsExactly("on, as RFC 9111 says");
        assertThat(CachePolicyReport.lines(CachePolicy.OFF)).containsExactly("off");
    }

    /** What was stored under other rules is never reused, whichever setting differs. */
    @Test
    void everySettingIsInTheFingerprint() throws ConfigException {
        Set<Long> fingerprints = new HashSet<>(Set.of(fingerprint("on")));
        List<Arguments> all = settings().toList();
        for (Arguments row : all) {
            fingerprints.add(fingerprint((String) row.get()[0]));
        }

        assertThat(fingerprints).hasSize(all.size() + 1);
        assertThat(fingerprint("{ttl: 5m}")).isEqualTo(fingerprint("{ttl: 300s}"));
    }

    private long fingerprint(String section) throws ConfigException {
        GatewayConfig config = load(section);
        CacheSettings settings = config.cache();
        return RouteRules.of(config.routes(), settings)
                .of(config.routes().get(0), "app")
                .fingerprint();
    }
}
