package forebay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CacheEvents;
import forebay.cache.CacheKey;
import forebay.cache.ForwardReason;
import forebay.cache.NotStored;
import forebay.cache.PlainUri;
import forebay.cache.StaleUse;
import forebay.exchange.Attempt;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricsTest {
    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, GET, 2xx",
        "HEAD, 304, HEAD, 3xx",
        "DELETE, 404, DELETE, 4xx",
        "PUT, 502, PUT, 5xx",
        "PATCH, 101, PATCH, 1xx",
        "OPTIONS, 999, OPTIONS, other",
        "POST, 0, POST, none",
        "get, 200, other, 2xx",
        "BREW, 200, other, 2xx"
    })
    void requestsAreTimedByRouteMethodAndStatusClass(String method, int status, String label, String statusClass)
            throws IOException {
        new SampleExchange().method(method).run(metrics, status);

        assertThat(lines())
                .contains(
                        series("forebay_requests_seconds_count", label, statusClass) + " 1",
                        series("forebay_requests_seconds_sum", label, statusClass) + " 0.012345678")
                .anyMatch(
                        line -> line.startsWith("forebay_requests_seconds_bucket{") && line.contains("le=\"0.01\"} 0"))
                .anyMatch(
                        line -> line.startsWith("forebay_requests_seconds_bucket{") && line.contains("le=\"0.025\"} 1"))
                .contains("forebay_response_content_bytes_total{route=\"shop\"} 1234.0");
    }

    private static String series(String name, String method, String status) {
        return name + "{method=\"" + method + "\",route=\"shop\",status=\"" + status + "\"}";
    }

    @Test
    void cacheOutcomesAreCountedInTheWordsOfRfc9211() throws IOException {
        new SampleExchange().cache(CacheStatus.served(60)).run(metrics, 200);
        new SampleExchange().cache(CacheStatus.served(-1)).run(metrics, 200);
        new SampleExchange().cache(stored(CacheStatus.Forward.URI_MISS)).run(metrics, 200);

        assertThat(lines())
                .contains(
                        "forebay_cache_requests_total{outcome=\"hit\",route=\"shop\"} 2.0",
                        "forebay_cache_requests_total{outcome=\"uri-miss\",route=\"shop\"} 1.0",
                        "forebay_cache_requests_total{outcome=\"bypass\",route=\"shop\"} 0.0",
                        "forebay_cache_stored_total{route=\"shop\"} 1.0",
                        "forebay_cache_collapsed_total{route=\"shop\"} 1.0");
    }

    private static CacheStatus stored(CacheStatus.Forward reason) {
        return CacheStatus.forwarded(reason).withStored(true).withCollapsed(true);
    }

    @Test
    void whatNoClientAskedForIsNoRequestOfTheRoute() throws IOException {
        Exchange parent = new SampleExchange().begin(metrics);
        Exchange child = parent.child(parent.request(), Instant.EPOCH, 0).orElseThrow();
        child.cacheStatus(CacheStatus.forwarded(CacheStatus.Forward.STALE).withStored(true));
        child.finish(200, 1, false);
        assertThat(lines())
                .contains(
                        "forebay_cache_behind_total{route=\"shop\"} 1.0",
                        "forebay_cache_stored_total{route=\"shop\"} 1.0",
                        "forebay_cache_requests_total{outcome=\"stale\",route=\"shop\"} 0.0")
                .noneMatch(line -> line.startsWith("forebay_requests_seconds_count{"));
    }

    @Test
    void whatTheCacheDecidesIsCountedByWord() throws IOException {
        PlainUri uri = PlainUri.of("http", "a.test", "/", Optional.empty());
        CacheKey key = CacheKey.of("shop", 1, "", uri);
        metrics.cacheEvents().forwarded(key, CacheStatus.Forward.URI_MISS, ForwardReason.NOT_FOUND);
        CacheEvents events = metrics.cacheEvents();
        events.stale(key, StaleUse.UNREACHABLE);
        events.notStored(key, NotStored.SET_COOKIE);
        events.invalidated(uri);
        events.invalidated(uri);
        assertThat(lines())
                .contains(
                        "forebay_cache_not_stored_total{reason=\"set-cookie\"} 1.0",
                        "forebay_cache_not_stored_total{reason=\"private\"} 0.0",
                        "forebay_cache_invalidated_total 2.0",
                        "forebay_cache_forwarded_total{reason=\"not-found\"} 1.0",
                        "forebay_cache_forwarded_total{reason=\"varies\"} 0.0",
                        "forebay_cache_stale_total{use=\"unreachable\"} 1.0",
                        "forebay_cache_stale_total{use=\"max-stale\"} 0.0");
    }

    @Test
    void attemptsAreTimedByUpstreamAndOutcome() throws IOException {
        new SampleExchange()
                .attempt("http://a:1", Attempt.Outcome.CONNECT_FAILED, OptionalInt.empty(), Duration.ofMillis(3))
                .attempt("http://b:2", Attempt.Outcome.ANSWERED, OptionalInt.of(200), Duration.ofMillis(9))
                .run(metrics, 200);

        assertThat(lines())
                .contains(
                        "forebay_upstream_attempts_seconds_count"
                                + "{outcome=\"connect-failed\",upstream=\"http://a:1\"} 1",
                        "forebay_upstream_attempts_seconds_count{outcome=\"answered\",upstream=\"http://b:2\"} 1",
                        "forebay_upstream_attempts_seconds_sum{outcome=\"answered\",upstream=\"http://b:2\"} 0.009");
    }

    @Test
    void refusalsAreCountedByCodeAndDenialsApart() throws IOException {
        new SampleExchange().refusal("credential-wrong").run(metrics, 401);
        new SampleExchange().refusal("role-missing").run(metrics, 403);
        new SampleExchange().refusal("target-dot-segment").run(metrics, 400);
        new SampleExchange().run(metrics, 403);

        assertThat(lines())
                .contains(
                        "forebay_refusals_total{code=\"credential-wrong\"} 1.0",
                        "forebay_refusals_total{code=\"target-dot-segment\"} 1.0",
                        "forebay_access_denied_total{status=\"401\"} 1.0",
                        "forebay_access_denied_total{status=\"403\"} 1.0");
    }

    @Test
    void requestsInFlightRiseAndFall() throws IOException {
        Exchange first = new SampleExchange().begin(metrics);
        Exchange second = new SampleExchange().begin(metrics);
        assertThat(lines()).contains("forebay_requests_in_flight 2.0");

        first.finish(200, 1, false);
        first.finish(200, 1, false);
        second.finish(0, 1, true);

        assertThat(lines())
                .contains("forebay_requests_in_flight 0.0", "forebay_requests_aborted_total{route=\"shop\"} 1.0");
    }

    @Test
    void clientsCanNotMakeNewSeries() throws IOException {
        for (int i = 0; i < 50; i++) {
            vary(i);
        }
        int before = lines().size();

        for (int i = 50; i < 1000; i++) {
            vary(i);
        }

        assertThat(lines()).hasSize(before);
        assertThat(metrics.totals().routes()).containsOnlyKeys(Metrics.NO_ROUTE);
    }

    private void vary(int i) {
        new SampleExchange()
                .method("M" + i)
                .target("/" + i)
                .authority("host-" + i)
                .id("id-" + i)
                .route(Optional.empty())
                .run(metrics, i % 50 * 20);
    }

    @Test
    void reasonCodesBeyondTheBoundCountAsOther() {
        for (int i = 0; i < 1000; i++) {
            new SampleExchange().refusal("code-" + i).run(metrics, 400);
        }

        assertThat(metrics.totals().refusals()).hasSize(257).containsEntry("other", 744L);
    }

    @Test
    void totalsAddUpByRoute() {
        new SampleExchange().cache(CacheStatus.served(60)).run(metrics, 200);
        new SampleExchange().cache(stored(CacheStatus.Forward.STALE)).run(metrics, 503);
        new SampleExchange().route(Optional.empty()).refusal("no-route").run(metrics, 404);

        Traffic.Totals totals = metrics.totals();

        assertThat(totals.inFlight()).isZero();
        assertThat(totals.refusals()).containsOnlyKeys("no-route").containsEntry("no-route", 1L);
        Traffic.RouteTotals shop = totals.routes().get("shop");
        assertThat(shop.requests()).isEqualTo(2);
        assertThat(shop.failed()).isEqualTo(1);
        assertThat(shop.contentBytes()).isEqualTo(2468);
        assertThat(shop.cache())
                .containsEntry("hit", 1L)
                .containsEntry("stale", 1L)
                .containsEntry("miss", 0L);
        assertThat(shop.stored()).isEqualTo(1);
        assertThat(totals.routes().get("none").requests()).isEqualTo(1);
    }

    @Test
    void readingsAreReadAtEachScrape() throws IOException {
        SampleReadings readings = new SampleReadings();
        metrics.read(readings);

        assertThat(lines())
                .contains(
                        "forebay_upstream_available{pool=\"app\",upstream=\"http://a:1\"} 1.0",
                        "forebay_upstream_available{pool=\"app\",upstream=\"http://b:2\"} 0.0",
                        "forebay_upstream_state{pool=\"app\",state=\"ejected\",upstream=\"http://b:2\"} 1.0",
                        "forebay_upstream_ejections_total{pool=\"app\",upstream=\"http://b:2\"} 2.0",
                        "forebay_upstream_health_changes_total{pool=\"app\",upstream=\"http://b:2\"} 1.0",
                        "forebay_pool_waiting{pool=\"app\"} 4.0",
                        "forebay_pool_turned_away_total{pool=\"app\"} 5.0",
                        "forebay_pool_retries_total{pool=\"app\"} 41.0",
                        "forebay_pool_retries_refused_total{pool=\"app\"} 2.0",
                        "forebay_pool_hedges_total{pool=\"app\"} 7.0",
                        "forebay_upstream_weight{pool=\"app\",upstream=\"http://a:1\"} 5.0",
                        "forebay_discovery_failures_total{pool=\"app\"} 7.0",
                        "forebay_discovery_missing{pool=\"app\"} 1.0",
                        "forebay_upstream_effective_weight{pool=\"app\",upstream=\"http://b:2\"} 0.0",
                        "forebay_upstream_in_flight{pool=\"app\",upstream=\"http://a:1\"} 3.0",
                        "forebay_cache_bytes{level=\"heap\"} 1000.0",
                        "forebay_cache_limit_bytes{level=\"cluster\"} 9000.0",
                        "forebay_cache_lookups_total{level=\"heap\",result=\"hit\"} 70.0",
                        "forebay_cache_evictions_total{level=\"heap\"} 4.0",
                        "forebay_cache_capturing_bytes 300.0",
                        "forebay_cache_lookup_failures_total 14.0",
                        "forebay_cache_backup_lookups_total 6.0",
                        "forebay_cache_skipped_lookups_total 3.0",
                        "forebay_cache_resting_members 1.0",
                        "forebay_cache_waiting_writes 2.0",
                        "forebay_cache_lost_writes_total 5.0",
                        "forebay_cache_rejected_total 1.0",
                        "forebay_cache_waiting_requests 4.0",
                        "forebay_cache_uncollapsed_total 9.0",
                        "forebay_purges_total{result=\"complete\"} 8.0",
                        "forebay_purges_total{result=\"incomplete\"} 1.0",
                        "forebay_purge_swept_total 120.0",
                        "forebay_purge_serving 1.0",
                        "forebay_purge_nodes 3.0",
                        "forebay_access_waiting_passwords 4.0",
                        "forebay_limits_alone_total 7.0",
                        "forebay_limits_rejected_total 2.0",
                        "forebay_config_loads_total{result=\"ok\"} 3.0",
                        "forebay_config_loads_total{result=\"failed\"} 1.0",
                        "forebay_config_generation 3.0",
                        "forebay_access_log_dropped_lines_total 6.0");

        readings.pools = List.of();
        assertThat(lines()).noneMatch(line -> line.startsWith("forebay_upstream"));
        readings.clustered = false;
        assertThat(lines())
                .noneMatch(line -> line.contains("level=\"cluster\"")
                        || line.startsWith("forebay_cache_lookup_failures")
                        || line.startsWith("forebay_cache_waiting_writes")
                        || line.startsWith("forebay_cache_lost_writes")
                        || line.startsWith("forebay_cache_skipped")
                        || line.startsWith("forebay_cache_resting")
                        || line.startsWith("forebay_cache_rejected")
                        || line.startsWith("forebay_cache_waiting_requests")
                        || line.startsWith("forebay_cache_uncollapsed"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "- | text/plain; version=0.0.4; charset=utf-8",
                "*/* | text/plain; version=0.0.4; charset=utf-8",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.1"
                        + " | application/openmetrics-text; version=1.0.0; charset=utf-8"
            },
            delimiter = '|')
    void theFormatIsNegotiated(String accept, String contentType) throws IOException {
        assertThat(metrics.contentType(accept)).isEqualTo(contentType);

        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(text, contentType);
        assertThat(text.toString(StandardCharsets.UTF_8).endsWith("# EOF\n"))
                .isEqualTo(contentType.startsWith("application/openmetrics"));
    }

    private List<String> lines() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(text, metrics.contentType(null));
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
