package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseDirectivesTest {
    private static ResponseDirectives of(String... lines) {
        Fields.Builder fields = Fields.builder();
        for (String line : lines) {
            fields.add("cache-control", line);
        }
        return ResponseDirectives.of(fields.build(), List.of());
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5.2.2.1  | max-age=60                    | 60
            5.2.2.1  | max-age="60"                  | 60
            5.2      | MAX-AGE=60                    | 60
            5.2.2.1  | max-age=0                     | 0
            5.2.2.1  | max-age=007                   | 7
            1.2.2    | max-age=2147483647            | 2147483647
            1.2.2    | max-age=2147483648            | 2147483648
            1.2.2    | max-age=99999999999999999999  | 2147483648
            4.2.1    | max-age                       | 0
            4.2.1    | max-age=                      | 0
            4.2.1    | max-age=""                    | 0
            4.2.1    | max-age=-1                    | 0
            4.2.1    | max-age=+60                   | 0
            4.2.1    | max-age=6.0                   | 0
            4.2.1    | max-age=60s                   | 0
            4.2.1    | max-age='60'                  | 0
            4.2.1    | max-age="60                   | 60
            4.2.1    | max-age =60                   | 0
            4.2.1    | max-age= 60                   | 0
            4.2.1    | max-age=60, max-age=60        | 60
            4.2.1    | max-age=60, max-age=10        | 10
            4.2.1    | max-age=10, max-age=60        | 10
            4.2.1    | max-age=60, max-age=x         | 0
            5.2      | ,  , max-age=60 , ,           | 60
            5.2.3    | foo="max-age=5", max-age=60   | 60
            5.2.3    | foo="\\", max-age=5", max-age=60 | 60
            5.2.3    | xmax-age=5, max-age=60        | 60
            """)
    void lifetime(String section, String line, long seconds) {
        assertThat(of(line).maxAge()).contains(Duration.ofSeconds(seconds));
        String shared = line.toLowerCase(java.util.Locale.ROOT).replace("max-age", "s-maxage");
        assertThat(of(shared).sharedMaxAge()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5.2.2.5  | no-store                | no-store
            5.2.2.5  | No-Store                | no-store
            5.2.2.5  | no-store=x              | no-store
            5.2.2.5  | max-age=6,no-store      | no-store
            5.2.2.4  | no-cache                | no-cache
            5.2.2.4  | no-cache="Set-Cookie"   | no-cache
            5.2.2.4  | no-cache=Set-Cookie     | no-cache
            5.2.2.7  | private                 | private
            5.2.2.7  | private="Set-Cookie"    | private
            5.2.2.9  | public                  | public
            5.2.2.2  | must-revalidate         | must-revalidate
            5.2.2.8  | proxy-revalidate        | proxy-revalidate
            5.2.3    | foo                     | ''
            5.2.3    | foo="no-store"          | ''
            5.2.3    | foo=a/b                 | ''
            5.2      | no-stores               | ''
            """)
    void flags(String section, String line, String expected) {
        ResponseDirectives directives = of(line);
        assertThat(directives.noStore()).isEqualTo(expected.equals("no-store"));
        assertThat(directives.noCache()).isEqualTo(expected.equals("no-cache"));
        assertThat(directives.isPrivate()).isEqualTo(expected.equals("private"));
        assertThat(directives.isPublic()).isEqualTo(expected.equals("public"));
        assertThat(directives.mustRevalidate()).isEqualTo(expected.equals("must-revalidate"));
        assertThat(directives.proxyRevalidate()).isEqualTo(expected.equals("proxy-revalidate"));
        assertThat(directives.malformed()).isFalse();
    }

    @ParameterizedTest(name = "§5.2 {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            foo="bar, no-store
            foo="bar\\
            foo="bar"baz
            foo=b"ar, no-store"
            max-age =60
            max-age= 60
            max age=60
            =60
            "no-store"
            @
            max-age=60; no-store
            """)
    void whatCanNotBeReadInOneWayIsMalformed(String line) {
        assertThat(of(line).malformed()).isTrue();
    }

    @Test
    void restrictionsAreFoundInBrokenLinesToo() {
        assertThat(of("@, no-store").noStore()).isTrue();
        assertThat(of("no-store =x").noStore()).isTrue();
        assertThat(of("foo=\"x", "private").isPrivate()).isTrue();
    }

    @Test
    void everyLineCounts() {
        ResponseDirectives directives = of("max-age=60", "s-maxage=30, public");
        assertThat(directives.maxAge()).contains(Duration.ofMinutes(1));
        assertThat(directives.sharedMaxAge()).contains(Duration.ofSeconds(30));
        assertThat(directives.isPublic()).isTrue();
    }

    @Test
    void nothingIsSaidWithoutCacheControl() {
        ResponseDirectives directives = ResponseDirectives.of(Fields.of("Pragma", "no-cache"), List.of());
        assertThat(directives.noCache()).isFalse();
        assertThat(directives.maxAge()).isEmpty();
        assertThat(directives.sharedMaxAge()).isEmpty();
        assertThat(directives.malformed()).isFalse();
    }

    @Property
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(of(text, "max-age=" + text, "foo=\"" + text)).isNotNull();
        assertThat(RequestDirectives.of(Fields.of("Cache-Control", text))).isNotNull();
    }

    @Property
    void aRestrictionAfterACommaIsAlwaysSeenOrTheFieldIsMalformed(@ForAll String text) {
        ResponseDirectives directives = of(text + ", no-store");
        assertThat(directives.noStore() || directives.malformed()).isTrue();
    }

    @Property
    void digitsAreReadAsTheyStand(@ForAll int value) {
        Optional<Duration> read = DeltaSeconds.parse(Integer.toString(value));
        assertThat(read).isEqualTo(value < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(value)));
    }
}
