package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetedControlTest {
    private static final List<String> TARGETS = List.of("own-cache-control", "cdn-cache-control");

    /** Fields are parted by "&"; beside them there always is Cache-Control: no-store, max-age=1. */
    private static ResponseDirectives of(String lines) {
        Fields.Builder fields = Fields.builder().add("Cache-Control", "no-store, max-age=1");
        for (String line : lines.split("&", -1)) {
            int colon = line.indexOf(':');
            fields.add(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return ResponseDirectives.of(fields.build(), TARGETS);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9213-3.1-1  | on the list                          | CDN-Cache-Control: max-age=60                                      | 60
            9213-2.2-1  | the first of the list, if it is last | CDN-Cache-Control: max-age=60 & Own-Cache-Control: max-age=30      | 30
            9213-2.2-1  | the second where the first is broken | Own-Cache-Control: max-age= & CDN-Cache-Control: max-age=60        | 60
            9213-2.2-1  | the second where the first is empty  | Own-Cache-Control: & CDN-Cache-Control: max-age=60                 | 60
            9213-2.2-2  | Cache-Control does not count         | CDN-Cache-Control: s-maxage=60                                     | 60
            9213-2.2-2  | not for what the field leaves open   | CDN-Cache-Control: none                                            | none
            9213-2.2-2  | nor where it is all of other types   | CDN-Cache-Control: max-age=1.5                                     | none
            9213-2.1-1  | several lines are one dictionary     | CDN-Cache-Control: foo & CDN-Cache-Control: max-age=60             | 60
            9213-2.1-1  | the last of several holds            | CDN-Cache-Control: max-age=30, max-age=60                          | 60
            9213-2.1-2  | parameters do not count              | CDN-Cache-Control: max-age=60;max-age=30;no-store                  | 60
            9213-2.1-3  | a string is no integer               | CDN-Cache-Control: foo, max-age="60"                               | none
            9213-2.1-3  | a token is no integer                | CDN-Cache-Control: max-age=a60                                     | none
            9213-2.1-3  | true is no integer                   | CDN-Cache-Control: max-age                                         | none
            9213-2.1-3  | a list is no integer                 | CDN-Cache-Control: max-age=(60)                                    | none
            9213-2.1-3  | an integer below zero is one         | CDN-Cache-Control: max-age=-60                                     | 0
            9213-2.1-1  | the largest integer                  | CDN-Cache-Control: max-age=999999999999999                         | 2147483648
            """)
    void stands_in_for_cache_control(String id, String what, String lines, String seconds) {
        ResponseDirectives directives = of(lines);
        assertThat(directives.targeted()).isTrue();
        assertThat(directives.noStore()).isFalse();
        String lifetime = directives
                .sharedMaxAge()
                .or(directives::maxAge)
                .map(duration -> Long.toString(duration.toSeconds()))
                .orElse("none");
        assertThat(lifetime).isEqualTo(seconds);
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9213-2.2-3 | empty                        | CDN-Cache-Control:
            9213-2.2-3 | nothing but a comma          | CDN-Cache-Control: ,
            9213-2.2-3 | a comma at the end           | CDN-Cache-Control: max-age=60,
            9213-2.2-3 | no value                     | CDN-Cache-Control: max-age=
            9213-2.2-3 | upper case                   | CDN-Cache-Control: Max-Age=60
            9213-2.2-3 | an open string               | CDN-Cache-Control: foo="a, max-age=60
            9213-2.2-3 | white space around the sign  | CDN-Cache-Control: max-age = 60
            9213-2.2-3 | sixteen digits               | CDN-Cache-Control: max-age=1000000000000000
            9213-2.2-3 | stray text                   | CDN-Cache-Control: max-age=60 no-store
            9213-2.2-3 | one broken line of two       | CDN-Cache-Control: max-age=60 & CDN-Cache-Control: =
            9213-2.2-4 | not on the list              | Other-Cache-Control: max-age=60
            9213-2.2-4 | not on the list either       | Surrogate-Control: max-age=60
            """)
    void is_as_if_absent(String id, String what, String lines) {
        ResponseDirectives directives = of(lines);
        assertThat(directives.targeted()).isFalse();
        assertThat(directives.noStore()).isTrue();
    }

    @ParameterizedTest(name = "§{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            9213-2.2-6 | must-revalidate          | must-revalidate, max-age=1
            9213-2.2-6 | no-store                 | max-age=60, no-store
            9213-2.2-6 | no-cache                 | no-cache
            9213-2.2-6 | private                  | private
            9213-2.2-7 | public                   | public
            9213-2.2-7 | s-maxage                 | s-maxage=60
            9213-2.2-7 | immutable                | immutable
            9213-2.2-7 | stale-if-error           | stale-if-error=60
            9213-2.2-6 | private="x-a"            | private="x-a"
            9213-2.2-6 | no-cache="x-a"           | no-cache="x-a"
            9213-2.1-3 | nothing                  | no-store=?0
            9213-2.1-3 | nothing                  | no-store=1
            9213-2.1-3 | nothing                  | public="x"
            9213-2.1-3 | nothing                  | private=?0
            """)
    void directives(String id, String expected, String line) {
        ResponseDirectives directives = of("CDN-Cache-Control: foo, " + line);
        assertThat(directives.targeted()).isTrue();
        assertThat(directives.mustRevalidate()).isEqualTo(expected.equals("must-revalidate"));
        assertThat(directives.noStore()).isEqualTo(expected.equals("no-store"));
        assertThat(directives.noCache()).isEqualTo(expected.equals("no-cache"));
        assertThat(directives.isPrivate()).isEqualTo(expected.equals("private"));
        assertThat(directives.isPublic()).isEqualTo(expected.equals("public"));
        assertThat(directives.immutable()).isEqualTo(expected.equals("immutable"));
        assertThat(directives.sharedMaxAge().isPresent()).isEqualTo(expected.equals("s-maxage"));
        assertThat(directives.staleIfError().isPresent()).isEqualTo(expected.equals("stale-if-error"));
        assertThat(directives.withheld().contains("X-A")).isEqualTo(expected.endsWith("=\"x-a\""));
    }
}
