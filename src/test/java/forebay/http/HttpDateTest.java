package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            9110-5.6.7-1 | IMF-fixdate                       | Sun, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
            9110-5.6.7-1 | rfc850-date                       | Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z
            9110-5.6.7-1 | asctime-date, one-digit day       | Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z
            9110-5.6.7-1 | asctime-date, two-digit day       | Wed Nov 16 08:49:37 1994         | 1994-11-16T08:49:37Z
            9110-5.6.7-1 | asctime-date, first day of a week | Mon Jan  3 00:00:00 1994         | 1994-01-03T00:00:00Z
            9110-5.6.7-2 | two digits, within 50 years       | Sunday, 06-Nov-70 08:49:37 GMT   | 2070-11-06T08:49:37Z
            9110-5.6.7-2 | two digits, just within 50 years  | Monday, 23-Nov-76 11:59:59 GMT   | 2076-11-23T11:59:59Z
            9110-5.6.7-2 | two digits, beyond 50 years       | Monday, 23-Nov-76 12:00:01 GMT   | 1976-11-23T12:00:01Z
            9110-5.6.7-2 | two digits, a leap day            | Tuesday, 29-Feb-00 00:00:00 GMT  | 2000-02-29T00:00:00Z
            5.6.7 | leap second                       | Sat, 31 Dec 2016 23:59:60 GMT    | 2017-01-01T00:00:00Z
            5.6.7 | leap day                          | Thu, 29 Feb 2024 00:00:00 GMT    | 2024-02-29T00:00:00Z
            5.6.7 | year 0                            | Sat, 01 Jan 0000 00:00:00 GMT    | 0000-01-01T00:00:00Z
            5.6.7 | a day name of another date        | Mon, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
            9111-4.2-2 | case of the day name         | sUN, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
            9111-4.2-2 | case of the month name       | Sun, 06 NOV 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z
            9111-4.2-2 | case of the zone             | Sun, 06 Nov 1994 08:49:37 gmt    | 1994-11-06T08:49:37Z
            9111-4.2-2 | case of rfc850-date          | sunday, 06-nov-94 08:49:37 Gmt   | 1994-11-06T08:49:37Z
            9111-4.2-2 | case of asctime-date         | SUN nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z
            """)
    void readsEachForm(String section, String what, String text, Instant expected) {
        assertThat(HttpDate.parse(text, NOW)).contains(expected);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            5.6.7|empty|''
            5.6.7|zero|0
            5.6.7|minus one|-1
            9111-4.2-5|another zone|Sun, 06 Nov 1994 08:49:37 UTC
            9111-4.2-5|numeric zone|Sun, 06 Nov 1994 08:49:37 +0000
            9111-4.2-5|no zone|Sun, 06 Nov 1994 08:49:37
            5.6.7|space at the end|Sun, 06 Nov 1994 08:49:37 GMT\s
            5.6.7|space at the start| Sun, 06 Nov 1994 08:49:37 GMT
            5.6.7|two spaces|Sun,  6 Nov 1994 08:49:37 GMT
            5.6.7|one-digit day|Sun, 6 Nov 1994 08:49:37 GMT
            5.6.7|no comma|Sun 06 Nov 1994 08:49:37 GMT
            5.6.7|unknown day name|Sut, 06 Nov 1994 08:49:37 GMT
            5.6.7|unknown month|Sun, 06 Nuv 1994 08:49:37 GMT
            5.6.7|day 0|Sun, 00 Nov 1994 08:49:37 GMT
            5.6.7|day 31 of November|Sun, 31 Nov 1994 08:49:37 GMT
            5.6.7|29 February of no leap year|Sun, 29 Feb 2023 08:49:37 GMT
            5.6.7|hour 24|Sun, 06 Nov 1994 24:00:00 GMT
            5.6.7|minute 60|Sun, 06 Nov 1994 08:60:37 GMT
            5.6.7|second 61|Sun, 06 Nov 1994 08:49:61 GMT
            5.6.7|dots in the time|Sun, 06 Nov 1994 08.49.37 GMT
            5.6.7|a letter in the year|Sun, 06 Nov 199x 08:49:37 GMT
            5.6.7|a sign in the hour|Sun, 06 Nov 1994 +8:49:37 GMT
            5.6.7|a dash in IMF-fixdate|Sun, 06-Nov 1994 08:49:37 GMT
            5.6.7|an Arabic digit|Sun, ٠6 Nov 1994 08:49:37 GMT
            5.6.7|short day name in rfc850-date|Sun, 06-Nov-94 08:49:37 GMT
            5.6.7|four-digit year in rfc850-date|Sunday, 06-Nov-1994 08:49:37 GMT
            5.6.7|letters in the year of rfc850-date|Sunday, 06-Nov-xx 08:49:37 GMT
            5.6.7|spaces in rfc850-date|Sunday, 06 Nov 94 08:49:37 GMT
            5.6.7|rfc850-date that no century has|Sunday, 29-Feb-25 08:49:37 GMT
            5.6.7|asctime-date with a zone|Sun Nov  6 08:49:37 1994 GMT
            5.6.7|asctime-date with a letter for the day|Sun Nov  x 08:49:37 1994
            5.6.7|asctime-date without its spaces|Sun Nov  6-08:49:37-1994
            5.6.7|ISO 8601|1994-11-06T08:49:37Z
            """)
    void refusesAnythingElse(String section, String what, String text) {
        assertThat(HttpDate.parse(text, NOW)).isEmpty();
    }

    @Test
    void writesImfFixdate() {
        assertThat(HttpDate.format(Instant.parse("1994-11-06T08:49:37.999Z")))
                .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.format(Instant.parse("0007-01-01T00:00:00Z"))).isEqualTo("Mon, 01 Jan 0007 00:00:00 GMT");
    }

    @Holds("9111-4.2-3")
    @Property
    void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = -62_167_219_200L, max = 253_402_300_799L) long second) {
        Instant instant = Instant.ofEpochSecond(second);
        assertThat(HttpDate.parse(HttpDate.format(instant), NOW)).contains(instant);
    }

    @Test
    @Holds("9111-4.2-4")
    void theZoneOfTheMachinePlaysNoPart() {
        TimeZone own = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            for (String text : List.of(
                    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994")) {
                assertThat(HttpDate.parse(text, NOW)).contains(Instant.parse("1994-11-06T08:49:37Z"));
            }
            assertThat(HttpDate.format(NOW)).isEqualTo("Mon, 23 Nov 2026 12:00:00 GMT");
        } finally {
            TimeZone.setDefault(own);
        }
    }

    @Property
    void noTextMakesItThrow(@ForAll @StringLength(max = 40) String text) {
        assertThat(HttpDate.parse(text, NOW)).isNotNull();
    }

    @Property
    void noChangeOfACharacterMakesItThrow(@ForAll @LongRange(min = 0, max = 28) long at, @ForAll char replacement) {
        for (String form : new String[] {
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
        }) {
            StringBuilder text = new StringBuilder(form);
            text.setCharAt((int) Math.min(at, form.length() - 1), replacement);
            assertThat(HttpDate.parse(text.toString(), NOW)).isNotNull();
        }
    }
}
