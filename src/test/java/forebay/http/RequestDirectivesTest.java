package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDirectivesTest {
    private static RequestDirectives of(String line) {
        return RequestDirectives.of(Fields.of("Cache-Control", line));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5.2.1.1        | max-age=60                  | max-age   | 60
            5.2.1.1        | max-age=60, max-age=10      | max-age   | 10
            5.2.1.1        | max-age=10, max-age=60      | max-age   | 10
            5.2.1.1        | max-age=x                   | max-age   | 0
            5.2.1.1        | max-age                     | max-age   | 0
            5.2.1.2        | max-stale=60                | max-stale | 60
            5.2.1.2        | max-stale                   | max-stale | 2147483648
            5.2.1.2        | max-stale=60, max-stale=10  | max-stale | 10
            5.2.1.2        | max-stale=10, max-stale     | max-stale | 10
            5.2.1.2        | max-stale=x                 | max-stale |
            5.2.1.2        | max-stale=60, max-stale=x   | max-stale |
            5.2.1.2        | max-stale=x, max-stale=60   | max-stale |
            5.2.1.3        | min-fresh=60                | min-fresh | 60
            5.2.1.3        | min-fresh=60, min-fresh=10  | min-fresh | 60
            5.2.1.3        | min-fresh=10, min-fresh=60  | min-fresh | 60
            5.2.1.3        | min-fresh=x                 | min-fresh | 2147483648
            5.2.1.3        | min-fresh                   | min-fresh | 2147483648
            5.2.1    | max-age =60                 | max-age   | 0
            5.2.1    | max-age=60;                 | max-age   | 0
            5.2.1    | max-age="60                 | max-age   | 0
            5.2.1    | max-stale =60               | max-stale |
            5.2.1    | max-stale=60, max-stale;    | max-stale |
            5.2.1    | min-fresh =60               | min-fresh | 2147483648
            5.2.1    | max-age="60"                | max-age   | 60
            5861-4   | stale-if-error=60           | stale-if-error | 60
            5861-4   | stale-if-error="60"         | stale-if-error | 60
            5861-4   | stale-if-error              | stale-if-error | 0
            5861-4   | stale-if-error =60          | stale-if-error | 0
            5861-4   | stale-if-error=60, stale-if-error=10 | stale-if-error | 10
            5861-4   | max-stale=60                | stale-if-error |
            """)
    void durations(String section, String line, String name, Long seconds) {
        RequestDirectives directives = of(line);
        Optional<Duration> value = switch (name) {
            case "max-age" -> directives.maxAge();
            case "max-stale" -> directives.maxStale();
            case "stale-if-error" -> directives.staleIfError();
            default -> directives.minFresh();
        };
        assertThat(value).isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource({
        "5.2.1.4, no-cache, true, false, false",
        "5.2.1, no-cache;, true, false, false",
        "5.2.1, \"no-store\", false, true, false",
        "5.2.1.4, No-Cache=x, true, false, false",
        "5.2.1.5, no-store, false, true, false",
        "5.2.1.7, only-if-cached, false, false, true",
        "5.2.3, unknown, false, false, false"
    })
    void flags(String section, String line, boolean noCache, boolean noStore, boolean onlyIfCached) {
        RequestDirectives directives = of(line);
        assertThat(directives.noCache()).isEqualTo(noCache);
        assertThat(directives.noStore()).isEqualTo(noStore);
        assertThat(directives.onlyIfCached()).isEqualTo(onlyIfCached);
    }

    @Test
    void noTransform() {
        assertThat(of("no-transform").noTransform()).isTrue();
        assertThat(of("no-transform;").noTransform()).isTrue();
        assertThat(of("foo").noTransform()).isFalse();
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(quoteCharacter = '`', textBlock = """
            5.2.1, `no-cache`, `foo`
            5.2.1, `max-age=0`, `foo`
            5.2.1, `min-fresh=60`, `foo`
            5.2.1, `no-cache, no-store, max-stale=5, only-if-cached, stale-if-error=7, no-transform`, `no-store, max-stale=5, only-if-cached, stale-if-error=7, no-transform`
            """)
    void limited(String section, String line, String rest) {
        assertThat(of(line).limited()).isEqualTo(of(rest));
    }

    @Test
    @Holds("9111-5.4-1")
    void pragmaCountsWhereThereIsNoCacheControl() {
        assertThat(RequestDirectives.of(Fields.of("Pragma", "foo, No-Cache")).noCache())
                .isTrue();
        assertThat(RequestDirectives.of(Fields.of("Pragma", "foo"))).isEqualTo(RequestDirectives.NONE);
        assertThat(RequestDirectives.of(Fields.of("Pragma", "no-cache", "Cache-Control", "max-age=1"))
                        .noCache())
                .isFalse();
    }

    @Test
    void nothingIsAskedWithoutBoth() {
        assertThat(RequestDirectives.of(Fields.of("Accept", "*/*"))).isSameAs(RequestDirectives.NONE);
    }
}
