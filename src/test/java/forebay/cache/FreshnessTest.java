package forebay.cache;

import static forebay.cache.Samples.DATE;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.http.Fields;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
    private static Freshness of(String lines, Receipt receipt) {
        Fields fields = Samples.head(200, lines).fields();
        return Freshness.of(
                CachePolicy.RFC, new ResponseHead(200, fields), ResponseDirectives.of(fields, List.of()), receipt);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            4.2.1 | nothing is stated                 |                                                          | none
            4.2.2 | Last-Modified is no lifetime here | Last-Modified: Sun, 01 Nov 2026 12:00:00 GMT             | none
            4.2.1 | max-age                           | Cache-Control: max-age=60                                | 60
            4.2.1 | s-maxage before max-age           | Cache-Control: max-age=60, s-maxage=30                   | 30
            4.2.1 | max-age before Expires            | Cache-Control: max-age=60; Expires: Mon, 23 Nov 2026 13:00:00 GMT | 60
            4.2.1 | a broken s-maxage before max-age  | Cache-Control: max-age=60, s-maxage=x                    | 0
            4.2.1 | a broken max-age before Expires   | Cache-Control: max-age=x; Expires: Mon, 23 Nov 2026 13:00:00 GMT | 0
            4.2.1 | Expires less Date                 | Expires: Mon, 23 Nov 2026 13:00:00 GMT                   | 3600
            5.3   | Expires equals Date               | Expires: Mon, 23 Nov 2026 12:00:00 GMT                   | 0
            5.3   | Expires before Date               | Expires: Mon, 23 Nov 2026 11:00:00 GMT                   | 0
            5.3   | Expires: 0                        | Expires: 0                                               | 0
            5.3   | Expires: -1                       | Expires: -1                                              | 0
            5.3   | Expires in another zone           | Expires: Mon, 23 Nov 2026 13:00:00 CET                   | 0
            5.3   | Expires in the obsolete form      | Expires: Monday, 23-Nov-26 13:00:00 GMT                  | 3600
            4.2.1 | Expires twice, alike              | Expires: Mon, 23 Nov 2026 13:00:00 GMT; Expires: Mon, 23 Nov 2026 13:00:00 GMT | 3600
            4.2.1 | Expires twice, different          | Expires: Mon, 23 Nov 2026 13:00:00 GMT; Expires: Mon, 23 Nov 2026 14:00:00 GMT | 0
            5.2   | other directives do not matter    | Cache-Control: public, foo=3                             | none
            """)
    void lifetime(String section, String what, String lines, Long seconds) {
        String text = "Date: " + DATE + ";" + (lines == null ? "" : lines);
        assertThat(of(text, Samples.at(T)).lifetime())
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }

    /** Received at T; the columns say how long before that it was asked for, and how long after T it is looked at. */
    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            4.2.3 | just made                        | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 0     | 0     | 0
            4.2.3 | resident time                    | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 0     | 7000  | 7
            4.2.3 | parts of a second do not count   | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 0     | 7999  | 7
            4.2.3 | apparent age                     | Date: Mon, 23 Nov 2026 11:59:50 GMT          | 0     | 0     | 10
            4.2.3 | a Date ahead is no age           | Date: Mon, 23 Nov 2026 12:10:00 GMT          | 0     | 5000  | 5
            4.2.3 | no Date is the time of receipt   |                                              | 0     | 5000  | 5
            4.2.3 | a broken Date likewise           | Date: yesterday                              | 0     | 5000  | 5
            4.2.3 | Age                              | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | 0     | 5000  | 35
            4.2.3 | Age and response delay           | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | 2000  | 0     | 32
            4.2.3 | response delay without Age       | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 2000  | 0     | 2
            4.2.3 | the larger of both               | Date: Mon, 23 Nov 2026 11:59:00 GMT; Age: 30 | 2000  | 0     | 60
            4.2.3 | the larger of both, the other    | Date: Mon, 23 Nov 2026 11:59:50 GMT; Age: 30 | 2000  | 0     | 32
            4.2.3 | a clock set back while asking    | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | -9000 | 0     | 30
            4.2.3 | a clock set back since           | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | 0     | -9000 | 30
            5.1   | the first member of Age          | Age: 30, 60                                  | 0     | 0     | 30
            5.1   | the first line of Age            | Age: 30; Age: 60                             | 0     | 0     | 30
            5.1   | a broken Age is ignored          | Age: 3x                                      | 0     | 0     | 0
            5.1   | a negative Age is ignored        | Age: -3                                      | 0     | 0     | 0
            5.1   | an empty Age is ignored          | Age:                                         | 0     | 0     | 0
            1.2.2 | an Age beyond all bounds         | Age: 99999999999999999999                    | 0     | 0     | 2147483648
            """)
    void age(String section, String what, String lines, long delayMillis, long laterMillis, long expected) {
        Receipt receipt = new Receipt(T.minusMillis(delayMillis), T, 0);
        Freshness freshness = of(lines == null ? "" : lines, receipt);
        assertThat(freshness.ageSeconds(T.plusMillis(laterMillis))).isEqualTo(expected);
    }

    @Test
    void aResponseIsFreshWhileItsLifetimeExceedsItsAge() {
        StoredResponse stored = Samples.stored("Cache-Control: max-age=10");
        assertThat(stored.isFresh(T.plusMillis(9_999))).isTrue();
        assertThat(stored.isFresh(T.plusMillis(10_000))).isFalse();
        assertThat(stored.remaining(T.plusSeconds(4))).isEqualTo(Duration.ofSeconds(6));
        assertThat(stored.remaining(T.plusSeconds(14))).isEqualTo(Duration.ofSeconds(-4));
        assertThat(stored.ageSeconds(T.plusSeconds(4))).isEqualTo(4);
        assertThat(Samples.stored("Cache-Control: max-age=0").isFresh(T)).isFalse();
        assertThat(Samples.stored("ETag: \"1\"").isFresh(T)).isFalse();
    }

    @Test
    void dateOfTheResponse() {
        assertThat(of("Date: Mon, 23 Nov 2026 11:00:00 GMT", Samples.at(T)).date())
                .isEqualTo(Instant.parse("2026-11-23T11:00:00Z"));
        assertThat(of("", Samples.at(T)).date()).isEqualTo(T);
    }
}
