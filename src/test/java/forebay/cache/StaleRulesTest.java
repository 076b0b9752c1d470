package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.CachePolicy.Stale;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses with a lifetime of 10 s, judged some seconds after they became stale. */
class StaleRulesTest {
    private static StoredResponse stored(String cacheControl) {
        return Samples.stored("Cache-Control: " + cacheControl);
    }

    private static Instant staleFor(long seconds) {
        return Samples.T.plusSeconds(10 + seconds);
    }

    private static CacheRequest request(Stale policy, String cacheControl) {
        CacheRules rules = new CacheRules("route", 1, CachePolicy.RFC.withStale(policy), false, 1_000);
        return cacheControl == null || cacheControl.isEmpty()
                ? Samples.request(rules, false, "GET")
                : Samples.request(rules, false, "GET", "Cache-Control", cacheControl);
    }

    private static Stale seconds(long unreachable, long grace, long revalidate, boolean beside) {
        return new Stale(
                Duration.ofSeconds(unreachable), Duration.ofSeconds(grace), Duration.ofSeconds(revalidate), beside);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "5861-3-1 | within the window             | max-age=10, stale-while-revalidate=5 |   |  4 | true",
                "5861-3-2 | at its end                    | max-age=10, stale-while-revalidate=5 |   |  5 | false",
                "5861-3-1 | the moment it becomes stale   | max-age=10, stale-while-revalidate=5 |   |  0 | true",
                "5861-3-1 | a window of nothing           | max-age=10, stale-while-revalidate=0 |   |  0 | false",
                "5861-3-1 | none                          | max-age=10                           |   |  0 | false",
                "5861-3-1 | no number                     | max-age=10, stale-while-revalidate=x |   |  0 | false",
                "5861-3-1 | two windows: the shorter      | max-age=10, stale-while-revalidate=9, stale-while-revalidate=3 | | 4 | false",
                "9111-4.2.4-1 9111-5.2.2.2-1 | must-revalidate forbids       | max-age=10, stale-while-revalidate=5, must-revalidate  | | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.8-1 | proxy-revalidate forbids      | max-age=10, stale-while-revalidate=5, proxy-revalidate | | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.4-1 | no-cache forbids              | max-age=10, stale-while-revalidate=5, no-cache         | | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.10-2 | s-maxage forbids           | s-maxage=10, stale-while-revalidate=5                  | | 1 | false",
                "9111-5.2.1.4-1 | a request with no-cache     | max-age=10, stale-while-revalidate=5 | no-cache        | 1 | false",
                "9111-5.2.1.3-1 | a request with min-fresh    | max-age=10, stale-while-revalidate=5 | min-fresh=0     | 1 | false",
                "9111-5.2.1.1-1 | a request that wants newer  | max-age=10, stale-while-revalidate=5 | max-age=10      | 1 | false",
                "9111-5.2.1.1-1 | a request that takes older  | max-age=10, stale-while-revalidate=5 | max-age=11      | 1 | true",
                "9111-5.2.1.2-1 | a request that takes staler | max-age=10, stale-while-revalidate=5 | max-stale=1     | 1 | true",
                "9111-5.2.1.2-1 | a request that does not     | max-age=10, stale-while-revalidate=5 | max-stale=0     | 1 | false"
            })
    void whileRevalidating(
            String section, String name, String response, String request, long staleSeconds, boolean used) {
        assertThat(StaleRules.whileRevalidating(request(Stale.RFC, request), stored(response), staleFor(staleSeconds)))
                .isEqualTo(used);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "5861-4-1 | within the window       | max-age=10, stale-if-error=5 |                  | 4 | true",
                "5861-4-3 | at its end              | max-age=10, stale-if-error=5 |                  | 5 | false",
                "9111-4.2.4-2 | nothing permits it      | max-age=10                   |                  | 0 | false",
                "5861-4-2 | the request permits it  | max-age=10                   | stale-if-error=5 | 4 | true",
                "5861-4-3 | as long as it says      | max-age=10                   | stale-if-error=5 | 5 | false",
                "5861-4-2 | the longer of the two   | max-age=10, stale-if-error=2 | stale-if-error=5 | 4 | true",
                "9111-4.2.4-2 | swr is no permission    | max-age=10, stale-while-revalidate=5 |          | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.2-1 | must-revalidate forbids       | max-age=10, stale-if-error=5, must-revalidate  | | 1 | false",
                "9111-4.2.4-2 | whatever the request says     | max-age=10, must-revalidate  | stale-if-error=5 | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.8-1 | proxy-revalidate forbids      | max-age=10, stale-if-error=5, proxy-revalidate | | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.4-1 | no-cache forbids              | max-age=10, stale-if-error=5, no-cache         | | 1 | false",
                "9111-4.2.4-1 9111-5.2.2.10-2 | s-maxage forbids           | s-maxage=10, stale-if-error=5                  | | 1 | false",
                "9111-5.2.1.4-1 | a request with no-cache     | max-age=10, stale-if-error=5 | no-cache         | 1 | false"
            })
    void onError(String section, String name, String response, String request, long staleSeconds, boolean used) {
        assertThat(StaleRules.onError(request(Stale.RFC, request), stored(response), staleFor(staleSeconds)))
                .isEqualTo(used);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "9111-4.2.4-2 | nothing forbids            | max-age=10                   |              |     60 | true",
                "9111-4.2.4-2 | up to the bound            | max-age=10                   |              | 604799 | true",
                "9111-4.2.4-2 | not beyond                 | max-age=10                   |              | 604800 | false",
                "9111-4.2.4-2 | unless stale-if-error does | max-age=10, stale-if-error=700000 |         | 604800 | true",
                "9111-4.2.4-1 9111-5.2.2.2-1 | must-revalidate            | max-age=10, must-revalidate  |              |      1 | false",
                "9111-4.2.4-1 9111-5.2.2.8-1 | proxy-revalidate           | max-age=10, proxy-revalidate |              |      1 | false",
                "9111-4.2.4-1 9111-5.2.2.4-1 | no-cache                   | max-age=10, no-cache         |              |      1 | false",
                "9111-4.2.4-1 9111-5.2.2.10-2 | s-maxage                | s-maxage=10                  |              |      1 | false",
                "9111-5.2.1.4-1 | a request with no-cache  | max-age=10                   | no-cache     |      1 | false",
                "9111-5.2.1.1-1 | a request with max-age   | max-age=10                   | max-age=5    |      1 | false"
            })
    void onDisconnect(String section, String name, String response, String request, long staleSeconds, boolean used) {
        assertThat(StaleRules.onDisconnect(request(Stale.RFC, request), stored(response), staleFor(staleSeconds)))
                .isEqualTo(used);
    }

    @Test
    void the_operator_speaks_where_the_response_does_not() {
        Stale policy = seconds(3, 5, 7, false);
        CacheRequest request = request(policy, "");
        StoredResponse silent = stored("max-age=10");
        assertThat(StaleRules.whileRevalidating(request, silent, staleFor(6))).isTrue();
        assertThat(StaleRules.whileRevalidating(request, silent, staleFor(7))).isFalse();
        assertThat(StaleRules.onError(request, silent, staleFor(4))).isTrue();
        assertThat(StaleRules.onError(request, silent, staleFor(5))).isFalse();
        assertThat(StaleRules.onDisconnect(request, silent, staleFor(4)))
                .as("what may stand in for a 503 may do so here")
                .isTrue();
        assertThat(StaleRules.onDisconnect(request, silent, staleFor(5))).isFalse();
        StoredResponse shorter = stored("max-age=10, stale-while-revalidate=1, stale-if-error=1");
        assertThat(StaleRules.whileRevalidating(request, shorter, staleFor(2)))
                .as("the response's own word counts")
                .isFalse();
        assertThat(StaleRules.onError(request, shorter, staleFor(2))).isFalse();
        StoredResponse forbidding = stored("max-age=10, must-revalidate");
        assertThat(StaleRules.whileRevalidating(request, forbidding, staleFor(1)))
                .isFalse();
        assertThat(StaleRules.onError(request, forbidding, staleFor(1))).isFalse();
    }

    @Test
    void beside_s_maxage_only_what_the_response_says_counts_and_only_where_the_operator_wants_it() {
        StoredResponse stored = stored("s-maxage=10, stale-while-revalidate=5, stale-if-error=5");
        CacheRequest lenient = request(seconds(60, 60, 60, true), "");
        assertThat(StaleRules.whileRevalidating(lenient, stored, staleFor(1))).isTrue();
        assertThat(StaleRules.onError(lenient, stored, staleFor(1))).isTrue();
        assertThat(StaleRules.onDisconnect(lenient, stored, staleFor(1))).isTrue();
        StoredResponse silent = stored("s-maxage=10");
        assertThat(StaleRules.whileRevalidating(lenient, silent, staleFor(1))).isFalse();
        assertThat(StaleRules.onError(lenient, silent, staleFor(1))).isFalse();
        assertThat(StaleRules.onDisconnect(lenient, silent, staleFor(1))).isFalse();
        StoredResponse forbidding = stored("s-maxage=10, stale-if-error=5, must-revalidate");
        assertThat(StaleRules.onError(lenient, forbidding, staleFor(1))).isFalse();
    }

    @Test
    void a_client_whose_directives_are_limited_does_not_forbid() {
        CachePolicy policy = CachePolicy.RFC.withClientDirectives(CachePolicy.ClientDirectives.LIMIT);
        CacheRequest request = Samples.request(
                new CacheRules("route", 1, policy, false, 1_000), false, "GET", "Cache-Control", "no-cache");
        assertThat(StaleRules.onDisconnect(request, stored("max-age=10"), staleFor(1)))
                .isTrue();
    }

    @ParameterizedTest(name = "RFC 5861 §4 {0} is such an error")
    @ValueSource(ints = {500, 502, 503, 504})
    void errors(int status) {
        assertThat(StaleRules.isError(status)).isTrue();
    }

    @ParameterizedTest(name = "RFC 5861 §4 {0} is none")
    @ValueSource(ints = {200, 304, 404, 429, 501, 505, 511, 599})
    void noErrors(int status) {
        assertThat(StaleRules.isError(status)).isFalse();
    }

    @Test
    void a_stale_response_is_served_and_validated_behind_only_where_nothing_better_applies() {
        StoredVariants stored = StoredVariants.of(stored("max-age=10, stale-while-revalidate=5"));
        assertThat(ReuseRules.decide(Samples.get(), stored, staleFor(-1)).kind())
                .as("fresh")
                .isEqualTo(Reuse.Kind.SERVE);
        assertThat(ReuseRules.decide(Samples.get(), stored, staleFor(1)).kind()).isEqualTo(Reuse.Kind.SERVE_STALE);
        assertThat(ReuseRules.decide(Samples.get("Cache-Control", "max-stale"), stored, staleFor(1))
                        .kind())
                .as("the request accepts it as it is")
                .isEqualTo(Reuse.Kind.SERVE);
        assertThat(ReuseRules.decide(Samples.get("Cache-Control", "no-cache"), stored, staleFor(1))
                        .kind())
                .isNotEqualTo(Reuse.Kind.SERVE_STALE);
        assertThat(ReuseRules.decide(Samples.get("Cache-Control", "only-if-cached"), stored, staleFor(1))
                        .kind())
                .isEqualTo(Reuse.Kind.SERVE_STALE);
        assertThat(ReuseRules.decide(Samples.get("Cache-Control", "only-if-cached"), stored, staleFor(5))
                        .kind())
                .isEqualTo(Reuse.Kind.GATEWAY_TIMEOUT);
    }

    @ParameterizedTest(name = "§{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "9111-5.2.2.2  | max-age=10, must-revalidate  | true",
                "9111-5.2.2.8  | max-age=10, proxy-revalidate | true",
                "9111-5.2.2.10 | s-maxage=10                  | true",
                "9111-4.2.4    | max-age=10                   | false",
                "9111-4.2.4    | max-age=10, no-cache         | false"
            })
    void whatMustBeValidatedOnceStale(String section, String cacheControl, boolean needsOrigin) {
        assertThat(StaleRules.needsOrigin(stored(cacheControl), staleFor(-1))).isFalse();
        assertThat(StaleRules.needsOrigin(stored(cacheControl), staleFor(0))).isEqualTo(needsOrigin);
    }
}
