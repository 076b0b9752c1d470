package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a=1                 | a  | 1",
                "a=1; b=2            | b  | 2",
                "aa=1;a=2            | a  | 2",
                "a=1; a=2            | a  | 1",
                "'a = 1 ; b=2'       | a  | 1",
                "a=b=c               | a  | b=c",
                "a=                  | a  | ''",
                "a; b=2              | b  | 2",
                "a; b=2              | a  | -",
                "a=1; b              | b  | -",
                ";a=1                | a  | 1",
                "'\ta\t=\t1\t'       | a  | 1",
                "A=1                 | a  | -",
                "b=a=1               | a  | -",
                "''                  | a  | -"
            })
    void theFirstOfAName(String line, String name, String value) {
        assertThat(Cookies.value(Fields.of("cookie", line), name).orElse(null)).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"x, 1", "y, 2"})
    void cookieMayBePartedIntoLines(String name, String value) {
        Fields parted = Fields.of("Cookie", "x=1", "Host", "y=3", "Cookie", "x=9; y=2");
        assertThat(Cookies.value(parted, name)).contains(value);
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1; own=2; b=3   | a=1; b=3",
                "own=2; b=3        | b=3",
                "a=1;own=2         | a=1",
                "a=1 ;own=2 ; own=4;b | a=1 ;b",
                "owner=2; a=own=1  | owner=2; a=own=1",
                "own; a=1          | own; a=1"
            })
    void cookiesOfTheGatewayAreTakenOut(String line, String left) {
        assertThat(Cookies.without(Fields.of("Host", "x", "cookie", line), Set.of("own")))
                .isEqualTo(Fields.of("Host", "x", "cookie", left));
    }

    @Test
    void whereThereIsNoneOfThemNothingChanges() {
        Fields request = Fields.of("Cookie", " a=1 ;; b", "Host", "own=1");
        assertThat(Cookies.without(request, Set.of("own"))).isSameAs(request);
    }

    @Test
    void whatIsNoSpaceOfHttpIsAPartOfAName() {
        Fields request = Fields.of("Cookie", "own=1; \u2003b=1");
        assertThat(Cookies.value(request, "b")).isEmpty();
        assertThat(Cookies.without(request, Set.of("own"))).isEqualTo(Fields.of("Cookie", "\u2003b=1"));
    }

    @Test
    void aLineThatHeldNoOtherCookieGoes() {
        assertThat(Cookies.without(Fields.of("Cookie", "own=1", "Cookie", "a=1"), Set.of("own")))
                .isEqualTo(Fields.of("Cookie", "a=1"));
    }
}
