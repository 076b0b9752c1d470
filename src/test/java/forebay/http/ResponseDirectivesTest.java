package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import java.time.Duration;
import java.util.ArrayList;
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

    /** All that restricts or permits, as words in a fixed order. */
    private static String words(ResponseDirectives directives) {
        List<String> words = new ArrayList<>();
        add(words, directives.noStore(), "no-store");
        add(words, directives.noCache(), "no-cache");
        add(words, directives.isPrivate(), "private");
        add(words, directives.isPublic(), "public");
        add(words, directives.mustRevalidate(), "must-revalidate");
        add(words, directives.proxyRevalidate(), "proxy-revalidate");
        add(words, directives.mustUnderstand(), "must-understand");
        add(words, directives.noTransform(), "no-transform");
        add(words, directives.immutable(), "immutable");
        add(words, directives.allowsSharing(), "sharing");
        words.addAll(directives.withheld());
        return String.join(" ", words);
    }

    private static void add(List<String> words, boolean there, String word) {
        if (there) {
            words.add(word);
        }
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5.2.2.1                   | max-age=60                    | 60
            9111-5.2-3                | max-age="60"                  | 60
            9111-5.2-2                | MAX-AGE=60                    | 60
            5.2.2.1                   | max-age=0                     | 0
            5.2.2.1                   | max-age=007                   | 7
            9111-1.2.2-1              | max-age=2147483647            | 2147483647
            9111-1.2.2-1              | max-age=2147483648            | 2147483648
            9111-1.2.2-1              | max-age=99999999999999999999  | 2147483648
            9111-4.2.1-6              | max-age                       | 0
            9111-4.2.1-6              | max-age=                      | 0
            9111-4.2.1-6              | max-age=""                    | 0
            9111-4.2.1-6              | max-age=-1                    | 0
            9111-4.2.1-6              | max-age=+60                   | 0
            9111-4.2.1-6              | max-age=6.0                   | 0
            9111-4.2.1-6              | max-age=6e1                   | 0
            9111-4.2.1-6              | max-age=60s                   | 0
            9111-4.2.1-6              | max-age=s60                   | 0
            9111-4.2.1-6              | max-age='60'                  | 0
            9111-4.2.1-6              | max-age=" 60"                 | 0
            9111-4.2.1-6              | max-age="60                   | 0
            9111-4.2.1-6              | max-age =60                   | 0
            9111-4.2.1-6              | max-age= 60                   | 0
            9111-4.2.1-6              | max-age=60;no-transform       | 0
            9111-4.2.1-6              | max-age=60 30                 | 0
            9111-4.2.1-6              | max-age=60"30                 | 0
            9111-4.2.1-4              | max-age=60, max-age=60        | 60
            9111-4.2.1-4              | max-age=60, max-age="060"     | 60
            9111-4.2.1-4 9111-4.2.1-5 | max-age=60, max-age=10        | 0
            9111-4.2.1-4 9111-4.2.1-5 | max-age=10, max-age=60        | 10
            9111-4.2.1-4 9111-4.2.1-5 | max-age=10, max-age=60, max-age=20 | 10
            9111-4.2.1-4 9111-4.2.1-5 | max-age=10, max-age=5, max-age=60 | 0
            9111-4.2.1-4              | max-age=60, max-age=x         | 0
            9111-4.2.1-4              | max-age=x, max-age=60         | 0
            9111-5.2-3                | ,  , max-age=60 , ,           | 60
            9111-5.2.3-1              | foo="max-age=5", max-age=60   | 60
            9111-5.2.3-1              | foo="\\", max-age=5", max-age=60 | 60
            9111-5.2.3-1              | xmax-age=5, max-agex=5, max-age=60 | 60
            9111-5.2.3-1              | @, max-age=60                 | 60
            9111-4.2.1-6              | foo="a, max-age=60            | 0
            """)
    void lifetime(String id, String line, long seconds) {
        assertThat(of(line).maxAge()).contains(Duration.ofSeconds(seconds));
        String shared = line.toLowerCase(java.util.Locale.ROOT).replace("max-age", "s-maxage");
        assertThat(of(shared).sharedMaxAge()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void whiteSpaceBeforeTheFirstDirectiveMeansNothing() {
        assertThat(of(" \tmax-age=60").maxAge()).contains(Duration.ofSeconds(60));
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5861-3 | =60               | 60
            5861-3 | ="60"             | 60
            5861-3 | =0                | 0
            5861-3 | ''                | 0
            5861-3 | =x                | 0
            5861-3 | =-1               | 0
            5861-3 | =60, foo, %s=10   | 10
            5861-3 | =10, foo, %s=60   | 10
            """)
    void staleness(String section, String rest, long seconds) {
        String text = rest.equals("''") ? "" : rest;
        String revalidate = ("stale-while-revalidate" + text).replace("%s", "stale-while-revalidate");
        assertThat(of(revalidate).staleWhileRevalidate()).contains(Duration.ofSeconds(seconds));
        assertThat(of(revalidate).staleIfError()).isEmpty();
        String error = ("Stale-If-Error" + text).replace("%s", "stale-if-error");
        assertThat(of(error).staleIfError()).contains(Duration.ofSeconds(seconds));
        assertThat(of(error).staleWhileRevalidate()).isEmpty();
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5.2.2.5      | no-store                       | no-store
            9111-5.2-2   | No-Store                       | no-store
            5.2.2.5      | no-store=x                     | no-store
            5.2.2.5      | max-age=6,no-store             | no-store
            5.2.2.4      | no-cache                       | no-cache
            5.2.2.4      | no-cache="X-A"               | x-a
            5.2.2.4      | no-cache=X-A                   | x-a
            5.2.2.4      | no-cache=""                    | no-cache
            5.2.2.4      | no-cache, no-cache="X-A"       | no-cache x-a
            5.2.2.7      | private                        | private
            5.2.2.7      | private="Set-Cookie, , x-b"    | set-cookie x-b
            5.2.2.7      | private="x-b", no-cache="x-a"  | x-a x-b
            5.2.2.7      | private=Set-Cookie             | set-cookie
            5.2.2.7      | private="not a name"           | private
            5.2.2.7      | private="x-a, Vary"            | private
            5.2.2.7      | private="Content-Type"         | private
            5.2.2.4      | no-cache="ETag"                | no-cache
            5.2.2.9      | public                         | public sharing
            5.2.2.9      | public=x                       | ''
            5.2.2.2      | must-revalidate                | must-revalidate sharing
            5.2.2.2      | must-revalidate=x              | must-revalidate sharing
            5.2.2.8      | proxy-revalidate               | proxy-revalidate
            5.2.2.3      | must-understand                | must-understand
            5.2.2.6      | no-transform                   | no-transform
            3.5          | s-maxage=0                     | sharing
            3.5          | s-maxage=x                     | ''
            8246-2       | immutable                      | immutable
            8246-2       | immutable=x                    | immutable
            9111-5.2.3-1 | foo                            | ''
            9111-5.2.3-1 | foo="no-store"                 | ''
            9111-5.2.3-1 | foo="a, no-store, b"           | ''
            9111-5.2.3-1 | foo=a/b                        | ''
            9111-5.2.3-1 | foo="bar"baz                   | ''
            9111-5.2.3-1 | no-stores, xpublic             | ''
            """)
    void flags(String id, String line, String expected) {
        assertThat(words(of(line)).toLowerCase(java.util.Locale.ROOT)).isEqualTo(expected.equals("''") ? "" : expected);
    }

    /** Restrictions count wherever they may have been meant, permissions nowhere but in their place. */
    @ParameterizedTest(name = "§5.2 {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            foo="bar, no-store                   | no-store
            foo="bar, public                     | ''
            foo="bar, private="x-a"              | private
            foo=b"ar, no-store"                  | no-store
            "no-store"                           | no-store
            'no-store'                           | ''
            no-store =x                          | no-store
            @, no-store                          | no-store
            max-age=60; no-store                 | no-store
            max-age=60;private                   | private
            foo bar no-cache                     | no-cache
            private="x-a                         | private
            must-revalidate;                     | must-revalidate
            must-understand "x"                  | must-understand
            public;                              | ''
            public no-store                      | no-store
            =no-store                            | no-store
            foo="\\                              | ''
            """)
    void whatIsBrokenRestrictsAndNeverPermits(String line, String expected) {
        assertThat(words(of(line))).isEqualTo(expected.equals("''") ? "" : expected);
    }

    @Test
    void everyLineCounts() {
        ResponseDirectives directives = of("max-age=60", "s-maxage=30, public", "foo=\"x", "private");
        assertThat(directives.maxAge()).contains(Duration.ofMinutes(1));
        assertThat(directives.sharedMaxAge()).contains(Duration.ofSeconds(30));
        assertThat(directives.isPublic()).isTrue();
        assertThat(directives.isPrivate()).isTrue();
        assertThat(directives.targeted()).isFalse();
    }

    @Test
    @Holds("9111-5.4-2")
    void nothingIsSaidWithoutCacheControl() {
        ResponseDirectives directives = ResponseDirectives.of(Fields.of("Pragma", "no-cache"), List.of());
        assertThat(words(directives)).isEmpty();
        assertThat(directives.maxAge()).isEmpty();
        assertThat(directives.sharedMaxAge()).isEmpty();
        assertThat(directives.staleIfError()).isEmpty();
        assertThat(directives.staleWhileRevalidate()).isEmpty();
    }

    @Property
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(of(text, "max-age=" + text, "foo=\"" + text)).isNotNull();
        assertThat(RequestDirectives.of(Fields.of("Cache-Control", text))).isNotNull();
        Fields targeted = Fields.of("CDN-Cache-Control", text, "CDN-Cache-Control", "max-age=" + text);
        assertThat(ResponseDirectives.of(targeted, List.of("cdn-cache-control")))
                .isNotNull();
    }

    @Property
    void aRestrictionAfterACommaIsAlwaysSeen(@ForAll String text) {
        assertThat(of(text + ", no-store").noStore()).isTrue();
    }

    @Property
    void digitsAreReadAsTheyStand(@ForAll int value) {
        Optional<Duration> read = DeltaSeconds.parse(Integer.toString(value));
        assertThat(read).isEqualTo(value < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(value)));
    }
}
