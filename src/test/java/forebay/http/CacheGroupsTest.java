package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.coverage.Holds;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheGroupsTest {
    @ParameterizedTest(name = "§2 {0}")
    @CsvSource(delimiter = '|', textBlock = """
            "a"                   | a
            "a", "b c"            | a/b c
            "a";x=1;y, "B"        | a/B
            "a\\"b", ""           | a"b/
            """)
    void strings(String value, String names) {
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", value))).isEqualTo(List.of(names.split("/", -1)));
        assertThat(CacheGroups.invalidated(Fields.of("cache-group-invalidation", value)))
                .isEqualTo(List.of(names.split("/", -1)));
    }

    @ParameterizedTest(name = "§2 {0}")
    @ValueSource(strings = {"", "a", "\"a\", b", "\"a", "(\"a\")", "\"a\" \"b\"", "\"a\",", "1", "\"é\""})
    void whatIsNoListOfStringsIsAbsent(String value) {
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", value))).isEmpty();
    }

    @Test
    void linesAreOneList() {
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", "\"a\"", "Cache-Groups", "\"b\", \"c\"")))
                .containsExactly("a", "b", "c");
        assertThat(CacheGroups.of(Fields.EMPTY)).isEmpty();
    }

    /** §2: at least 32 groups of at least 32 characters. */
    @Test
    @Holds("9875-2-2")
    void manyLongNames() {
        List<String> names = IntStream.range(0, 500)
                .mapToObj(number -> "group-" + number + "-".repeat(40))
                .toList();
        String value = names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));

        assertThat(CacheGroups.of(Fields.of("Cache-Groups", value))).isEqualTo(names);
    }

    @Test
    void aNameThatIsTooLongMakesTheFieldOneThatCanNotBeRead() {
        String longest = "x".repeat(8_190);
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", "\"a\", \"" + longest + '"')))
                .containsExactly("a", longest);
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", "\"a\", \"x" + longest + '"')))
                .isEmpty();
    }

    @Property
    void nothingMakesItThrow(@ForAll String value) {
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", value))).isNotNull();
    }
}
