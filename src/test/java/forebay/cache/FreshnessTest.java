package forebay.cache;

import static forebay.cache.Samples.DATE;
import static forebay.cache.Samples.T;
import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
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
                CachePolicy.RFC,
                new ResponseHead(200, fields),
                ResponseDirectives.of(fields, List.of("cdn-cache-control")),
                receipt);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            4.2.1 | nothing is stated                 |                                                          | none     | 0
            9111-4.2.1-2 | max-age                    | Cache-Control: max-age=60                                | explicit | 60
            9111-4.2.1-1 9111-5.2.2.10-1 | s-maxage before max-age | Cache-Control: max-age=60, s-maxage=30      | explicit | 30
            9111-5.2.2.10-1 9111-5.3-3 | s-maxage before Expires | Cache-Control: s-maxage=30; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 30
            9111-5.3-2 | max-age before Expires       | Cache-Control: max-age=60; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 60
            9111-5.3-2 | max-age=0 before Expires     | Cache-Control: max-age=0; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 0
            9111-4.2.1-6 | a broken s-maxage before max-age | Cache-Control: max-age=60, s-maxage=x                | explicit | 0
            9111-4.2.1-6 | a broken max-age before Expires  | Cache-Control: max-age=x; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 0
            9111-4.2.1-3 | Expires less Date          | Expires: Mon, 23 Nov 2026 13:00:00 GMT                   | explicit | 3600
            5.3   | Expires equals Date               | Expires: Mon, 23 Nov 2026 12:00:00 GMT                   | explicit | 0
            5.3   | Expires before Date               | Expires: Mon, 23 Nov 2026 11:00:00 GMT                   | explicit | 0
            9111-5.3-1 | Expires: 0                   | Expires: 0                                               | explicit | 0
            9111-5.3-1 | Expires: -1                  | Expires: -1                                              | explicit | 0
            9111-5.3-1 | Expires is empty             | Expires:                                                 | explicit | 0
            9111-5.3-1 | Expires in ISO 8601          | Expires: 2026-11-23T13:00:00Z                            | explicit | 0
            9111-5.3-1 | Expires with one digit for the hour | Expires: Mon, 23 Nov 2026 1:00:00 GMT             | explicit | 0
            9111-5.3-1 | Expires with two dates       | Expires: Mon, 23 Nov 2026 13:00:00 GMT, Mon, 23 Nov 2026 13:00:00 GMT | explicit | 0
            9111-4.2-5 | Expires in another zone      | Expires: Mon, 23 Nov 2026 13:00:00 CET                   | explicit | 0
            9111-4.2-5 | Expires in UTC by that name  | Expires: Mon, 23 Nov 2026 13:00:00 UTC                   | explicit | 0
            9111-4.2-2 | Expires in any case          | Expires: MON, 23 nov 2026 13:00:00 gmt                   | explicit | 3600
            9110-5.6.7-1 | Expires as rfc850-date     | Expires: Monday, 23-Nov-26 13:00:00 GMT                  | explicit | 3600
            9110-5.6.7-1 | Expires as asctime-date    | Expires: Mon Nov 23 13:00:00 2026                        | explicit | 3600
            9110-5.6.7-2 | Expires in 1980            | Expires: Sunday, 23-Nov-80 13:00:00 GMT                  | explicit | 0
            9111-4.2.1-3 | Expires at the end of time | Expires: Fri, 31 Dec 9999 23:59:59 GMT                   | explicit | 251606865599
            9111-4.2.1-4 | Expires twice, alike       | Expires: Mon, 23 Nov 2026 13:00:00 GMT; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 3600
            9111-4.2.1-4 | Expires twice, the first is earlier | Expires: Mon, 23 Nov 2026 13:00:00 GMT; Expires: Mon, 23 Nov 2026 14:00:00 GMT | explicit | 3600
            9111-4.2.1-4 | Expires twice, the first is later | Expires: Mon, 23 Nov 2026 14:00:00 GMT; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 0
            9111-4.2.1-4 | Expires twice, the first broken | Expires: 0; Expires: Mon, 23 Nov 2026 13:00:00 GMT | explicit | 0
            9111-4.2.1-4 | Expires twice, one broken  | Expires: Mon, 23 Nov 2026 13:00:00 GMT; Expires: 0       | explicit | 0
            5.2   | other directives do not matter    | Cache-Control: public, foo=3                             | none     | 0
            9111-5.4-2 | Pragma does not matter       | Cache-Control: max-age=60; Pragma: no-cache              | explicit | 60
            9111-4.2.2-1 9111-4.2.2-4 | a tenth of the time since Last-Modified | Last-Modified: Mon, 23 Nov 2026 11:00:00 GMT | heuristic | 360
            9111-4.2.2-4 | a day at most              | Last-Modified: Thu, 23 Nov 2023 11:00:00 GMT             | heuristic | 86400
            9111-4.2.2-4 | nothing for a broken one   | Last-Modified: yesterday                                 | none     | 0
            9111-4.2.2-4 | nothing for one that is now | Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT            | none     | 0
            9111-4.2.2-4 | nothing for one ahead      | Last-Modified: Mon, 23 Nov 2026 13:00:00 GMT             | none     | 0
            9111-4.2.2-2 | not beside max-age         | Cache-Control: max-age=5; Last-Modified: Mon, 23 Nov 2026 11:00:00 GMT | explicit | 5
            9111-4.2.2-2 | not beside a broken max-age | Cache-Control: max-age=x; Last-Modified: Mon, 23 Nov 2026 11:00:00 GMT | explicit | 0
            9111-4.2.2-2 | not beside Expires         | Expires: Mon, 23 Nov 2026 12:00:05 GMT; Last-Modified: Mon, 23 Nov 2026 11:00:00 GMT | explicit | 5
            9111-4.2.2-2 | not beside a broken Expires | Expires: 0; Last-Modified: Mon, 23 Nov 2026 11:00:00 GMT | explicit | 0
            9213-2.2-1 | a targeted field             | CDN-Cache-Control: max-age=90; Cache-Control: max-age=60; Expires: 0 | explicit | 90
            9213-2.2-2 | Expires beside a targeted field | CDN-Cache-Control: none; Expires: Mon, 23 Nov 2026 13:00:00 GMT | none | 0
            9213-2.2-4 | a field that is no target    | Other-Cache-Control: max-age=90; Cache-Control: max-age=60 | explicit | 60
            """)
    void lifetime(String id, String what, String lines, String kind, long seconds) {
        check(of("Date: " + DATE + ";" + (lines == null ? "" : lines), Samples.at(T)), kind, seconds);
    }

    private static void check(Freshness freshness, String kind, long seconds) {
        assertThat(freshness.kind().name()).isEqualToIgnoringCase(kind);
        assertThat(freshness.lifetime())
                .isEqualTo(kind.equals("none") ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
        assertThat(freshness.remainingSeconds(T)).isEqualTo(seconds);
    }

    private static final String MODIFIED = "; Last-Modified: Mon, 23 Nov 2026 11:00:00 GMT";

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9110-15.1-1 9111-4.2.2-3 | cacheable by default | 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501 | foo | heuristic | 360
            9110-15.1-1 9111-4.2.2-3 | not by default | 201, 202, 205, 299, 302, 303, 307, 400, 403, 451, 500, 503, 599 | foo | none | 0
            9111-4.2.2-3 9111-5.2.2.9-2 | public | 201, 202, 299, 302, 303, 307, 400, 403, 451, 500, 503, 599 | public | heuristic | 360
            """)
    void heuristicByStatus(String id, String what, String statuses, String directives, String kind, long seconds) {
        for (String status : statuses.split(", ", -1)) {
            check(
                    of(CachePolicy.RFC, Integer.parseInt(status), "Cache-Control: " + directives + MODIFIED),
                    kind,
                    seconds);
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            no share is no heuristic           | 200 | foo        |    |  0 | 60 |    | none      | 0
            the operator's share               | 200 | foo        |    | 20 | 99999 |  | heuristic | 720
            the operator's bound               | 200 | foo        |    | 20 | 60 |    | heuristic | 60
            the operator's ttl                 | 200 | foo        | 30 | 10 | 60 |    | operator  | 30
            the operator's ttl, redirect       | 301 | foo        | 30 | 10 | 60 |    | operator  | 30
            no ttl for other statuses          | 500 | foo        | 30 | 10 | 60 |    | none      | 0
            ttl for those that are public      | 500 | public     | 30 | 10 | 60 |    | operator  | 30
            ttl never beside a word            | 200 | max-age=5  | 30 | 10 | 60 |    | explicit  | 5
            ttl never beside a broken one      | 200 | max-age=x  | 30 | 10 | 60 |    | explicit  | 0
            errors: a bound                    | 404 | max-age=50 |    | 10 | 60 |  9 | explicit  | 9
            errors: the first of them          | 400 | max-age=50 |    | 10 | 60 |  9 | explicit  | 9
            errors: not an error               | 399 | max-age=50 |    | 10 | 60 |  9 | explicit  | 50
            errors: a bound for ttl            | 404 | foo        | 30 | 10 | 60 |  9 | operator  | 9
            errors: a bound for the heuristic  | 404 | foo        |    | 10 | 60 |  9 | heuristic | 9
            errors: less than the bound        | 503 | max-age=5  |    | 10 | 60 |  9 | explicit  | 5
            errors: nothing where nothing was  | 503 | foo        |    | 10 | 60 |  9 | none      | 0
            no bound for others                | 399 | max-age=50 |    | 10 | 60 |  9 | explicit  | 50
            """)
    void operator(
            String what,
            int status,
            String directives,
            Long ttl,
            int percent,
            long max,
            Long errorMax,
            String kind,
            long seconds) {
        CachePolicy policy = CachePolicy.RFC.withLifetimes(new CachePolicy.Lifetimes(
                Optional.ofNullable(ttl).map(Duration::ofSeconds),
                percent,
                Duration.ofSeconds(max),
                Optional.ofNullable(errorMax).map(Duration::ofSeconds)));
        check(of(policy, status, "Cache-Control: " + directives + MODIFIED), kind, seconds);
    }

    private static Freshness of(CachePolicy policy, int status, String lines) {
        ResponseHead head = Samples.head(status, "Date: " + DATE + "; " + lines);
        return Freshness.of(policy, head, ResponseDirectives.of(head.fields(), policy.targets()), Samples.at(T));
    }

    /** Received at T; the columns say how long before that it was asked for, and how long after T it is looked at. */
    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            4.2.3 | just made                        | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 0     | 0     | 0
            9111-4.2.3-3 | resident time                    | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 0     | 7000  | 7
            4.2.3 | parts of a second do not count   | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 0     | 7999  | 7
            9111-4.2.3-1 | apparent age                     | Date: Mon, 23 Nov 2026 11:59:50 GMT          | 0     | 0     | 10
            9111-4.2.3-1 | a Date ahead is no age           | Date: Mon, 23 Nov 2026 12:10:00 GMT          | 0     | 5000  | 5
            9110-6.6.1-1 | no Date is the time of receipt   |                                              | 0     | 5000  | 5
            9110-6.6.1-2 | a broken Date likewise           | Date: yesterday                              | 0     | 5000  | 5
            4.2.3 | Age                              | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | 0     | 5000  | 35
            9111-4.2.3-2 | Age and response delay           | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | 2000  | 0     | 32
            9111-4.2.3-2 | response delay without Age       | Date: Mon, 23 Nov 2026 12:00:00 GMT          | 2000  | 0     | 2
            9111-4.2.3-3 | the larger of both               | Date: Mon, 23 Nov 2026 11:59:00 GMT; Age: 30 | 2000  | 0     | 60
            9111-4.2.3-3 | the larger of both, the other    | Date: Mon, 23 Nov 2026 11:59:50 GMT; Age: 30 | 2000  | 0     | 32
            4.2.3 | a clock set back while asking    | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | -9000 | 0     | 30
            4.2.3 | a clock set back since           | Date: Mon, 23 Nov 2026 12:00:00 GMT; Age: 30 | 0     | -9000 | 30
            9111-5.1-1 | the first member of Age          | Age: 30, 60                                  | 0     | 0     | 30
            9111-5.1-1 | the first line of Age            | Age: 30; Age: 60                             | 0     | 0     | 30
            9111-5.1-2 | a broken Age is ignored          | Age: 3x                                      | 0     | 0     | 0
            9111-5.1-2 | a negative Age is ignored        | Age: -3                                      | 0     | 0     | 0
            9111-5.1-2 | an empty Age is ignored          | Age:                                         | 0     | 0     | 0
            9111-5.1-1 | the first member, the second is none | Age: 30, x                            | 0     | 0     | 30
            9111-5.1-2 | the first member is none      | Age: x, 30                                   | 0     | 0     | 0
            9111-5.1-2 | a fraction                    | Age: 30.5                                    | 0     | 0     | 0
            9111-5.1-2 | a quoted Age                  | Age: "30"                                    | 0     | 0     | 0
            9111-5.1-2 | a sign                        | Age: +30                                     | 0     | 0     | 0
            9111-1.2.2-1 | an Age beyond all bounds         | Age: 99999999999999999999                    | 0     | 0     | 2147483648
            """)
    void age(String section, String what, String lines, long delayMillis, long laterMillis, long expected) {
        Receipt receipt = new Receipt(T.minusMillis(delayMillis), T, Stamp.NONE);
        Freshness freshness = of(lines == null ? "" : lines, receipt);
        assertThat(freshness.ageSeconds(T.plusMillis(laterMillis))).isEqualTo(expected);
    }

    @Test
    @Holds({"9111-4.2-1", "9111-5.2.2.1-1"})
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
